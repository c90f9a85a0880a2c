"""Settings, all from the environment; `.env.example` lists them. With none set: this machine, embedded servers, no mail.

`NMIRF_PRODUCTION=1` asks for the real thing: named servers, a secret key, HTTPS.
"""

from pathlib import Path

import environ
import pgtrigger
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from nmirf.embedded import places

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR = places.var()

PRODUCTION = env.bool("NMIRF_PRODUCTION", False)
DEBUG = env.bool("DEBUG", False)

if PRODUCTION:
    missing = [name for name in ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"] if not env(name, default="")]
    if missing:
        raise ImproperlyConfigured(f"NMIRF_PRODUCTION is set: give {', '.join(missing)} too (see .env.example).")


def _local_secret() -> str:
    """A key of this machine's own, made at the first start."""
    path = VAR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = env("SECRET_KEY", default="") or _local_secret()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# The deployment is one State's. XVM is the sample's, from the user-assigned range of ISO 3166.
NMIRF_STATE = env("NMIRF_STATE", default="XVM")
NMIRF_STATE_NAME = env("NMIRF_STATE_NAME", default="Valmera")
NMIRF_NAME = env("NMIRF_NAME", default="National Mechanism for Human Rights")
NMIRF_SAMPLE_PASSWORD = env("NMIRF_SAMPLE_PASSWORD", default="")

INSTALLED_APPS = [
    "nmirf.sample",
    "reporting",
    "consultations",
    "recommendations",
    "ministries",
    "nmirf.notifications",
    "nmirf.jobs",
    "nmirf.audit",
    "nmirf.accounts",
    "nmirf.common",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_standardized_errors",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "nmirf.common.middleware.GZipPages",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "nmirf.common.middleware.RefusedMiddleware",
]

ROOT_URLCONF = "nmirf.urls"
WSGI_APPLICATION = "nmirf.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "nmirf.navigation.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "nmirf.common.templatetags.ui"],
        },
    },
]
FORM_RENDERER = "nmirf.common.forms.Renderer"

DATABASES = {"default": env.db_url_config(env("DATABASE_URL", default="") or places.database_url())}
DATABASES["default"] |= {
    "ENGINE": "django.db.backends.postgresql",
    "ATOMIC_REQUESTS": False,
    "TEST": {"NAME": f"test_nmirf_{env('NMIRF_TEST_NAME', default='main').lower()}"},
}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # a connection that PostgreSQL's restart broke is never handed out
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": env.int("DATABASE_POOL", 8)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="") or places.redis_url()
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # else a worker gives up for good after an hour without Redis
CELERY_WORKER_CONSUMER = "nmirf.broker:Consumer"
CELERY_TIMEZONE = "UTC"

PGHISTORY_APPEND_ONLY = True
PGHISTORY_LEVEL = pgtrigger.Statement  # one insert of history for each statement, not for each row: an import is mostly that

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "nmirf.accounts.adapter.ByInvitation"
ACCOUNT_FORMS = {
    "login": "nmirf.accounts.forms.LoginForm",
    "change_password": "nmirf.accounts.forms.ChangePasswordForm",
    "reset_password": "nmirf.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "nmirf.accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator invites the address, so it was verified by arriving
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # an address nobody has gets no mail, and the page says the same
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Rate limits count by the visitor's address: behind a proxy, the one it reports.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 1 if PRODUCTION else 0)
SESSION_COOKIE_AGE = 60 * 60 * 12

# All mail is rows of the outbox; a task hands them to EMAIL_URL. Without one they stay there to be looked at.
EMAIL_URL = env("EMAIL_URL", default="")
EMAIL_BACKEND = "nmirf.notifications.backend.OutboxBackend"
if EMAIL_URL:
    EMAIL_DELIVERY = env.email_url_config(EMAIL_URL)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="nmirf@localhost")
