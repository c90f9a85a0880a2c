"""What reporting shows on pages of lower apps."""

from typing import Any

from django.http import HttpRequest

from nmirf.common.panels import Panel
from recommendations.models import ImportBatch, Recommendation
from reporting.enums import UpdateState
from reporting.permissions import can_add_proposed_obligations, has_duties
from reporting.queries.my_work import OBLIGATION_DAYS, my_work
from reporting.queries.proposals import proposals_of
from reporting.queries.updates import of_recommendation, status_history, writable_assignments


def recommendation_updates(request: HttpRequest, recommendation: Recommendation) -> Panel:
    updates = of_recommendation(request.user, recommendation)
    open_ones = {update.assignment_id for update in updates if update.state in (UpdateState.CLEARANCE, UpdateState.SUBMITTED)}
    writable = [a for a in writable_assignments(request.user, recommendation) if a.pk not in open_ones]
    context = {
        "approved": [update for update in updates if update.state == UpdateState.APPROVED],
        "unapproved": [update for update in updates if update.state != UpdateState.APPROVED],
        "writable": writable,
        "changes": list(status_history(recommendation)),
    }
    return "reporting/panel_recommendation.html", context


def import_proposals(request: HttpRequest, batch: ImportBatch) -> Panel | None:
    """What an imported document asks the State to send, each with a button."""
    proposals = proposals_of([batch])
    if not proposals or not can_add_proposed_obligations(request.user):
        return None
    return "reporting/panel_import.html", {"proposals": proposals}


def home_my_work(request: HttpRequest, user: Any) -> Panel | None:
    if not has_duties(request.user):
        return None
    return "reporting/panel_my_work.html", {"work": my_work(request.user), "obligation_days": OBLIGATION_DAYS}
