"""`make bench`: a first measure of the importer and the register. One `name: value` line each, and var/bench.json.

ROWS recommendations in UHRI's xlsx form go through the whole import twice, then the register answers a two-word search.
"""

import io
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nmirf.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402
from django.urls import reverse  # noqa: E402

from nmirf.accounts.models import Role, User  # noqa: E402
from tests.recommendations.importing.files import uhri_row, write_uhri  # noqa: E402

ROWS = 10_000


def generated(path: Path) -> Path:
    verbs, things = ["Adopt", "Amend", "Repeal", "Strengthen", "Fund"], ["the law on torture", "prison conditions", "girls' schooling", "land rights"]
    texts = (f"{verbs[n % 5]} {things[n % 4]} in district {n}, without delay and in consultation with those concerned" for n in range(ROWS))
    symbols = (f"- A/HRC/{n // 250}/1" for n in range(ROWS))
    return write_uhri(
        path, (uhri_row(n, **{"Text": f"- 1.{n} {t}", "Document Symbol": s}) for n, (t, s) in enumerate(zip(texts, symbols, strict=True)))
    )


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(folder: Path) -> dict[str, float]:
    settings.MEDIA_ROOT = folder / "files"
    settings.WHITENOISE_AUTOREFRESH = True
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    path = generated(folder / "uhri.xlsx")

    def bring_in() -> None:
        call_command("import_recommendations", str(path), "--country", "all", "--json", stdout=io.StringIO())

    first, again = seconds(bring_in), seconds(bring_in)
    client = Client()
    user = User.objects.create(email="bench@example.org", name="Bench", role=Role.SECRETARIAT)
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("recommendations") + "?q=prison+conditions&reference=true"
    client.get(address)
    page = statistics.median(seconds(lambda: client.get(address)) for _ in range(9))
    return {
        "import_rows_per_second": round(ROWS / first),
        "reimport_vs_import": round(again / first, 2),
        "search_page_ms": round(page * 1000, 1),
    }


def main() -> None:
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with tempfile.TemporaryDirectory() as folder:
            figures = measure(Path(folder))
    finally:
        teardown_databases(databases, verbosity=0)
    for name, value in figures.items():
        print(f"{name}: {value}")
    settings.VAR.mkdir(parents=True, exist_ok=True)
    (settings.VAR / "bench.json").write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
