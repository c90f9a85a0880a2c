"""Jobs: rows that workers claim, run to an end in words, and take over from the dead."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from nmirf.common.errors import Refused
from nmirf.jobs import kinds
from nmirf.jobs.models import Job
from nmirf.jobs.operations import MOST_ATTEMPTS, STALE, cancel_job, claim_job, run_job, start_job
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@kinds.job("test.count")
def count(*, by, progress, to: int, cancel: bool = False) -> str:
    progress.at(1, to)
    if cancel:
        cancel_job(by=by, job=Job.objects.get(kind="test.count"))
    progress.at(to, to)
    UserFactory(email="counted@example.org")
    return "/"


@kinds.job("test.refused")
def refused(*, by, progress) -> str:
    raise Refused("The file is empty.")


@kinds.job("test.broken")
def broken(*, by, progress) -> str:
    raise RuntimeError("secret detail")


def start(kind: str, **arguments) -> Job:
    return start_job(by=UserFactory(), kind=kind, title="A job", arguments=arguments)


def run_next() -> Job:
    job = claim_job()
    run_job(job)
    job.refresh_from_db()
    return job


def test_a_job_runs_to_its_end_and_says_how_far_it_came():
    start("test.count", to=7)
    job = run_next()
    assert (job.state, job.done, job.total, job.result_url, job.error) == (Job.State.DONE, 7, 7, "/", "")
    assert job.finished_at is not None
    assert claim_job() is None


def test_a_refusal_ends_in_its_own_words():
    start("test.refused")
    job = run_next()
    assert (job.state, job.error) == (Job.State.FAILED, "The file is empty.")


def test_a_fault_ends_in_words_without_its_details():
    job = start("test.broken")
    job = run_next()
    assert job.state == Job.State.FAILED
    assert str(job.public_id) in job.error
    assert "secret detail" not in job.error


def test_cancelling_stops_a_running_job_at_its_next_step():
    from nmirf.accounts.models import User

    start("test.count", to=7, cancel=True)
    job = run_next()
    assert job.state == Job.State.CANCELLED
    assert not User.objects.filter(email="counted@example.org").exists()


def test_cancelling_a_waiting_job_leaves_nothing_to_claim():
    job = start("test.count", to=7)
    cancel_job(by=job.started_by, job=job)
    assert claim_job() is None


def test_a_job_whose_worker_is_alive_is_not_claimed_twice():
    start("test.count", to=7)
    assert claim_job() is not None
    assert claim_job() is None


def test_a_job_whose_worker_died_is_claimed_again_but_not_for_ever():
    job = start("test.count", to=7)
    for attempt in range(1, MOST_ATTEMPTS + 2):
        claimed = claim_job()
        assert claimed.attempts == attempt
        Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - STALE - timedelta(seconds=1))
    run_job(claimed)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "interrupted" in job.error


def test_a_worker_thought_dead_does_not_overwrite_its_successor():
    job = start("test.count", to=7)
    slow = claim_job()
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - STALE - timedelta(seconds=1))
    successor = claim_job()
    run_job(successor)
    run_job(slow)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 2)


SLOW = """
import django, sys, time
django.setup()
from nmirf.jobs import kinds
from nmirf.jobs.operations import claim_job, run_job
from django.db import transaction
from tests.factories import UserFactory

@kinds.job("test.slow")
def slow(*, by, progress):
    with transaction.atomic():
        UserFactory(email="half@example.org")
        progress.at(1, 2)
        print("half way", flush=True)
        time.sleep(60)

run_job(claim_job())
"""


def test_a_killed_worker_leaves_nothing_half_written():
    from nmirf.accounts.models import User

    job = start("test.slow")
    database = connection.settings_dict
    host = database["HOST"] or database["OPTIONS"].get("host", "")
    environment = os.environ | {"DATABASE_URL": f"postgres://{database['USER']}@/{database['NAME']}?host={host}"}
    environment["DJANGO_SETTINGS_MODULE"] = "nmirf.settings"
    process = subprocess.Popen([sys.executable, "-c", SLOW], env=environment, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "half way\n"
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.RUNNING, 1, 2), "progress is seen while the transaction is open"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert not User.objects.filter(email="half@example.org").exists()
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - STALE - timedelta(seconds=1))
    assert claim_job().pk == job.pk


def test_the_page_follows_a_job_and_leads_to_its_result(sign_in):
    job = start("test.count", to=7)
    client = sign_in(job.started_by)
    page = client.get(reverse("job", args=[job.public_id]))
    assert "Waiting" in page.content.decode()
    assert '<meta http-equiv="refresh"' in page.content.decode()
    run_next()
    assert client.get(reverse("job", args=[job.public_id])).url == "/"
    assert client.get(reverse("job", args=[job.public_id]), headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/"


@pytest.mark.parametrize(("done", "total", "said"), [(3, 8, "Running: 38 %"), (1500, 0, "Running: 1,500")])
def test_the_page_says_how_far_the_work_is(people, sign_in, done, total, said):
    job = Job.objects.create(kind="x", title="Reading", started_by=people.admin, state=Job.State.RUNNING, done=done, total=total)
    assert said in sign_in(people.admin).get(reverse("job", args=[job.public_id])).content.decode()
