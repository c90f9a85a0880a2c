"""Workers that are killed in the middle of an import: another one takes the job up, and the register is as if nothing had happened."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from nmirf.jobs.models import Job
from nmirf.jobs.operations import STALE, claim_job, run_job
from recommendations.enums import BatchState
from recommendations.models import Document, ImportBatch, Recommendation, Term
from recommendations.operations.imports import start_applying, start_import
from tests.recommendations.bringing import bring_in, counts, sheet

pytestmark = pytest.mark.django_db(transaction=True)

# Read with two signs of life, one each 500 rows; written with one for each of the statements of importing/loading.py.
BEFORE = [{"Text": f"Measure {n}", "Paragraph": str(n), "Themes": f"Theme {n % 7}"} for n in range(1, 300)]
AFTER = [{"Text": f"Measure {n}{' now' * (n % 3 == 0)}", "Paragraph": str(n), "Themes": f"Theme {n % 5}", "SDGs": "5"} for n in range(1, 1010)]
REGISTER = """
SELECT d.symbol, d.title, d.published_on, d.session, m.code, d.state_id, r.paragraph, r.paragraph_key, r.kind, r.text, r.text_key, r.language,
  r.annotation_id, r.position, r.position_source, r.source::text, r.status, r.vanished_at,
  (SELECT array_agg(t.kind || ':' || t.label || ':' || g.origin ORDER BY t.kind, t.label)
   FROM recommendations_tag g JOIN recommendations_term t ON t.id = g.term_id WHERE g.recommendation_id = r.id),
  (SELECT array_agg(s.state_id ORDER BY s.state_id) FROM recommendations_recommendation_recommending_states s WHERE s.recommendation_id = r.id),
  (SELECT array_agg(x.language || x.text ORDER BY x.language) FROM recommendations_translation x WHERE x.recommendation_id = r.id)
FROM recommendations_recommendation r JOIN recommendations_document d ON d.id = r.document_id
JOIN recommendations_mechanism m ON m.id = d.mechanism_id ORDER BY d.symbol, r.paragraph_key, r.text
"""
STAGED = "SELECT line, outcome, data::text, problems::text, changes::text FROM recommendations_stagedrow WHERE batch_id = %s ORDER BY line, id"


def rows_of(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def register():
    """All that imports write, names in the place of ids."""
    terms = sorted(Term.objects.values_list("kind", "code", "label"))
    return rows_of(REGISTER), terms, sorted(Document.objects.values_list("symbol", "title"))


def staged(batch):
    return rows_of(STAGED, batch.pk)


def run_next():
    job = claim_job()
    run_job(job)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")
    return job


def die(number):
    """Let a worker take the job that waits, and die at that sign of life."""
    database = connection.settings_dict
    host = database["HOST"] or database["OPTIONS"].get("host", "")
    environment = os.environ | {
        "DATABASE_URL": f"postgres://{database['USER']}@/{database['NAME']}?host={host}",
        "DJANGO_SETTINGS_MODULE": "nmirf.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    command = [sys.executable, str(Path(__file__).with_name("dying_worker.py")), str(settings.MEDIA_ROOT), str(number)]
    ended = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, timeout=120, check=False)
    assert ended.returncode == -9, ended.stderr.decode()[-2000:]


@pytest.mark.parametrize(("kind", "deaths"), [("import.read", [1, 2]), ("import.apply", [5, 12])])
def test_the_job_of_a_killed_worker_is_taken_up_again(people, kind, deaths):
    bring_in(people.admin, sheet(*BEFORE))
    undisturbed = bring_in(people.admin, sheet(*AFTER))
    wanted, wanted_rows, wanted_counts = register(), staged(undisturbed), counts(undisturbed)
    for model in (ImportBatch, Recommendation, Document, Term):
        model.objects.all().delete()

    bring_in(people.admin, sheet(*BEFORE))
    batch = start_import(by=people.admin, file=ContentFile(sheet(*AFTER)), file_name="list.csv", format="auto", country="XVM")
    if kind == "import.apply":
        run_next()
        start_applying(by=people.admin, batch=batch)
    before, before_rows = register(), staged(batch)
    job = Job.objects.get(kind=kind)
    for attempt, number in enumerate(deaths, start=1):
        die(number)
        assert (register(), staged(batch)) == (before, before_rows), "half an import was left"
        job.refresh_from_db()
        assert (job.state, job.attempts, claim_job()) == (Job.State.RUNNING, attempt, None), "its heart may still beat"
        Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - 2 * STALE)
    assert (run_next().pk, Job.objects.get(pk=job.pk).attempts) == (job.pk, len(deaths) + 1)
    batch.refresh_from_db()
    if kind == "import.read":
        start_applying(by=people.admin, batch=batch)
        run_next()
        batch.refresh_from_db()
    assert (batch.state, counts(batch), claim_job()) == (BatchState.APPLIED, wanted_counts, None)
    assert staged(batch) == wanted_rows
    assert register() == wanted
