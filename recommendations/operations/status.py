"""What approved and handed-in updates do to a recommendation and its assignments; called by the app that has updates."""

from datetime import date, datetime

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.operations import operation
from recommendations.enums import AssignmentResponse
from recommendations.models import Assignment, Recommendation
from recommendations.permissions import can_answer, can_set_status


@operation
def set_status(*, by: User, recommendation: Recommendation, status: str, on: date) -> Recommendation:
    """The government's status of implementation from the day `on`."""
    require(can_set_status(by))
    recommendation = Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation.pk)
    recommendation.status, recommendation.status_on = status, on
    recommendation.save(update_fields=["status", "status_on"])
    return recommendation


@operation
def mark_answered(*, by: User, assignment: Assignment, at: datetime) -> Assignment:
    """The institution handed in what was asked for: nobody is reminded of it any more, and by this it accepted the assignment."""
    require(can_answer(by, assignment))
    unsaid = Assignment.objects.filter(pk=assignment.pk, response__in=[AssignmentResponse.WAITING, AssignmentResponse.DECLINED])
    unsaid.update(response=AssignmentResponse.ACCEPTED, responded_at=at, responded_by=by)
    return _set_answered(assignment, at)


@operation
def mark_unanswered(*, by: User, assignment: Assignment) -> Assignment:
    """What was handed in went back: it is due again."""
    require(can_set_status(by))
    return _set_answered(assignment, None)


def _set_answered(assignment: Assignment, at: datetime | None) -> Assignment:
    assignment = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    assignment.answered_at = at
    assignment.save(update_fields=["answered_at"])
    return assignment
