"""Starting, running and stopping jobs.

A worker claims a row with SKIP LOCKED, beats while it works, and a row whose heart has stopped is claimed again: so a
job survives its worker. One that hangs is ended (limits.py). Functions of jobs do their writing in one transaction, so
a second run starts from nothing.
"""

import time
import traceback
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import structlog
from django.conf import settings
from django.db import connections, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.accounts.permissions import is_staff
from nmirf.common.errors import Refused
from nmirf.jobs import kinds
from nmirf.jobs.limits import JobTookTooLong, limit_of, limited, too_long_in_words
from nmirf.jobs.models import Job

STALE = timedelta(seconds=90)
BEAT = timedelta(seconds=15)
MOST_ATTEMPTS = 3
log = structlog.get_logger(__name__)


def start_job(*, by: User, kind: str, title: str, arguments: dict[str, Any]) -> Job:
    """Promise the work and wake a worker once the promise is committed."""
    from nmirf.jobs.tasks import pick_up_jobs

    job = Job.objects.create(kind=kind, title=title, arguments=arguments, started_by=by)
    transaction.on_commit(lambda: ring(pick_up_jobs))
    return job


def ring(task: Any) -> None:
    """Wake a worker now. A silent bell loses nothing: beat looks for waiting rows too."""
    from kombu.exceptions import OperationalError

    try:
        task.apply_async(retry=False)
    except OperationalError as error:
        log.warning("bell silent", task=task.name, error=str(error))


def cancel_job(*, by: User, job: Job) -> None:
    require(job.started_by_id == by.pk or is_staff(by))
    now = timezone.now()
    if not Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(state=Job.State.CANCELLED, finished_at=now):
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(is_cancel_requested=True)


def claim_job() -> Job | None:
    """Take the oldest job that waits, or that a dead worker left; None when there is none."""
    now = timezone.now()
    left = Q(state=Job.State.RUNNING, heartbeat_at__lt=now - STALE)
    with transaction.atomic():
        waiting = Job.objects.filter(Q(state=Job.State.QUEUED) | left).order_by("created_at", "pk")
        job = waiting.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, started_at=now, heartbeat_at=now, attempts=F("attempts") + 1, done=0, total=0)
        job.refresh_from_db()
        return job


def run_job(job: Job) -> None:
    """Do a claimed job to its end. What it raises ends in the row, in words its starter can act on."""
    if job.attempts > MOST_ATTEMPTS:
        return _finish(job, Job.State.FAILED, error=_("The work was interrupted several times and was given up. Start it again."))
    seconds = limit_of(job.kind)

    def give_up() -> None:
        """In a thread of its own, just before the process is ended."""
        log.error("job hangs", job=str(job.public_id), kind=job.kind, seconds=seconds)
        with override(job.started_by.language):
            _finish(job, Job.State.FAILED, error=too_long_in_words(seconds, job.public_id))

    try:
        with override(job.started_by.language), RowProgress(job) as progress, limited(seconds, grace=settings.JOB_GRACE_SECONDS, give_up=give_up):
            address = kinds.run(job.kind, by=job.started_by, progress=progress, arguments=job.arguments)
    except kinds.JobCancelled:
        _finish(job, Job.State.CANCELLED)
    except JobTookTooLong:
        log.error("job took too long", job=str(job.public_id), kind=job.kind, seconds=seconds)
        with override(job.started_by.language):
            _finish(job, Job.State.FAILED, error=too_long_in_words(seconds, job.public_id))
    except Refused as refusal:
        _finish(job, Job.State.FAILED, error=str(refusal))
    except Exception as error:  # noqa: BLE001 - a job must end in words, whatever it met; the log gets the trace, not the message, which may quote rows
        log.error(
            "job failed", job=str(job.public_id), kind=job.kind, trace="".join(traceback.format_tb(error.__traceback__)), error=type(error).__name__
        )
        words = _("The work stopped because of a fault in the application. Nothing was changed. Tell your administrator this number: %(id)s.")
        _finish(job, Job.State.FAILED, error=words % {"id": job.public_id})
    else:
        _finish(job, Job.State.DONE, result_url=address)


def _finish(job: Job, state: str, **more: str) -> None:
    Job.objects.filter(pk=job.pk, attempts=job.attempts).update(state=state, finished_at=timezone.now(), **more)


class RowProgress:
    """Progress in the job's row, through a connection of its own: visible while the job's transaction is still open.

    A thread beats beside it, so that one long statement, in which no progress can be said, isn't taken for a worker's death.
    """

    EVERY = 0.5  # seconds

    def __init__(self, job: Job, *, beat_every: float = BEAT.total_seconds()) -> None:
        self.job, self.last, self.beat_every = job, 0.0, beat_every
        self.connection = connections["default"].copy()
        self.over = Event()
        self.beating = Thread(target=self._beat, name=f"heart of job {job.pk}", daemon=True)

    def __enter__(self) -> "RowProgress":
        self.beating.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.beating.join()
        self.connection.close()

    def at(self, done: int, total: int | None = None) -> None:
        now = time.monotonic()
        if now - self.last < self.EVERY and done != total:
            return
        self.last = now
        row = self._write(self.connection, "done = %s, total = COALESCE(%s, total), ", done, total)
        if row is None or row[0]:
            raise kinds.JobCancelled

    def _beat(self) -> None:
        """Until the job is over, or another worker has it. A beat that fails is logged; the next tries a new connection."""
        while not self.over.wait(self.beat_every):
            connection = connections["default"].copy()  # a connection is its thread's
            try:
                if self._write(connection) is None:
                    return
            except Exception:
                log.exception("heartbeat failed", job=str(self.job.public_id))
            finally:
                connection.close()

    def _write(self, connection: Any, assignments: str = "", *values: int | None) -> tuple[bool] | None:
        """Beat and set these columns: (whether cancelling was asked for), or None where the job is no longer this worker's."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {Job._meta.db_table} SET {assignments}heartbeat_at = now() "  # noqa: S608 - the model's own table
                "WHERE id = %s AND attempts = %s RETURNING is_cancel_requested",
                [*values, self.job.pk, self.job.attempts],
            )
            row: tuple[bool] | None = cursor.fetchone()
            return row
