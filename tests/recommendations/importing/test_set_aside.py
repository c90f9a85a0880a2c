"""The first rows of an empty register: built without indexes, and all of them there again."""

import threading

import pytest
from django.db import connection, connections, transaction

from recommendations.importing import set_aside
from recommendations.models import Recommendation, Tag
from tests.recommendations.bringing import bring_in, sheet

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = [{"Text": f"Measure {n}", "Paragraph": str(n), "Themes": "Prisons\nWater", "Annotation Id": f"a{n}"} for n in range(1, 5)]


def built():
    """(constraints, indexes), each with its definition."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid::regclass::text LIKE 'recommendations%' ORDER BY 1"
        )
        constraints = cursor.fetchall()
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'recommendations%' ORDER BY 1")
        return constraints, cursor.fetchall()


@pytest.fixture
def locks(monkeypatch):
    """Each attempt to have the tables alone, and whether it came off."""
    monkeypatch.setattr(set_aside, "MANY", 3)
    tried, locked = [], set_aside._locked
    monkeypatch.setattr(set_aside, "_locked", lambda cursor: tried.append(locked(cursor)) or tried[-1])
    return tried


def test_all_is_there_again(people, locks):
    before = built()
    bring_in(people.admin, sheet(*ROWS))
    assert (Recommendation.objects.count(), Tag.objects.count(), Recommendation.objects.filter(text="Measure 2").count()) == (4, 8, 1)
    assert built() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM recommendations_tagevent WHERE pgh_label = 'insert'")
        assert (cursor.fetchone(), locks) == ((8,), [True])


def test_only_an_empty_register(people, locks):
    bring_in(people.admin, sheet(*ROWS[:2]))  # few
    bring_in(people.admin, sheet(*ROWS, *({"Text": f"Step {n}", "Paragraph": str(n)} for n in range(10, 20))))
    assert (Recommendation.objects.count(), locks) == (14, [])


def test_not_while_somebody_reads(people, locks):
    reading, done = threading.Event(), threading.Event()

    def read():
        with transaction.atomic():
            Tag.objects.exists()
            reading.set()
            done.wait(30)
        connections.close_all()

    reader = threading.Thread(target=read)
    reader.start()
    assert reading.wait(10)
    try:
        bring_in(people.admin, sheet(*ROWS))
    finally:
        done.set()
        reader.join()
    assert (Recommendation.objects.count(), locks) == (4, [False])
