"""A job that hangs is stopped: interrupted where its code can be, with its process where it can't."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from django.db import connection, transaction

from nmirf.accounts.models import User
from nmirf.jobs import kinds
from nmirf.jobs.limits import JobTookTooLong, limit_of, limited
from nmirf.jobs.models import Job
from nmirf.jobs.operations import claim_job, run_job, start_job
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@kinds.job("test.hang")
def hang(*, by, progress, seconds) -> str:
    with transaction.atomic():
        UserFactory(email="half@example.org")
        time.sleep(seconds)
    return "/"


@pytest.fixture
def limits(settings):
    settings.JOB_SECONDS, settings.JOB_SECONDS_OF_KIND, settings.JOB_GRACE_SECONDS = 3600, {"test.hang": 1}, 60


def run(seconds) -> Job:
    start_job(by=UserFactory(), kind="test.hang", title="A job", arguments={"seconds": seconds})
    job = claim_job()
    run_job(job)
    job.refresh_from_db()
    return job


def test_each_kind_has_its_limit_or_the_common_one(limits):
    assert (limit_of("test.hang"), limit_of("import.apply")) == (1, 3600)


def test_a_job_over_its_limit_fails_in_words_and_may_be_started_again(limits):
    former = signal.getsignal(signal.SIGUSR2)
    job = run(60)
    assert (job.state, job.result_url) == (Job.State.FAILED, "")
    assert job.error.startswith("The work was stopped because it had not ended after 1 minute. Nothing was changed. You can start it again.")
    assert str(job.public_id) in job.error
    assert claim_job() is None  # not by itself
    assert not User.objects.filter(email="half@example.org").exists()
    assert run(0).state == Job.State.DONE
    assert signal.getsignal(signal.SIGUSR2) == former


def test_what_ends_in_time_leaves_no_watch_behind():
    before = threading.active_count()
    with limited(0.2, grace=0.1, give_up=lambda: pytest.fail("gave up")):
        pass
    assert threading.active_count() == before
    time.sleep(0.4)  # neither interrupted nor killed


def test_the_limit_interrupts():
    with pytest.raises(JobTookTooLong), limited(0.05, grace=60, give_up=lambda: pytest.fail("gave up")):
        time.sleep(60)


DEAF = """
import django, signal, time
django.setup()
from django.db import transaction
from nmirf.jobs import kinds
from nmirf.jobs.operations import claim_job, run_job
from tests.factories import UserFactory

@kinds.job("test.hang")
def deaf(*, by, progress, seconds):
    with transaction.atomic():
        UserFactory(email="half@example.org")
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])  # as deaf as a library written in C
        signal.signal(signal.SIGUSR2, signal.SIG_IGN)
        time.sleep(seconds)

run_job(claim_job())
"""


def test_one_that_cannot_be_interrupted_is_ended_with_its_process():
    job = start_job(by=UserFactory(), kind="test.hang", title="A job", arguments={"seconds": 60})
    database = connection.settings_dict
    host = database["HOST"] or database["OPTIONS"].get("host", "")
    environment = os.environ | {"DATABASE_URL": f"postgres://{database['USER']}@/{database['NAME']}?host={host}"}
    environment |= {"DJANGO_SETTINGS_MODULE": "nmirf.settings", "JOB_SECONDS_OF_KIND": "test.hang=1", "JOB_GRACE_SECONDS": "1"}
    ended = subprocess.run([sys.executable, "-c", DEAF], env=environment, cwd=settings.BASE_DIR, capture_output=True, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert job.error.startswith("The work was stopped because it had not ended after 1 minute.")
    assert not User.objects.filter(email="half@example.org").exists()
    assert claim_job() is None
