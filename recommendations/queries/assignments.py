from typing import Any

from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils import timezone

from ministries.permissions import affiliations
from ministries.queries import Chains
from nmirf.accounts.models import User
from recommendations.enums import AssignmentResponse, Decision
from recommendations.models import Assignment, Extension
from recommendations.queries.filters import AssignmentFilter


def found(request: Any, chosen: QueryDict) -> QuerySet[Assignment]:
    """What the filters leave, unanswered ones first, the earliest due on top. Takes the request for whose "mine" is."""
    rows = Assignment.objects.visible_to(request.user).with_first_due()
    rows = rows.select_related("institution", "post", "proposal", "recommendation__document__mechanism")
    rows = rows.defer("recommendation__source", "recommendation__search")
    rows = rows.order_by(F("answered_at").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "institution__name", "pk")
    return AssignmentFilter(chosen, rows, request=request).qs


def responsible(assignment: Assignment) -> list[User]:
    """Who is asked about it today, as reminders go: holders and deputies of its post, or of the institution; its heads where that is nobody."""
    holding, deputies, heads = Chains([assignment.institution_id], timezone.localdate()).of(assignment.institution_id, assignment.post_id)
    return list(dict.fromkeys([*holding, *deputies])) or list(heads)


def to_accept(user: Any) -> QuerySet[Assignment]:
    """What waits for a word of the person's institutions, what is due first on top."""
    waiting = Assignment.objects.unanswered().filter(response=AssignmentResponse.WAITING, institution__in=affiliations(user).ids)
    return waiting.select_related("institution", "recommendation__document__mechanism").order_by(F("due_on").asc(nulls_last=True), "pk")


def declined() -> QuerySet[Assignment]:
    """What waits for the secretariat's decision, longest first."""
    rows = Assignment.objects.filter(response=AssignmentResponse.DECLINED)
    return rows.select_related("institution", "proposal", "recommendation__document__mechanism").order_by("responded_at", "pk")


def asked_for() -> QuerySet[Extension]:
    """Requests for more time that wait for the secretariat, oldest first."""
    rows = Extension.objects.filter(decision=Decision.OPEN)
    return rows.select_related("assignment__institution", "assignment__recommendation__document__mechanism").order_by("asked_at", "pk")
