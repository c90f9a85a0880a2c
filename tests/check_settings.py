"""Settings for `make check`: the application's, and the linter of migrations, which production has no use for."""

from nmirf.settings import *  # noqa: F403
from nmirf.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
MIGRATION_LINTER_OPTIONS = {
    "include_apps": ["accounts", "audit", "jobs", "notifications", "ministries", "recommendations", "consultations", "reporting"],
    # Before the first release a column may go at once; later it goes in the release after the one that stopped using it.
    "ignore_name": ["0007_training_without_file"],
}
