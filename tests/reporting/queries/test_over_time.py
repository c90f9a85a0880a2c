"""Which status a recommendation had on a day."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations.enums import Kind
from reporting.models import StatusChange
from reporting.queries.over_time import ends_of_quarters, read_history, status_on
from tests.factories import RecommendationFactory, UpdateFactory

DONE = [(date(2025, 3, 1), "planned", "under_way"), (date(2025, 9, 1), "under_way", "implemented")]


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2025, 2, 28), "planned"),
        (date(2025, 3, 1), "under_way"),
        (date(2025, 8, 31), "under_way"),
        (date(2025, 9, 1), "implemented"),
        (date(2026, 1, 1), "implemented"),
    ],
)
def test_a_change_holds_from_its_day_on(day, status):
    assert status_on(day, DONE, "implemented", date(2025, 9, 1)) == status


def test_without_a_change_todays_status_holds_since_its_day():
    assert status_on(date(2025, 1, 1), [], "planned", date(2025, 1, 2)) == "no_information"
    assert status_on(date(2025, 1, 2), [], "planned", date(2025, 1, 2)) == "planned"
    assert status_on(date(2020, 1, 1), [], "planned", None) == "planned"


def test_the_last_eight_quarters_and_today():
    days = ends_of_quarters(date(2026, 2, 15))
    assert days[-2:] == [date(2025, 12, 31), date(2026, 2, 15)]
    assert (len(days), days[0]) == (9, date(2024, 3, 31))
    assert ends_of_quarters(date(2026, 3, 31))[-2:] == [date(2025, 12, 31), date(2026, 3, 31)]


@pytest.mark.django_db
def test_what_was_not_out_yet_and_what_is_not_ours_does_not_count():
    update = UpdateFactory(assignment__recommendation__document__published_on=date(2024, 3, 1), approved=True)
    one = update.assignment.recommendation
    StatusChange.objects.create(recommendation=one, update=update, before="no_information", after="under_way", on=date(2025, 3, 1))
    RecommendationFactory(document__published_on=date(2025, 6, 1))
    RecommendationFactory(document__published_on=date(2020, 6, 1), kind=Kind.OBSERVATION)
    RecommendationFactory(document__published_on=date(2020, 6, 1), document__state__code="PRY")
    history = read_history()
    assert history.counts(date(2024, 2, 1)) == {}
    assert history.counts(date(2024, 3, 1)) == {"no_information": 1}
    assert history.counts(date(2025, 6, 1)) == {"no_information": 1, "under_way": 1}
    assert list(history.on(date(2025, 3, 1))) == [(one.pk, "under_way")]


@pytest.mark.django_db
def test_two_queries_whatever_there_is():
    def queries():
        with CaptureQueriesContext(connection) as seen:
            read_history().at_ends_of_quarters()
        return len(seen)

    RecommendationFactory()
    assert queries() == 2
    RecommendationFactory.create_batch(9)
    assert queries() == 2
