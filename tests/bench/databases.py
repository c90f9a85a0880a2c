"""A test database for a measure, empty or filled by our own import; and commands run in processes of their own."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tests.bench.filling import fill

FILES = settings.VAR / "bench"  # what was generated stays for the next run


@contextmanager
def empty() -> Iterator[None]:
    """A fresh database with the taxonomy that a deployment starts with. No test environment: it slows every template down."""
    FILES.mkdir(parents=True, exist_ok=True)
    settings.MEDIA_ROOT = FILES / "files"
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        call_command("seed_taxonomy", verbosity=0, stdout=io.StringIO())
        yield
    finally:
        teardown_databases(databases, verbosity=0)


def fill_anew(count: int) -> None:
    """The register holds `count` generated recommendations of all States and nothing else, analysed."""
    forget_recommendations()
    fill(count)


def forget_recommendations() -> None:
    """Empties the register and its imports; names stay."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE recommendations_recommendation, recommendations_document, recommendations_importbatch CASCADE")
        cursor.execute("SELECT format('%I', relname) FROM pg_class WHERE relkind = 'r' AND relname LIKE 'recommendations\\_%event'")
        cursor.execute(f"TRUNCATE {', '.join(name for (name,) in cursor.fetchall())}")
        cursor.execute("CHECKPOINT")


@dataclass(frozen=True)
class Cost:
    seconds: float
    memory: float  # MB, the peaks of the process and its children added up


def bring_in(path: Path, country: str = "all") -> Cost:
    """`manage.py import_recommendations` on the measure's database, in a process of its own."""
    command = [sys.executable, "manage.py", "import_recommendations", str(path), "--country", country, "--json"]
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment(), cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL)
    peaks: dict[int, int] = {}
    while process.poll() is None:
        for pid in _family(process.pid):
            peaks[pid] = max(peaks.get(pid, 0), _peak(pid))
        time.sleep(0.1)
    if process.returncode:
        raise RuntimeError(f"The import ended with status {process.returncode}.")
    return Cost(time.perf_counter() - start, sum(peaks.values()) / 1024)


def environment() -> dict[str, str]:
    """Of a process that works on the measure's database."""
    return os.environ | {"DATABASE_URL": _address(), "REDIS_URL": settings.REDIS_URL, "MEDIA_ROOT": str(settings.MEDIA_ROOT)}


def _address() -> str:
    """The measure's database as DATABASE_URL."""
    to = connection.settings_dict
    password, port = f":{quote(to['PASSWORD'], safe='')}" if to["PASSWORD"] else "", f":{to['PORT']}" if to["PORT"] else ""
    host = to["HOST"] or to["OPTIONS"].get("host", "")
    if host.startswith("/"):
        return f"postgres://{to['USER']}{password}@/{to['NAME']}?host={host}"
    return f"postgres://{to['USER']}{password}@{host}{port}/{to['NAME']}"


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(each for child in children for each in _family(int(child)))]


def _peak(pid: int) -> int:
    """kB that a process held at most (VmHWM), 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
