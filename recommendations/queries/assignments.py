from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.http import QueryDict

from ministries.permissions import affiliations
from ministries.queries import holders
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


def responsible(assignments: Iterable[Assignment]) -> dict[int, list[User]]:
    """Assignment (primary key) -> who is asked about it today: holders and deputies of its post.

    Where no post is named, or nobody holds it, all who hold a post in the institution: a vacant post silences nobody.
    """
    wanted = list(assignments)
    of_post: dict[int, dict[int, User]] = defaultdict(dict)
    of_institution: dict[int, dict[int, User]] = defaultdict(dict)
    for holding in holders({one.institution_id for one in wanted}):
        of_post[holding.post_id][holding.user_id] = holding.user
        of_institution[holding.post.institution_id][holding.user_id] = holding.user
    return {one.pk: list(((one.post_id and of_post.get(one.post_id)) or of_institution[one.institution_id]).values()) for one in wanted}


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
