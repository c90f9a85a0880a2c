"""The product with Django's admin beside it, to measure one against the other; the product itself has none."""

from nmirf.settings import *  # noqa: F403 - settings are made of settings
from nmirf.settings import INSTALLED_APPS, STORAGES

INSTALLED_APPS = ["django.contrib.admin", *INSTALLED_APPS]
ROOT_URLCONF = "tests.bench.admin_site"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # its own are not collected
