from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nmirf.notifications.due import DueItem, open_items
from recommendations.notifications import due_assignments
from tests.factories import AssignmentFactory, HoldingFactory

pytestmark = pytest.mark.django_db


def due(days, **more):
    return AssignmentFactory(due_on=timezone.localdate() + timedelta(days=days), **more)


def within(days):
    today = timezone.localdate()
    return list(due_assignments(today, today + timedelta(days=days)))


def test_one_item_for_each_person_of_the_institution(people):
    given = due(7, institution=people.ministry_of_health)
    post = people.ministry_of_health.posts.get()
    deputy = HoldingFactory(post=post, is_deputy=True).user
    HoldingFactory(post__institution=people.ministry_of_health, user=people.health)  # a second post: still one item
    assert {i.user for i in within(7)} == {people.health, deputy}
    assert len(within(7)) == 2
    item = next(i for i in within(7) if i.user == people.health)
    assert item == DueItem(
        f"assignment:{given.public_id}",
        people.health,
        given.due_on,
        f"Update on {given.recommendation.reference} for Health",
        reverse("recommendation", args=[given.recommendation.public_id]),
    )


def test_both_days_count_and_no_others(people):
    first, last = due(0, institution=people.ministry_of_health), due(7, institution=people.ministry_of_health)
    due(-1, institution=people.ministry_of_health)
    due(8, institution=people.ministry_of_health)
    assert [i.thing for i in within(7)] == [f"assignment:{a.public_id}" for a in (first, last)]


def test_not_those_who_answered_left_or_may_not_sign_in(people):
    today = timezone.localdate()
    due(3, institution=people.ministry_of_health, answered_at=timezone.now())
    HoldingFactory(post__institution=people.ministry_of_justice, ends_on=today - timedelta(days=1))
    HoldingFactory(post__institution=people.ministry_of_justice, user__is_active=False)
    due(3, institution=people.ministry_of_justice)
    assert [i.user for i in within(7)] == [people.justice]


def test_reminders_know_the_source(people):
    given = due(3, institution=people.ministry_of_health)
    today = timezone.localdate()
    assert f"assignment:{given.public_id}" in {i.thing for i in open_items(today, today + timedelta(days=7))}


def test_the_number_of_queries_stays(people):
    due(3, institution=people.ministry_of_health)
    with CaptureQueriesContext(
        connection,
    ) as one:
        within(7)
    for _ in range(9):
        due(3, institution=people.ministry_of_health)
    with CaptureQueriesContext(connection) as many:
        assert len(within(7)) == 10
    assert len(many) == len(one)
