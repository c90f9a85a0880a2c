"""What an institution says to being assigned, and what the secretariat makes of it."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from ministries.models import Institution, Post
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations import notifications
from recommendations.enums import AssignmentResponse
from recommendations.models import Assignment
from recommendations.operations.assignments import assign, refuse_unfit, remove_assignment
from recommendations.operations.due import Unsaid
from recommendations.permissions import can_answer, can_assign
from recommendations.workflow import allows


class SaidAlready(Refused):
    """The answer can't be given in this state."""


class NotOfThisInstitution(Refused):
    """A post of another institution."""


class SameInstitution(Refused):
    """It has it already."""


@operation
def accept_assignment(*, by: User, assignment: Assignment) -> Assignment:
    """The institution takes it on; also after it had declined, while the secretariat has not decided."""
    require(can_answer(by, assignment))
    return _respond(by, _locked(assignment), AssignmentResponse.ACCEPTED)


@operation
def decline_assignment(*, by: User, assignment: Assignment, reason: str, proposal: Institution | None = None) -> Assignment:
    """The institution says why it is not for it, and may say for whom; the secretariat gets a mail and decides."""
    require(can_answer(by, assignment))
    locked = _locked(assignment)
    if not reason.strip():
        raise Unsaid(_("Say why it is not for your institution: the secretariat decides by it."))
    if locked.answered_at is not None:
        raise SaidAlready(_("Your institution has handed in an update about it, and so accepted it."))
    if proposal == locked.institution:
        raise SameInstitution(_("Propose another institution than your own, or none."))
    if proposal:
        refuse_unfit(proposal)
    locked.decline_reason, locked.proposal = reason.strip(), proposal
    _respond(by, locked, AssignmentResponse.DECLINED)
    notifications.tell_declined(by=by, assignment=locked)
    return locked


@operation
def keep_assignment(*, by: User, assignment: Assignment, note: str) -> Assignment:
    """It stays with the institution that declined it, for good; whoever declined reads why in a mail."""
    require(can_assign(by))
    locked = _locked(assignment)
    _refuse_step(locked, AssignmentResponse.CONFIRMED)
    if not note.strip():
        raise Unsaid(_("Say why it stays with this institution: it reads it."))
    locked.response, locked.decided_at, locked.decided_by = AssignmentResponse.CONFIRMED, timezone.now(), by
    locked.save(update_fields=["response", "decided_at", "decided_by"])
    notifications.tell_kept(by=by, assignment=locked, note=note.strip())
    return locked


@operation
def give_to_another(*, by: User, assignment: Assignment, institution: Institution, due_on: date | None = None) -> Assignment:
    """What was declined goes to another institution in the same role; refused where updates about it were written already."""
    require(can_assign(by))
    locked = _locked(assignment)
    if locked.response != AssignmentResponse.DECLINED:
        raise SaidAlready(_("It is not declined any more. Look at it again."))
    if institution == locked.institution:
        raise SameInstitution(_("Choose another institution, or keep it where it is."))
    recommendation, role = locked.recommendation, locked.role
    notifications.tell_moved(by=by, assignment=locked, institution=institution)
    remove_assignment(by=by, assignment=locked)
    return assign(by=by, recommendations=[recommendation], institution=institution, role=role, due_on=due_on)[0]


@operation
def choose_post(*, by: User, assignment: Assignment, post: Post | None) -> Assignment:
    """Which post of the institution answers; without one, everybody who holds a post there is asked."""
    require(can_assign(by) or can_answer(by, assignment))
    locked = _locked(assignment)
    if post and post.institution_id != locked.institution_id:
        words = _("This post belongs to another institution. Choose a post of %(institution)s.")
        raise NotOfThisInstitution(words % {"institution": locked.institution})
    locked.post = post
    locked.save(update_fields=["post"])
    return locked


def _locked(assignment: Assignment) -> Assignment:
    rows = Assignment.objects.select_related("institution", "recommendation__document__mechanism", "responded_by")
    return rows.select_for_update(of=("self",)).get(pk=assignment.pk)


def _respond(by: User, locked: Assignment, response: AssignmentResponse) -> Assignment:
    _refuse_step(locked, response)
    locked.response, locked.responded_at, locked.responded_by = response, timezone.now(), by
    locked.save(update_fields=["response", "responded_at", "responded_by", "decline_reason", "proposal"])
    return locked


def _refuse_step(locked: Assignment, after: AssignmentResponse) -> None:
    if not allows(locked.response, after):
        raise SaidAlready(_("This can't be done now: the state is “%(state)s”.") % {"state": locked.get_response_display()})
