"""Workers that are killed, and imports at the same time: real processes and connections, one database."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.db import connection, connections
from django.utils import timezone

from nmirf.jobs.models import Job
from nmirf.jobs.operations import claim_job, run_job
from recommendations.enums import BatchState
from recommendations.models import Document, ImportBatch, Recommendation, Tag, Term
from recommendations.operations.imports import apply_import, start_applying, start_import, undo_import
from tests.recommendations.bringing import bring_in, counts, read, sheet

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [{"Text": f"Measure {n}", "Paragraph": str(n), "Themes": f"Theme {n % 7}"} for n in range(1, 300)]
ROWS = [{"Text": f"Measure {n}{' at once' * (n % 3 == 0)}", "Paragraph": str(n), "Themes": f"Theme {n % 5}", "SDGs": "5"} for n in range(1, 1200)]
REGISTER = """
SELECT d.symbol, d.published_on, r.paragraph, r.kind, r.text, r.text_key, r.language, r.source, r.status, r.vanished_at,
  (SELECT array_agg(t.kind || t.code || g.origin ORDER BY t.kind, t.code) FROM recommendations_tag g JOIN recommendations_term t ON t.id = g.term_id
   WHERE g.recommendation_id = r.id)
FROM recommendations_recommendation r JOIN recommendations_document d ON d.id = r.document_id ORDER BY d.symbol, r.paragraph_key, r.text
"""


def register():
    """What the register says, without its own ids, and how many rows there are of each kind."""
    with connection.cursor() as cursor:
        cursor.execute(REGISTER)
        return cursor.fetchall(), [model.objects.count() for model in (Recommendation, Document, Tag, Term)]


def finish():
    while job := claim_job():
        run_job(job)


def die(kind, number):
    """Let a worker do what waits, and die at that sign of life."""
    database = connection.settings_dict
    host = database["HOST"] or database["OPTIONS"].get("host", "")
    environment = os.environ | {
        "DATABASE_URL": f"postgres://{database['USER']}@/{database['NAME']}?host={host}",
        "MEDIA_ROOT": str(django_settings.MEDIA_ROOT),
        "DJANGO_SETTINGS_MODULE": "nmirf.settings",
        "PYTHONPATH": str(django_settings.BASE_DIR),
    }
    script = Path(__file__).with_name("dying_worker.py")
    ended = subprocess.run([sys.executable, str(script), kind, str(number)], env=environment, capture_output=True, timeout=120, check=False)
    assert ended.returncode == -9, ended.stderr.decode()[-2000:]


@pytest.mark.parametrize(("kind", "number"), [("import.read", 1), ("import.read", 2), ("import.apply", 1), ("import.apply", 6), ("import.apply", 12)])
def test_the_job_of_a_killed_worker_is_taken_up_again(people, kind, number):
    bring_in(people.admin, sheet(*BEFORE))
    undisturbed = bring_in(people.admin, sheet(*ROWS))
    wanted = register()
    undo_import(by=people.admin, batch=undisturbed)
    assert register() != wanted

    batch = start_import(by=people.admin, file=ContentFile(sheet(*ROWS)), file_name="list.csv", format="auto", country="XVM")
    before = register()
    if kind == "import.apply":
        finish()
        start_applying(by=people.admin, batch=batch)
    die(kind, number)
    assert register() == before  # rolled back whole
    job = Job.objects.get(kind=kind)
    assert (job.state, job.attempts, claim_job()) == (Job.State.RUNNING, 1, None)  # its heart may still beat
    Job.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=2))
    finish()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 2)
    batch.refresh_from_db()
    if kind == "import.read":
        start_applying(by=people.admin, batch=batch)
        finish()
        batch.refresh_from_db()
    assert (batch.state, counts(batch)) == (BatchState.APPLIED, counts(undisturbed))
    assert register() == wanted
    assert counts(bring_in(people.admin, sheet(*ROWS))) == (0, 0, len(ROWS), 0, 0)


def at_once(*calls):
    """Run the calls in threads that begin together, each with a connection of its own; gives what they raised."""
    barrier, raised = Barrier(len(calls)), []

    def run(call):
        try:
            barrier.wait(30)
            call()
        except Exception as error:  # noqa: BLE001 - a thread's error is the test's to judge
            raised.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def test_two_administrators_importing_the_same_file_double_nothing(people):
    batches = [read(people.admin, sheet(*ROWS)) for _each in range(2)]
    assert at_once(*(lambda batch=batch: apply_import(by=people.admin, batch=batch) for batch in batches)) == []
    done = ImportBatch.objects.filter(state=BatchState.APPLIED)
    assert sorted(counts(batch) for batch in done) == [(0, 0, len(ROWS), 0, 0), (len(ROWS), 0, 0, 0, 0)]
    assert (Recommendation.objects.count(), Document.objects.count()) == (len(ROWS), 1)


def test_undoing_while_the_same_file_is_imported_again_ends_in_one_of_two_orders(people):
    first = bring_in(people.admin, sheet(*BEFORE))
    second = read(people.admin, sheet(*BEFORE))
    raised = at_once(lambda: undo_import(by=people.admin, batch=first), lambda: apply_import(by=people.admin, batch=second))
    first.refresh_from_db()
    second.refresh_from_db()
    if raised:  # the import came first: then its rows are in two imports, and the older can't be undone
        assert [type(error).__name__ for error in raised] == ["NotUndoable"]
        assert (first.state, counts(second)) == (BatchState.APPLIED, (0, 0, len(BEFORE), 0, 0))
    else:
        assert (first.state, counts(second)) == (BatchState.UNDONE, (len(BEFORE), 0, 0, 0, 0))
    assert Recommendation.objects.count() == len(BEFORE)
