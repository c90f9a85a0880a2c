import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {
    "NMIRF_PRODUCTION": "1",
    "ALLOWED_HOSTS": "nmirf.example",
    "SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyz-_ABC",
    "DATABASE_URL": "postgres://nmirf@db/nmirf",
    "REDIS_URL": "redis://redis",
}


def check(**environment: str) -> subprocess.CompletedProcess:
    # The browser tests in the same process set a variable that production must not have.
    clean = {k: v for k, v in os.environ.items() if k not in {*GOOD, "DJANGO_ALLOW_ASYNC_UNSAFE"}}
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING", "--settings", "nmirf.settings"]
    return subprocess.run(command, env=clean | environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)


def test_production_settings_pass_the_deployment_check():
    done = check(**GOOD)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"])
def test_production_refuses_to_start_without(name):
    done = check(**(GOOD | {name: ""}))
    assert done.returncode != 0
    assert f"NMIRF_PRODUCTION is set: give {name} too" in done.stderr


def test_cookies_are_secure_only_where_there_is_https():
    code = "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.DEBUG)"
    run = {"args": [sys.executable, "-c", code], "cwd": settings.BASE_DIR, "capture_output": True, "text": True, "check": True}
    base = {**os.environ, "DJANGO_SETTINGS_MODULE": "nmirf.settings"}
    assert subprocess.run(env=base | GOOD, **run).stdout.split() == ["True", "True", "True", "False"]
    assert subprocess.run(env=base, **run).stdout.split() == ["False", "False", "False", "False"]
