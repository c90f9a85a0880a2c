"""Real Chromium against a live server, and a real Celery worker on the same database."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, expect, sync_playwright

from nmirf.accounts.models import User
from nmirf.celery import app
from nmirf.jobs.operations import claim_job, run_job
from nmirf.sample.loading import load_sample

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
AXE = Path(django_settings.BASE_DIR, "node_modules/axe-core/axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PATIENCE = 60_000  # milliseconds: a page, or a job, on a machine that has other work
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.timeout(600))
            # A second chance for a Chromium that hung on a busy machine, and for nothing else.
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=[TimeoutError]))


@pytest.fixture(scope="session")
def browser():
    # Playwright's loop runs in this thread, and Django refuses its ORM beside a running loop unless told.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def files(tmp_path_factory) -> Path:
    """One folder of uploads for the live server and the worker."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture
def worker(transactional_db, files, tmp_path):
    """A Celery worker as in production, but on the test's database."""
    database = connection.settings_dict
    host = database["HOST"] or database["OPTIONS"].get("host", "")
    environment = os.environ | {
        "DATABASE_URL": f"postgres://{database['USER']}@/{database['NAME']}?host={host}",
        "REDIS_URL": app.conf.broker_url.replace("redis+socket://", "unix://").replace("?virtual_host=", "?db="),
        "MEDIA_ROOT": str(files),
    }
    command = [sys.executable, "-m", "celery", "-A", "nmirf", "worker", "--pool", "solo", "--loglevel", "info"]
    with (tmp_path / "worker.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, cwd=django_settings.BASE_DIR, stdout=log, stderr=subprocess.STDOUT)
        yield process
        process.terminate()
        process.wait(30)


@pytest.fixture
def site(live_server, settings, files):
    settings.MEDIA_ROOT = files
    return live_server


def finish_jobs() -> None:
    """Does what a worker would, here and now."""
    while job := claim_job():
        run_job(job)


@pytest.fixture
def sample(transactional_db, site) -> None:
    """The sample State, its jobs done, and known to the planner as autovacuum makes it within a minute."""
    load_sample(by=User.objects.system(), password="a long password")
    finish_jobs()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.fixture
def someone(sample):
    """`someone("focal.health")`: the sample's person of that address."""
    return lambda name: User.objects.get(email=f"{name}@example.org")


class Person:
    """Somebody at a screen of their own."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.page: Page = context.new_page()
        self.problems: list[str] = []
        self.page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("response", lambda r: None if r.url.startswith((address, "data:")) else self.problems.append(f"foreign: {r.url}"))

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def axe(self) -> dict[str, list[str]]:
        """What axe finds on the page in view: rule -> the elements."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("(tags) => axe.run({runOnly: tags, resultTypes: ['violations']})", RULES)
        return {v["id"]: [node["html"][:160] for node in v["nodes"]] for v in found["violations"]}

    def wider(self) -> int:
        """By how many pixels the page is wider than the window."""
        return self.page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture
def sit_down(browser: Browser, site):
    """`sit_down(user)`: that person, signed in, at a browser. Without a user: a stranger."""
    contexts = []

    def make(user=None, **options) -> Person:
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}, "locale": "en"} | options))
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": site.url}])
        return Person(context, site.url)

    yield make
    for context in contexts:
        context.close()
