"""Shared fixtures: one person of each kind, and a client signed in as any of them."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from nmirf import embedded
from nmirf.celery import app

SHARED_DATA = Path(os.environ.get("NMIRF_SHARED_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")


def pytest_configure() -> None:
    embedded.ensure()
    # A broker database of this process's own: no worker of a demo beside it takes its messages.
    number = 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    app.conf.broker_url = f"{app.conf.broker_url.split('?')[0]}?virtual_host={number}"
    # For the whole run, since the live server starts before any test's fixture: static files straight from their sources.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_URL = ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not SHARED_DATA.is_dir():
        absent = pytest.mark.skip(reason="the folder of real exports (../shared/data) is not beside this repository")
        for item in items:
            if item.get_closest_marker("real_data"):
                item.add_marker(absent)


@pytest.fixture(autouse=True)
def _places(settings, tmp_path):
    """Files and the cache are the test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}}


@pytest.fixture
def shared_data() -> Path:
    return SHARED_DATA


@pytest.fixture
def people(db):
    """One of each kind: `people.admin`, `.secretariat`, `.health`, `.justice`, `.nhri`, `.cso`; see factories.People."""
    from tests.factories import People

    return People.make()


@pytest.fixture
def sign_in():
    """`sign_in(user)` gives a client signed in as that person."""

    def make(user) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


@pytest.fixture
def api():
    """`api(user)` gives a client of the API that speaks JSON, signed in as that person by session."""
    from rest_framework.test import APIClient

    def make(user) -> APIClient:
        client = APIClient()
        client.default_format = "json"
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make
