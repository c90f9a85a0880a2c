from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.notifications import due_consultations
from ministries.models import Post
from nmirf.notifications.due import Span, open_items
from tests.factories import ConsultationFactory, ContributionFactory, HoldingFactory

pytestmark = pytest.mark.django_db


def between(first, last):
    today = timezone.localdate()
    return list(due_consultations(Span(today + timedelta(days=first), today + timedelta(days=last), today)))


def test_holders_of_silent_bodies_are_told_when_it_closes(people):
    running = ConsultationFactory(invited=[people.commission, people.association], title="Ninth report")
    ContributionFactory(consultation=running, recommendation=None, institution=people.commission)
    (item,) = between(0, 10)
    thing = f"consultation:{running.public_id}:{people.association.pk}"
    assert (item.chain[0], item.thing, item.due_on) == ((people.cso,), thing, running.closes_on)
    assert "Ninth report" in item.title
    assert item.address == f"/consultations/{running.public_id}/"
    assert item in list(open_items(Span(running.closes_on, running.closes_on, timezone.localdate())))


def test_two_posts_are_one_item(people):
    ConsultationFactory(invited=[people.association])
    HoldingFactory(post=Post.objects.create(institution=people.association, title="Second"), user=people.cso)
    (item,) = between(0, 10)
    assert item.chain == ((people.cso,), (), ())


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_what_takes_nothing_is_not_due(people, state):
    ConsultationFactory(invited=[people.association], state=state)
    assert between(0, 10) == []


def test_what_closes_later_or_closed_is_not_due(people):
    ConsultationFactory(invited=[people.association])
    assert between(0, 9) == []
    today = timezone.localdate()
    ConsultationFactory(invited=[people.association], closes_on=today - timedelta(days=1))
    assert between(-5, 0) == []


def test_queries_stay_the_same(people, django_assert_num_queries):
    ConsultationFactory.create_batch(5, invited=[people.association, people.commission])
    with django_assert_num_queries(4):
        assert len(between(0, 10)) == 10
