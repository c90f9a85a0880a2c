"""A ministry whose head clears what goes out: waiting, cleared, sent back inside the house."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from nmirf.notifications.models import Message
from reporting.enums import UpdateState
from reporting.operations.updates import NobodyClears, NoReason, WrongState, clear_update, hold_back, save_draft, send_back, submit_update
from tests.factories import AssignmentFactory, HoldingFactory, UpdateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry(people):
    ministry = people.ministry_of_health
    ministry.needs_clearance = True
    ministry.save()
    return ministry


@pytest.fixture
def head(ministry):
    return HoldingFactory(post__institution=ministry, post__is_head=True, user__name="Head").user


@pytest.fixture
def draft(people, ministry):
    return UpdateFactory(assignment=AssignmentFactory(institution=ministry), author=people.health)


@pytest.fixture
def waiting(people, draft, head):
    return submit_update(by=people.health, update=draft)


def test_it_waits_for_the_head_and_is_not_answered_yet(people, waiting, head):
    waiting.refresh_from_db(), waiting.assignment.refresh_from_db()
    assert (waiting.state, waiting.submitted_by, waiting.cleared_by, waiting.assignment.answered_at) == (
        UpdateState.CLEARANCE,
        people.health,
        None,
        None,
    )
    assert [message.user for message in Message.objects.all()] == [head]


def test_cleared_it_is_with_the_secretariat(people, waiting, head):
    update = clear_update(by=head, update=waiting)
    update.assignment.refresh_from_db()
    assert (update.state, update.submitted_by, update.cleared_by) == (UpdateState.SUBMITTED, people.health, head)
    assert update.cleared_at == update.submitted_at == update.assignment.answered_at


def test_the_head_s_own_goes_out_at_once(draft, head):
    update = submit_update(by=head, update=draft)
    assert (update.state, update.cleared_by) == (UpdateState.SUBMITTED, head)


def test_held_back_with_a_reason_then_again(people, waiting, head):
    update = hold_back(by=head, update=waiting, reason=" Wrong figures. ")
    assert (update.state, update.held_back_by, update.held_back_reason) == (UpdateState.DRAFT, head, "Wrong figures.")
    assert Message.objects.order_by("pk").last().user == people.health
    save_draft(by=people.health, assignment=update.assignment, status="planned", text="Right figures.", changed_at=update.changed_at)
    update = clear_update(by=head, update=submit_update(by=people.health, update=update))
    assert (update.state, update.held_back_by, update.held_back_reason) == (UpdateState.SUBMITTED, None, "")


def test_after_the_secretariat_sent_it_back_it_is_cleared_anew(people, waiting, head):
    update = send_back(by=people.secretariat, update=clear_update(by=head, update=waiting), reason="Say how many.")
    assert submit_update(by=people.health, update=update).cleared_by is None


def test_no_reason(waiting, head):
    with pytest.raises(NoReason):
        hold_back(by=head, update=waiting, reason=" ")


def test_by_the_head_in_office_only(people, waiting, ministry):
    former = HoldingFactory(post__institution=ministry, post__is_head=True, ends_on=date(2020, 12, 31)).user
    elsewhere = HoldingFactory(post__institution=people.ministry_of_justice, post__is_head=True).user
    for person in (people.health, people.secretariat, people.admin, former, elsewhere):
        with pytest.raises(PermissionDenied):
            clear_update(by=person, update=waiting)
        with pytest.raises(PermissionDenied):
            hold_back(by=person, update=waiting, reason="No.")


def test_only_what_waits(draft, head):
    for act in (lambda: clear_update(by=head, update=draft), lambda: hold_back(by=head, update=draft, reason="No.")):
        with pytest.raises(WrongState):
            act()


def test_not_changed_while_it_waits(people, waiting):
    with pytest.raises(WrongState, match="clearance"):
        save_draft(by=people.health, assignment=waiting.assignment, status="planned", text="More.", changed_at=waiting.changed_at)


def test_nobody_is_the_head(people, draft):
    with pytest.raises(NobodyClears):
        submit_update(by=people.health, update=draft)
    draft.refresh_from_db()
    assert draft.state == UpdateState.DRAFT
