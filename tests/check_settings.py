"""Settings for `make check`: the application's, and the linter of migrations, which production has no use for."""

from nmirf.settings import *  # noqa: F403
from nmirf.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
MIGRATION_LINTER_OPTIONS = {
    "include_apps": ["accounts", "audit", "jobs", "notifications", "ministries", "recommendations", "consultations", "reporting"]
}
