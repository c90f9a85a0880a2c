"""What a round owes to reminders: one thing an institution, until nothing is missing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nmirf.notifications.due import Span
from reporting.notifications import rounds_due
from tests.factories import AssignmentFactory, HoldingFactory, RoundFactory, RoundItemFactory, UpdateFactory

pytestmark = pytest.mark.django_db


def test_each_holder_once_until_nothing_is_missing(people):
    ministry = people.ministry_of_health
    item = RoundItemFactory(assignment=AssignmentFactory(institution=ministry))
    second = RoundItemFactory(round=item.round, assignment__institution=ministry)
    HoldingFactory(post__institution=ministry, user=people.health)  # a second post of the same person
    last = item.round.closes_on
    (due,) = rounds_due(Span(last, last, timezone.localdate()))
    assert (due.chain, due.due_on, due.title, due.address) == (
        ((people.health,), (), ()),
        last,
        f"{item.round.title}: 2 updates are missing",
        f"/rounds/{item.round.public_id}/",
    )
    assert list(rounds_due(Span(last + timedelta(days=1), last + timedelta(days=9), timezone.localdate()))) == []
    for one in (item, second):
        UpdateFactory(assignment=one.assignment, round=item.round, handed_in=True)
    assert list(rounds_due(Span(last, last, timezone.localdate()))) == []


def test_a_reader_is_given_their_own_institutions(people):
    item = RoundItemFactory(assignment__institution=people.ministry_of_health)
    last = item.round.closes_on
    count = lambda reader: len(list(rounds_due(Span(last, last, timezone.localdate(), reader))))  # noqa: E731
    assert [count(reader) for reader in (None, people.secretariat, people.health, people.justice)] == [1, 1, 1, 0]


def test_only_open_ones(people):
    for state in ({"opened_at": None, "opened_by": None}, {"closed_at": timezone.now(), "closed_by": people.secretariat}):
        RoundItemFactory(round=RoundFactory(**state), assignment__institution=people.ministry_of_health)
    today = timezone.localdate()
    assert list(rounds_due(Span(today, today + timedelta(days=60), timezone.localdate()))) == []
