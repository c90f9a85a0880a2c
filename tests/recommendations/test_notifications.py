from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nmirf.notifications.due import DueItem, Span, open_items
from recommendations.models import Action, Indicator
from recommendations.notifications import due_actions, due_answers, due_assignments, due_values
from tests.factories import AssignmentFactory, HoldingFactory

pytestmark = pytest.mark.django_db


def due(days, **more):
    return AssignmentFactory(due_on=timezone.localdate() + timedelta(days=days), **more)


def within(days):
    today = timezone.localdate()
    return list(due_assignments(Span(today, today + timedelta(days=days), today)))


def test_one_item_with_its_chain(people):
    given = due(7, institution=people.ministry_of_health)
    post = people.ministry_of_health.posts.get()
    deputy = HoldingFactory(post=post, is_deputy=True).user
    head = HoldingFactory(post__institution=people.ministry_of_health, post__is_head=True).user
    HoldingFactory(post__institution=people.ministry_of_health, user=people.health)  # a second post: still named once
    found = within(7)
    assert found[0].title == f"Update on {given.recommendation.reference} for Health"
    assert found == [
        DueItem(
            "assignment",
            f"assignment:{given.public_id}",
            ((people.health,), (deputy,), (head,)),
            given.due_on,
            str,
            reverse("recommendation", args=[given.recommendation.public_id]),
            True,
        )
    ]


def test_a_post_that_answers_stands_alone(people):
    other = HoldingFactory(post__institution=people.ministry_of_health)
    due(7, institution=people.ministry_of_health, post=other.post)
    assert within(7)[0].chain == ((other.user,), (), ())


def test_not_what_the_institution_declined(people):
    now = timezone.now()
    due(3, institution=people.ministry_of_health, response="declined", decline_reason="Not ours.", responded_at=now, responded_by=people.health)
    assert within(7) == []


def test_what_was_neither_accepted_nor_declined_is_due_a_while_after_it_was_given(people, settings):
    settings.ANSWER_DAYS = 10
    given, now = due(60, institution=people.ministry_of_health), timezone.now()
    due(60, institution=people.ministry_of_health, answered_at=now)  # an update says it too
    due(60, institution=people.ministry_of_health, response="accepted", responded_at=now, responded_by=people.health)
    day = timezone.localdate() + timedelta(days=10)
    (item,) = due_answers(Span(day, day, day))
    expected = (f"answer:{given.public_id}", day, f"Accept or decline: {given.recommendation.reference} for Health", (people.health,))
    assert (item.thing, item.due_on, item.title, item.chain[0]) == expected
    assert list(due_answers(Span(day - timedelta(days=9), day - timedelta(days=1), day))) == []
    assert list(due_answers(Span(day + timedelta(days=1), day + timedelta(days=9), day))) == []


def test_who_holds_the_post_on_the_day_that_is_asked_about(people):
    day = timezone.localdate() + timedelta(days=30)
    due(30, institution=people.ministry_of_health)
    HoldingFactory(post=people.ministry_of_health.posts.get(), user=people.justice, starts_on=day)
    people.health.holdings.update(ends_on=day - timedelta(days=1))
    assert [i.chain[0] for i in due_assignments(Span(day, day, day - timedelta(days=1)))] == [(people.health,)]
    assert [i.chain[0] for i in due_assignments(Span(day, day, day))] == [(people.justice,)]


def test_a_reader_is_given_what_they_can_be_in_the_chain_of(people):
    day = timezone.localdate()
    due(0, institution=people.ministry_of_health)
    due(0, institution=people.ministry_of_justice)
    count = lambda reader: len(list(due_assignments(Span(day, day, day, reader))))  # noqa: E731
    assert [count(reader) for reader in (None, people.secretariat, people.health, people.nhri)] == [2, 2, 1, 0]


def test_actions_and_indicators(people):
    day, health = timezone.localdate() + timedelta(days=3), people.ministry_of_health
    values = {"need": "law", "starts_on": day, "ends_on": day, "institution": health, "created_by": people.secretariat}
    action = Action.objects.create(title="A bill", is_draft=False, **values)
    Action.objects.create(title="A draft", **values)
    Action.objects.create(title="Done", is_draft=False, **values | {"status": "done", "ended_on": day})
    indicator = Indicator.objects.create(
        title="Deaths", kind="outcome", unit="a year", provider=health, next_value_on=day, created_by=people.secretariat
    )
    (first,), (second,) = due_actions(Span(day, day, day)), due_values(Span(day, day, day))
    assert (first.thing, first.due_on, first.title, first.chain[0]) == (f"action:{action.public_id}", day, "Action: A bill", (people.health,))
    assert (second.thing, second.due_on, second.title) == (f"indicator:{indicator.public_id}", day, "Value of the indicator: Deaths")
    assert list(due_actions(Span(day + timedelta(days=1), day + timedelta(days=9), day))) == []


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
    assert [i.chain for i in within(7)] == [((people.justice,), (), ())]


def test_reminders_know_the_source(people):
    given = due(3, institution=people.ministry_of_health)
    today = timezone.localdate()
    assert f"assignment:{given.public_id}" in {i.thing for i in open_items(Span(today, today + timedelta(days=7), today))}


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
