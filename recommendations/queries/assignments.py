from typing import Any

from django.db.models import F, QuerySet
from django.http import QueryDict

from recommendations.models import Assignment
from recommendations.queries.filters import AssignmentFilter


def found(request: Any, chosen: QueryDict) -> QuerySet[Assignment]:
    """What the filters leave, unanswered ones first, the earliest due on top. Takes the request for whose "mine" is."""
    rows = Assignment.objects.visible_to(request.user).select_related("institution", "recommendation__document__mechanism")
    rows = rows.defer("recommendation__source", "recommendation__search")
    rows = rows.order_by(F("answered_at").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "institution__name", "pk")
    return AssignmentFilter(chosen, rows, request=request).qs
