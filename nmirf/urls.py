"""Every address. Each app has its own; the API's are gathered in nmirf/api.py."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from nmirf.health import healthz

urlpatterns = [
    path("", include("reporting.urls")),
    path("", include("consultations.urls")),
    path("", include("recommendations.urls")),
    path("", include("ministries.urls")),
    path("", include("nmirf.notifications.urls")),
    path("", include("nmirf.jobs.urls")),
    path("", include("nmirf.audit.urls")),
    path("", include("nmirf.accounts.urls")),
    path("api/", include("nmirf.api")),
    path("account/", include("nmirf.accounts.allauth_urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("healthz", healthz, name="healthz"),
]
