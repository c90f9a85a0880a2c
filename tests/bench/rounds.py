"""What a round's pages ask the database at 100 and at 10,000 items."""

import time

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recommendations.models import Assignment, Recommendation
from reporting.enums import UpdateState
from reporting.models import Round, RoundItem, Update
from tests.bench import databases
from tests.factories import DocumentFactory, People, RoundFactory

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FEW, MANY = 100, 10_000


def measure(count: int) -> dict[str, float]:
    """round_page_queries: database queries of the board, the items and a focal point's list, together, at 10,000 items of two
    ministries, a third of them begun; `round_page_queries_100` the same at 100. round_page_ms: all three pages together at 10,000.
    """
    figures: dict[str, float] = {}
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing is collected here
    with databases.empty():
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        people = People.make()
        for number, ending in ((FEW, "_100"), (MANY, "")):
            found = _round(people, number)
            figures[f"round_page_queries{ending}"], seconds = _cost(people, found)
            figures[f"round_page_ms{ending}"] = round(seconds * 1000)
    return figures


def _round(people: People, number: int) -> Round:
    document, found = DocumentFactory(), RoundFactory()
    rows = Recommendation.objects.bulk_create(
        Recommendation(document=document, paragraph=str(n), paragraph_key=f"{n:06}", text=f"Take measure {n}.", text_key=f"{number:016}{n:016}")
        for n in range(number)
    )
    ministries = [people.ministry_of_health, people.ministry_of_justice]
    given = Assignment.objects.bulk_create(
        Assignment(recommendation=row, institution=ministries[n % 2], assigned_by=people.secretariat) for n, row in enumerate(rows)
    )
    RoundItem.objects.bulk_create(RoundItem(round=found, assignment=assignment) for assignment in given)
    said = {"round": found, "state": UpdateState.DRAFT, "status": "planned", "text": "A bill.", "author": people.health}
    Update.objects.bulk_create(Update(assignment=assignment, **said) for assignment in given[::3])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return found


def _cost(people: People, found: Round) -> tuple[int, float]:
    pages = [(people.secretariat, "round"), (people.secretariat, "round_items"), (people.health, "round")]
    visits = [(Client(), person, reverse(name, args=[found.public_id])) for person, name in pages]
    for client, person, address in visits:
        client.force_login(person, backend=BACKEND)
        client.get(address)  # what is kept for good is asked for now
    start = time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        for client, _person, address in visits:
            if client.get(address).status_code != 200:
                raise RuntimeError(f"{address} did not answer.")
    return len(captured), time.perf_counter() - start
