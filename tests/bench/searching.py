"""What the register's page costs beside bare SQL and Django's admin, and what its first view weighs."""

import json
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import httpx
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.bench import databases
from tests.bench.bare_search import answer
from tests.factories import UserFactory

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SEARCHES = ("children education", "police training", "children moelba")  # two common words, two of the field, a common and a rare one
TIMES = 9
FEW = 267
COUNT = re.compile(r'role="status"><strong>(\d+)')
LINE = re.compile(r'class="line-link" href="/recommendations/([^/]+)/"')


def measure(count: int) -> dict[str, float]:
    """Figures at `count` rows and, under names that end in `_tenth`, at a tenth of them.

    search_vs_sql: the whole answer of the register (sign-in, filters, every facet with its counts, 50 lines with their hits marked,
    HTML) to three two-word searches ÷ hand-written SQL that fetches the same count, facets and lines. Medians, added up.
    search_vs_django_admin: Django admin's changelist for the same searches in the same rows ÷ the register's answer.
    queries_per_page: database queries of the register and of a search in it, together; `queries_per_page_267` the same in
    267 rows.
    page_kb: kB that Chromium receives for the first view of the register with its style sheets, scripts and icon, nothing cached.
    """
    figures: dict[str, float] = {}
    with databases.empty():
        client = _client()
        databases.fill_anew(FEW)
        figures["queries_per_page_267"] = _queries(client)
        databases.fill_anew(count // 10)
        figures |= {f"{name}_tenth": value for name, value in (_speed(client) | {"page_kb": _weight(client)}).items()}
        databases.fill_anew(count)
        figures |= _speed(client) | {"queries_per_page": _queries(client), "page_kb": _weight(client)}
    return figures


def _client() -> Client:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client = Client()
    client.force_login(UserFactory(), backend=BACKEND)
    return client


def _speed(client: Client) -> dict[str, float]:
    ours = bare = 0.0
    for words in SEARCHES:
        page = client.get(reverse("recommendations"), {"q": words, "reference": "true"})
        count, first = answer(words)
        if (int(COUNT.search(page.text)[1]), LINE.findall(page.text)) != (count, first):  # type: ignore[index]
            raise RuntimeError(f"The page and the SQL don't agree about “{words}”.")
        ours += _median(lambda words=words: client.get(reverse("recommendations"), {"q": words, "reference": "true"}))  # type: ignore[misc]
        bare += _median(lambda words=words: answer(words))  # type: ignore[misc]
    command = [sys.executable, "-m", "tests.bench.admin_site", *SEARCHES]
    admin = subprocess.run(command, env=databases.environment(), cwd=settings.BASE_DIR, capture_output=True, check=True, text=True)
    theirs = sum(json.loads(admin.stdout.splitlines()[-1]).values())
    return {
        "search_vs_sql": round(ours / bare, 2),
        "search_vs_django_admin": round(theirs / ours, 1),
        "search_ms": round(ours / len(SEARCHES) * 1000),
    }


def _median(run: Callable[[], Any]) -> float:
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def _queries(client: Client) -> int:
    addresses = [f"{reverse('recommendations')}?reference=true", f"{reverse('recommendations')}?reference=true&q=children+rights"]
    for address in addresses:
        if not LINE.search(client.get(address).text):  # what is kept for good is asked for now
            raise RuntimeError(f"{address} finds nothing.")
    with CaptureQueriesContext(connection) as captured:
        for address in addresses:
            client.get(address)
    return len(captured)


def _weight(client: Client) -> float:
    """Served as in production: gunicorn, static files collected and compressed."""
    from playwright.sync_api import sync_playwright

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    environment = databases.environment()
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], env=environment, cwd=settings.BASE_DIR, check=True)
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "nmirf.wsgi", "--bind", place, "--log-level", "warning"], env=environment, cwd=settings.BASE_DIR
    )
    try:
        _wait(f"http://{place}/healthz", server)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
            context = browser.new_context()
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": f"http://{place}"}])
            page = context.new_page()
            network, received = context.new_cdp_session(page), []
            network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
            network.send("Network.enable")
            page.goto(f"http://{place}{reverse('recommendations')}?reference=true", wait_until="networkidle")
            if not page.locator(".line").count():
                raise RuntimeError("The register came without lines.")
            browser.close()
    finally:
        server.terminate()
        server.wait(30)
    return round(sum(received) / 1024, 1)


def _wait(address: str, server: subprocess.Popen) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError("The server ended.")
        try:
            httpx.get(address)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server did not answer within 30 seconds.")
