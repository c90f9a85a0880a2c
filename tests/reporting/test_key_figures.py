from datetime import timedelta

import pytest
from django.utils import timezone

from reporting.queries.key_figures import SOON, key_figures
from tests.factories import AssignmentFactory, UpdateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(people):
    """Of Health: one late, one due on the last day that is soon; of Justice: one late, one due a day too far off, one handed in."""
    today = timezone.localdate()
    for days in (-1, SOON):
        AssignmentFactory(institution=people.ministry_of_health, due_on=today + timedelta(days=days))
    for days in (-1, SOON + 1):
        AssignmentFactory(institution=people.ministry_of_justice, due_on=today + timedelta(days=days))
    UpdateFactory(handed_in=True, assignment__institution=people.ministry_of_justice, assignment__answered_at=timezone.now(), assignment__due_on=None)


@pytest.mark.parametrize(
    ("who", "numbers"),
    [("secretariat", [1, 2, 1]), ("health", [2, 1, 1]), ("justice", [2, 1, 0]), ("nhri", [2, 1]), ("cso", [2, 1]), ("admin", [2, 1])],
)
def test_a_ministry_counts_its_own_others_count_all(people, given, who, numbers):
    assert [figure.count for figure in key_figures(getattr(people, who))] == numbers


@pytest.mark.parametrize("who", ["secretariat", "health", "justice", "nhri"])
def test_each_leads_to_as_many_as_it_says(people, given, sign_in, who):
    client = sign_in(getattr(people, who))
    for figure in key_figures(getattr(people, who)):
        assert client.get(figure.address).context["page"].paginator.count == figure.count, figure.words


def test_only_what_is_late_is_marked(people, given):
    assert [figure.is_late for figure in key_figures(people.health)] == [False, True, False]
