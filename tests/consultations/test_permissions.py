"""Who reads what: the queryset and the predicate say the same, and both say what the author chose."""

import pytest
from django.contrib.auth.models import AnonymousUser

from consultations.enums import Visibility
from consultations.models import Consultation, Contribution
from consultations.permissions import can_be_asked, can_change_contribution, can_speak_for, can_view
from tests.factories import ConsultationFactory, ContributionFactory, HoldingFactory

pytestmark = pytest.mark.django_db

READERS = {
    Visibility.EVERYONE: {"admin", "secretariat", "health", "nhri", "cso"},
    Visibility.STATE: {"secretariat", "health", "cso"},
    Visibility.SECRETARIAT: {"secretariat", "cso"},
}


@pytest.mark.parametrize("visibility", Visibility.values)
@pytest.mark.parametrize("name", ["anonymous", "admin", "secretariat", "health", "nhri", "cso"])
def test_queryset_and_predicate_agree(people, name, visibility):
    said = ContributionFactory(institution=people.association, visibility=visibility)
    user = AnonymousUser() if name == "anonymous" else getattr(people, name)
    expected = name in READERS[Visibility(visibility)]
    assert Contribution.objects.visible_to(user).filter(pk=said.pk).exists() is expected
    assert can_view(user, said) is expected


def test_an_administrator_with_a_post_reads_what_the_post_reads(people):
    HoldingFactory(post__institution=people.ministry_of_health, user=people.admin)
    shared, secret = ContributionFactory(visibility=Visibility.STATE), ContributionFactory(visibility=Visibility.SECRETARIAT)
    assert list(Contribution.objects.visible_to(people.admin)) == [shared]
    assert (can_view(people.admin, shared), can_view(people.admin, secret)) == (True, False)


def test_only_the_authors_body_changes_a_contribution(people):
    said = ContributionFactory(institution=people.association)
    able = [n for n in ["admin", "secretariat", "health", "nhri", "cso"] if can_change_contribution(getattr(people, n), said)]
    assert able == ["cso"]


def test_a_ministry_does_not_speak_as_a_body_outside(people):
    assert not can_speak_for(people.health, people.ministry_of_health)
    assert can_speak_for(people.nhri, people.commission)


def test_consultations_are_seen_by_the_state_and_the_invited(people):
    published, draft = ConsultationFactory(invited=[people.commission]), ConsultationFactory(invited=[people.commission], state="draft")
    seen = {n: set(Consultation.objects.visible_to(getattr(people, n))) for n in ["admin", "secretariat", "health", "nhri", "cso"]}
    assert seen == {"admin": {published, draft}, "secretariat": {published, draft}, "health": {published}, "nhri": {published}, "cso": set()}
    assert can_be_asked(people.nhri, published)
    assert not can_be_asked(people.secretariat, published)
