"""Imports at the same time: real connections, one database."""

from threading import Barrier, Thread

import pytest
from django.db import connections

from recommendations.enums import BatchState
from recommendations.models import Document, ImportBatch, Recommendation
from recommendations.operations.imports import apply_import
from tests.recommendations.bringing import counts, read, sheet

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = [{"Text": f"Measure {n}{' at once' * (n % 3 == 0)}", "Paragraph": str(n), "Themes": f"Theme {n % 5}", "SDGs": "5"} for n in range(1, 1200)]


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
