from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from nmirf.notifications.models import Message
from recommendations.enums import AssignmentResponse, AssignmentRole
from recommendations.models import Assignment
from recommendations.operations.assignments import HandedIn
from recommendations.operations.due import Unsaid
from recommendations.operations.responses import (
    NotOfThisInstitution,
    SaidAlready,
    SameInstitution,
    accept_assignment,
    choose_post,
    decline_assignment,
    give_to_another,
    keep_assignment,
)
from recommendations.operations.status import mark_answered
from tests.factories import AssignmentFactory, PostFactory, UpdateFactory

pytestmark = pytest.mark.django_db
Response = AssignmentResponse


@pytest.fixture
def given(people):
    return AssignmentFactory(institution=people.ministry_of_health, assigned_by=people.secretariat)


@pytest.fixture
def declined(people, given):
    return decline_assignment(by=people.health, assignment=given, reason="Courts do this.", proposal=people.ministry_of_justice)


def told():
    return set(Message.objects.values_list("user__email", "kind"))


def test_the_institution_accepts(people, given):
    done = accept_assignment(by=people.health, assignment=given)
    assert (done.response, done.responded_by) == (Response.ACCEPTED, people.health)
    assert done.responded_at is not None
    with pytest.raises(SaidAlready):
        accept_assignment(by=people.health, assignment=given)


@pytest.mark.parametrize("who", ["admin", "secretariat", "justice", "nhri", "cso"])
def test_only_the_institution_answers(people, given, who):
    by = getattr(people, who)
    with pytest.raises(PermissionDenied):
        accept_assignment(by=by, assignment=given)
    with pytest.raises(PermissionDenied):
        decline_assignment(by=by, assignment=given, reason="No")
    given.refresh_from_db()
    assert given.response == Response.WAITING


def test_declining_says_why_and_for_whom_and_tells_the_secretariat(people, declined):
    declined.refresh_from_db()
    assert (declined.response, declined.decline_reason, declined.proposal) == (Response.DECLINED, "Courts do this.", people.ministry_of_justice)
    assert told() == {("secretariat@example.org", "review")}
    assert "Health declined" in Message.objects.get().subject


@pytest.mark.parametrize("reason", ["", "  "])
def test_declining_needs_a_reason(people, given, reason):
    with pytest.raises(Unsaid):
        decline_assignment(by=people.health, assignment=given, reason=reason)
    with pytest.raises(IntegrityError, match="assignment_declined_with_reason"), transaction.atomic():
        Assignment.objects.filter(pk=given.pk).update(response="declined", responded_at=timezone.now(), responded_by=people.health)


def test_nobody_proposes_themselves_nor_declines_what_they_answered(people, given):
    with pytest.raises(SameInstitution):
        decline_assignment(by=people.health, assignment=given, reason="No", proposal=people.ministry_of_health)
    mark_answered(by=people.health, assignment=given, at=timezone.now())
    with pytest.raises(SaidAlready):
        decline_assignment(by=people.health, assignment=given, reason="No")


def test_handing_in_accepts(people, declined):
    mark_answered(by=people.health, assignment=declined, at=timezone.now())
    declined.refresh_from_db()
    assert declined.response == Response.ACCEPTED


def test_the_secretariat_keeps_it_for_good(people, declined):
    with pytest.raises(Unsaid):
        keep_assignment(by=people.secretariat, assignment=declined, note=" ")
    kept = keep_assignment(by=people.secretariat, assignment=declined, note="The law says so.")
    assert (kept.response, kept.decided_by) == (Response.CONFIRMED, people.secretariat)
    assert ("health@example.org", "review") in told()
    assert "The law says so." in Message.objects.get(user=people.health).text
    with pytest.raises(SaidAlready):
        decline_assignment(by=people.health, assignment=declined, reason="Still no")
    with pytest.raises(SaidAlready):
        keep_assignment(by=people.secretariat, assignment=declined, note="Twice")


def test_the_secretariat_gives_it_to_another_in_the_same_role(people, declined):
    day = timezone.localdate() + timedelta(days=40)
    made = give_to_another(by=people.secretariat, assignment=declined, institution=people.ministry_of_justice, due_on=day)
    assert (made.role, made.institution, made.due_on, made.response) == (AssignmentRole.LEAD, people.ministry_of_justice, day, Response.WAITING)
    assert Assignment.objects.get() == made
    assert ("health@example.org", "review") in told()


def test_only_what_is_declined_is_given_to_another(people, given):
    with pytest.raises(SaidAlready):
        give_to_another(by=people.secretariat, assignment=given, institution=people.ministry_of_justice)


def test_what_was_written_about_stays_and_nobody_is_told(people):
    used = UpdateFactory(assignment__institution=people.ministry_of_health, assignment__assigned_by=people.secretariat).assignment
    decline_assignment(by=people.health, assignment=used, reason="No")
    with pytest.raises(HandedIn):
        give_to_another(by=people.secretariat, assignment=used, institution=people.ministry_of_justice)
    assert told() == {("secretariat@example.org", "review")}


@pytest.mark.parametrize("who", ["admin", "health", "justice"])
def test_only_the_secretariat_decides(people, declined, who):
    by = getattr(people, who)
    with pytest.raises(PermissionDenied):
        keep_assignment(by=by, assignment=declined, note="So")
    with pytest.raises(PermissionDenied):
        give_to_another(by=by, assignment=declined, institution=people.ministry_of_justice)


def test_a_post_of_the_institution_answers(people, given):
    post = PostFactory(institution=people.ministry_of_health)
    assert choose_post(by=people.health, assignment=given, post=post).post == post
    assert choose_post(by=people.secretariat, assignment=given, post=None).post is None
    with pytest.raises(NotOfThisInstitution):
        choose_post(by=people.health, assignment=given, post=PostFactory())
    with pytest.raises(PermissionDenied):
        choose_post(by=people.justice, assignment=given, post=None)