NMIRF_URL = env("NMIRF_URL", default="http://127.0.0.1:8000")  # what links in mails start with

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env("TIME_ZONE", default="UTC")
USE_TZ = True
WEEKEND = env.list("WEEKEND", int, [6, 7])  # ISO days without work, 1 is Monday; 5,6 in many Arab States
ANSWER_DAYS = env.int("ANSWER_DAYS", default=14)  # within which an institution accepts or declines what it was assigned
FORMAT_MODULE_PATH = ["nmirf.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", BASE_DIR / "node_modules/bootstrap/dist"),
    ("chart.js", BASE_DIR / "node_modules/chart.js/dist"),
    ("htmx", BASE_DIR / "node_modules/htmx.org/dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = Path(env("MEDIA_ROOT", default="") or VAR / "files")  # never served by address; views decide who may read
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# What one file to import may cost, where it is not what recommendations/importing/guard.py has: IMPORT_UNPACKED_BYTES and so on.
IMPORT_LIMITS = {
    name: env.int(f"IMPORT_{name.upper()}")
    for name in (
        "file_bytes", "json_bytes", "unpacked_bytes", "part_ratio", "run_bytes", "columns", "rows", "cells", "characters", "pdf_pages",
        "pdf_unpacked_bytes", "pdf_characters", "pdf_memory_bytes", "pdf_cpu_seconds", "memory_bytes", "cpu_seconds", "silence_seconds",
    )
    if env(f"IMPORT_{name.upper()}", default="")
}  # fmt: skip
# What one job may take before it is stopped, in seconds, and by kind where one needs another limit; then what is left to end itself.
JOB_SECONDS = env.int("JOB_SECONDS", 6 * 3600)
JOB_SECONDS_OF_KIND = env.dict("JOB_SECONDS_OF_KIND", {"value": int}, {})
JOB_GRACE_SECONDS = env.int("JOB_GRACE_SECONDS", 30)
# UHRI's published export, fetched by itself where an address is set. Sizes in bytes, times in seconds.
UHRI_EXPORT_URL = env("UHRI_EXPORT_URL", default="")
UHRI_EXPORT_PROXY = env("UHRI_EXPORT_PROXY", default="")
UHRI_EXPORT_BYTES = env.int("UHRI_EXPORT_BYTES", 1024 * 1024 * 1024)
UHRI_EXPORT_SILENCE = env.int("UHRI_EXPORT_SILENCE", 30)  # below the 90 after which a job counts as dead
UHRI_EXPORT_SECONDS = env.int("UHRI_EXPORT_SECONDS", 3600)
UHRI_EXPORT_PAUSE = env.int("UHRI_EXPORT_PAUSE", 5)
CLAMD_URL = env.str("CLAMD_URL", "")  # tcp://host:3310 or unix:///path; without it, uploaded evidence is not scanned for viruses
MAX_EVIDENCE_BYTES = env.int("MAX_EVIDENCE_BYTES", 20 * 1024 * 1024)

# Only over HTTPS, but on the machine one tries it out on.
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's own icons of form fields are data addresses
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {feature: [] for feature in ["camera", "geolocation", "microphone", "payment", "usb"]}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["knox.auth.TokenAuthentication", "rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "nmirf.common.pagination.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "nmirf.common.api.Schema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "3000/hour"},
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "nmirf.common.api.ExceptionHandler",
    "ALLOWED_ERROR_STATUS_CODES": ["400", "401", "403", "404", "409", "429"],  # those the schema describes
    "ERROR_SCHEMAS": {"409": "nmirf.common.api.RefusedSerializer"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "NMIRF",
    "DESCRIPTION": "Recommendations, who answers for them, what was done, and what was said.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "InstitutionKind": "ministries.enums.InstitutionKind",
        "RecommendationKind": "recommendations.enums.Kind",
        "Position": "recommendations.enums.Position",
        "Status": "recommendations.enums.Status",
        "TermKind": "recommendations.enums.TermKind",
        "TagOrigin": "recommendations.enums.TagOrigin",
        "AssignmentRole": "recommendations.enums.AssignmentRole",
        "SuggestionKind": "recommendations.enums.SuggestionKind",
        "Decision": "recommendations.enums.Decision",
        "Visibility": "consultations.enums.Visibility",
        "ConsultationState": "consultations.enums.ConsultationState",
        "UpdateState": "reporting.enums.UpdateState",
        "ObligationKind": "reporting.enums.ObligationKind",
        "ReportKind": "reporting.enums.ReportKind",
        "JobState": "nmirf.jobs.models.Job.State",
        "ValidationErrorEnum": "drf_standardized_errors.openapi_serializers.ValidationErrorEnum.choices",
        "ClientErrorEnum": "drf_standardized_errors.openapi_serializers.ClientErrorEnum.choices",
        "ServerErrorEnum": "drf_standardized_errors.openapi_serializers.ServerErrorEnum.choices",
        "ErrorCode401Enum": "drf_standardized_errors.openapi_serializers.ErrorCode401Enum.choices",
        "ErrorCode403Enum": "drf_standardized_errors.openapi_serializers.ErrorCode403Enum.choices",
        "ErrorCode404Enum": "drf_standardized_errors.openapi_serializers.ErrorCode404Enum.choices",
        "ErrorCode429Enum": "drf_standardized_errors.openapi_serializers.ErrorCode429Enum.choices",
    },
    "POSTPROCESSING_HOOKS": ["drf_standardized_errors.openapi_hooks.postprocess_schema_enums"],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}
REST_KNOX = {"TOKEN_TTL": None, "AUTO_REFRESH": False, "AUTH_HEADER_PREFIX": "Token"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
