"""The embedded servers from outside, in a folder of their own."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings


@pytest.fixture
def environment(tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("var")
    for parent in [folder, *folder.parents[:2]]:  # pytest's folders are closed; PostgreSQL runs as somebody else when we are root
        parent.chmod(0o755)
    clean = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    return clean | {"NMIRF_VAR": str(folder)}


def run(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *command], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, timeout=120
    )


def sockets(environment: dict[str, str]) -> str:
    asked = run(environment, "-c", "from nmirf.embedded import places; print(places.run())")
    return asked.stdout.strip()


def connects(folder: str) -> bool:
    try:
        with psycopg.connect(host=folder, user="nmirf", dbname="nmirf") as connection:
            return connection.execute("SELECT count(*) FROM pg_available_extensions WHERE name IN ('pg_trgm', 'unaccent')").fetchone() == (2,)
    except psycopg.OperationalError:
        return False


def test_run_starts_what_is_missing_and_stops_it_again(environment):
    folder = sockets(environment)
    code = f"import psycopg, redis; psycopg.connect(host={folder!r}, user='nmirf', dbname='nmirf'); print(redis.from_url('unix://{folder}/redis.sock').ping())"
    done = run(environment, "-m", "nmirf.embedded", "run", sys.executable, "-c", code)
    assert (done.returncode, done.stdout.strip()) == (0, "True"), done.stderr
    assert not connects(folder)


def test_run_leaves_running_what_ran_before_and_gives_the_commands_exit(environment):
    folder = sockets(environment)
    try:
        assert run(environment, "-m", "nmirf.embedded", "start").returncode == 0
        assert run(environment, "-m", "nmirf.embedded", "run", sys.executable, "-c", "raise SystemExit(3)").returncode == 3
        assert connects(folder)
    finally:
        assert run(environment, "-m", "nmirf.embedded", "stop").returncode == 0
    assert not connects(folder)


def test_nobody_else_may_enter_the_folder_of_the_sockets(environment):
    folder = sockets(environment)
    try:
        run(environment, "-m", "nmirf.embedded", "start")
        assert Path(folder).stat().st_mode & 0o077 == 0
    finally:
        run(environment, "-m", "nmirf.embedded", "stop")
