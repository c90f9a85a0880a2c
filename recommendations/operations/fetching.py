"""The published export, fetched by itself: what is new in it waits as a preview. Nothing is imported without a person."""

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from nmirf.jobs.kinds import Progress
from nmirf.jobs.models import Job
from nmirf.jobs.operations import start_job
from recommendations.enums import BatchSource, BatchState, FetchOutcome
from recommendations.importing.fetching import Download, FetchFailed, Limits, Received
from recommendations.importing.rows import Problem
from recommendations.importing.staging import as_mapping
from recommendations.models import Fetch, ImportBatch
from recommendations.notifications import tell_waiting
from recommendations.operations.imports import read_import, receive_file
from recommendations.permissions import can_import
from recommendations.queries.fetching import last_good

FETCH = "import.fetch"
# PostgreSQL's advisory locks: of starting a fetch, and of fetching, which takes long. A dead worker's are free at once.
STARTING, FETCHING = 7_203_011, 7_203_012


class NoAddress(Refused):
    """The deployment names no address to fetch from."""


class NothingNew(Exception):
    """What came would change nothing; the words say why."""


@operation
def start_fetching(*, by: User) -> Job:
    """Have the export fetched in the background; where that is under way or waiting already, that job."""
    require(can_import(by))
    _require_address()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STARTING])
    waiting = Job.objects.filter(kind=FETCH, state__in=[Job.State.QUEUED, Job.State.RUNNING]).order_by("pk").first()
    return waiting or start_job(by=by, kind=FETCH, title=_("Fetching UHRI's published export"), arguments={})


@operation
def fetch_export(*, by: User, progress: Progress | None = None) -> Fetch | None:
    """Fetch the export and read it into a preview, and tell the administrators where one waits. None: another is at it.

    The transaction is open while the file comes, but has written nothing until then: it holds nobody up.
    """
    require(can_import(by))
    _require_address()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [FETCHING])
        if not cursor.fetchone()[0]:
            return None
    address = settings.UHRI_EXPORT_URL
    fetch = Fetch(address=address[:500])
    last = last_good(fetch.address)
    fetch.etag, fetch.last_modified = (last.etag, last.last_modified) if last else ("", "")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        try:
            received = _download(address, path, fetch, progress)
            fetch.etag, fetch.last_modified = _fitting(received.etag, 250), _fitting(received.last_modified, 60)
            fetch.received = received.size
            fetch.batch = _read(by, path, received, progress)
        except NothingNew as nothing:
            fetch.outcome, fetch.message = FetchOutcome.UNCHANGED, str(nothing)
        except FetchFailed as failed:
            fetch.outcome, fetch.message = FetchOutcome.FAILED, str(failed)
        else:
            fetch.outcome, fetch.message = FetchOutcome.FETCHED, _("What is new was read into a preview, for an administrator to decide.")
            tell_waiting(by=by, batch=fetch.batch)
    fetch.finished_at = timezone.now()
    fetch.save()
    return fetch


def _require_address() -> None:
    if not settings.UHRI_EXPORT_URL:
        raise NoAddress(_("No address to fetch from is set. Whoever runs this application can set it (UHRI_EXPORT_URL)."))


def _download(address: str, path: Path, fetch: Fetch, progress: Progress | None) -> Received:
    limits = Limits(settings.UHRI_EXPORT_BYTES, settings.UHRI_EXPORT_SILENCE, settings.UHRI_EXPORT_SECONDS, pause=settings.UHRI_EXPORT_PAUSE)
    beat: Callable[[int, int | None], None] = progress.at if progress else lambda done, total: None
    download = Download(address, path, limits=limits, proxy=settings.UHRI_EXPORT_PROXY, beat=beat)
    received = download.run(etag=fetch.etag, last_modified=fetch.last_modified)
    if received is None:
        raise NothingNew(_("The export is the one that was fetched last."))
    return received


def _fitting(value: str, most: int) -> str:
    """A header too long to keep is as good as none: half of it would name nothing."""
    return value if len(value) <= most else ""


def _read(by: User, path: Path, received: Received, progress: Progress | None) -> ImportBatch:
    """The batch, with its rows staged. Raises FetchFailed or NothingNew, and then leaves neither row nor file behind."""
    latest = ImportBatch.objects.filter(source=BatchSource.FETCH, country=settings.NMIRF_STATE).order_by("-pk").first()
    if latest and latest.file_sha256 == received.sha256:
        raise NothingNew(_("The export is the one that was fetched last."))
    batch = None
    try:
        with transaction.atomic(), path.open("rb") as file:
            batch = receive_file(by=by, file=File(file), file_name=_name(), format="auto", country=settings.NMIRF_STATE)
            batch.source = BatchSource.FETCH
            batch.save(update_fields=["source"])
            read = read_import(by=by, batch=batch, progress=progress)
            _judge(read)
            _replace_older(read)
            return read
    except BaseException:
        if batch is not None:
            batch.file.storage.delete(str(batch.file.name))
        raise


def _judge(batch: ImportBatch) -> None:
    if batch.state != BatchState.READY:
        raise FetchFailed(_("What was fetched can't be read as UHRI's export: %(why)s") % {"why": batch.refusal})
    if not batch.created + batch.updated + batch.unchanged:
        raise FetchFailed(_("What was fetched holds no recommendation to %(state)s that can be taken.") % {"state": settings.NMIRF_STATE_NAME})
    if not batch.created + batch.updated + batch.missing:
        raise NothingNew(_("The export changed, but not in what it says about %(state)s.") % {"state": settings.NMIRF_STATE_NAME})


def _replace_older(batch: ImportBatch) -> None:
    """Previews of earlier exports that nobody has decided about go: this one says what they would have, and what came since."""
    waiting = ImportBatch.objects.filter(source=BatchSource.FETCH, country=batch.country, state=BatchState.READY).exclude(pk=batch.pk)
    for older in waiting.order_by("pk").select_for_update(skip_locked=True):
        older.staged_rows.all().delete()
        older.state, older.notes = BatchState.DISCARDED, [*older.notes, as_mapping(Problem(0, "", "replaced", is_fatal=False)) | {"line": 0}]
        older.save(update_fields=["state", "notes"])


def _name() -> str:
    """The file's name by its address, where that is one."""
    name = PurePosixPath(urlsplit(settings.UHRI_EXPORT_URL).path).name
    return name if re.fullmatch(r"[\w.-]{1,200}\.(json|xlsx)", name, re.IGNORECASE) else "uhri-export"
