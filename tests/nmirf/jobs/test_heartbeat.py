"""A worker's heart beats while its job is silent, and no longer."""

import time
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from nmirf.jobs import operations
from nmirf.jobs.models import Job
from nmirf.jobs.operations import BEAT, STALE, RowProgress, claim_job, start_job
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
OFTEN = 0.01  # seconds
LONG_AGO = timezone.now() - 2 * STALE


@pytest.fixture
def job():
    """Claimed, and silent for so long that another worker would take it."""
    start_job(by=UserFactory(), kind="test.silent", title="A job", arguments={})
    claimed = claim_job()
    Job.objects.update(heartbeat_at=LONG_AGO)
    return claimed


def wait_for_a_beat(job, after=LONG_AGO):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        job.refresh_from_db()
        if job.heartbeat_at > after:
            return
        time.sleep(OFTEN)
    pytest.fail("no beat")


def test_a_silent_job_is_not_claimed_by_another_worker(job):
    with RowProgress(job, beat_every=OFTEN):
        wait_for_a_beat(job)
        wait_for_a_beat(job, after=job.heartbeat_at)
        assert claim_job() is None
    assert timezone.now() - job.heartbeat_at < timedelta(seconds=20)
    assert (job.state, job.attempts, job.done, job.total) == (Job.State.RUNNING, 1, 0, 0)


def test_it_beats_several_times_before_it_counts_as_dead(job):
    assert RowProgress(job).beat_every == BEAT.total_seconds() <= STALE.total_seconds() / 3


@pytest.mark.parametrize("raised", [None, RuntimeError])
def test_the_heart_stops_with_the_job(job, raised):
    try:
        with RowProgress(job, beat_every=OFTEN) as progress:
            wait_for_a_beat(job)
            if raised:
                raise raised
    except RuntimeError:
        assert raised
    assert not progress.beating.is_alive()
    Job.objects.update(heartbeat_at=LONG_AGO)
    assert claim_job().attempts == 2


def test_it_does_not_beat_for_another_worker(job):
    successor = claim_job()
    Job.objects.update(heartbeat_at=LONG_AGO)
    with RowProgress(job, beat_every=OFTEN) as progress:
        progress.beating.join(20)
        assert not progress.beating.is_alive()
    successor.refresh_from_db()
    assert (successor.attempts, successor.heartbeat_at) == (2, LONG_AGO)


def test_a_beat_that_fails_is_logged_and_the_next_one_beats(job, monkeypatch):
    write, logged, calls = RowProgress._write, [], []

    def failing_first(*arguments):
        calls.append(arguments)
        if len(calls) == 1:
            raise OperationalError("the server is gone")
        return write(*arguments)

    monkeypatch.setattr(RowProgress, "_write", failing_first)
    monkeypatch.setattr(operations.log, "exception", lambda event, **more: logged.append((event, more)), raising=False)
    with RowProgress(job, beat_every=OFTEN):
        wait_for_a_beat(job)
    assert logged == [("heartbeat failed", {"job": str(job.public_id)})]
