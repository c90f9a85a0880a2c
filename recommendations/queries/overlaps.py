"""Reads of overlaps: what is compared, what is suggested, who else asks the same."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from recommendations.enums import Decision, Kind, TermKind
from recommendations.models import Concordance, OverlapGroup, OverlapMember, OverlapSuggestion, Recommendation, Tag


def compared() -> QuerySet[Recommendation]:
    """Recommendations to this State that the source still has: no observations, nothing about other States."""
    return Recommendation.objects.ours().filter(kind=Kind.RECOMMENDATION, vanished_at=None).order_by("pk")


def labels(of: QuerySet[Recommendation]) -> dict[int, frozenset[int]]:
    """Recommendation id -> ids of its terms; an issue or older label counts as the themes it leads to."""
    leads: dict[int, set[int]] = defaultdict(set)
    for source, target in Concordance.objects.filter(target__kind=TermKind.THEME).values_list("source", "target"):
        leads[source].add(target)
    found: dict[int, set[int]] = defaultdict(set)
    for recommendation, term in Tag.objects.filter(recommendation__in=of.order_by().values("pk")).values_list("recommendation", "term"):
        found[recommendation] |= leads.get(term) or {term}
    return {pk: frozenset(terms) for pk, terms in found.items()}


def suggested(user: Any, recommendation: Recommendation | None = None) -> QuerySet[OverlapSuggestion]:
    """Pairs nobody has decided about, the surest first; those of one group already are left out."""
    seen = Recommendation.objects.visible_to(user).ours().values("pk")
    rows = OverlapSuggestion.objects.filter(decision=Decision.OPEN, first__in=seen, second__in=seen)
    if recommendation is not None:
        rows = rows.filter(Q(first=recommendation) | Q(second=recommendation))
    related = [f"{side}__{name}" for side in ("first", "second") for name in ("document__mechanism", "overlap_member__group")]
    unread = [f"{side}__{name}" for side in ("first", "second") for name in ("search", "source")]
    return rows.select_related(*related).defer(*unread).order_by("-similarity", "pk")


def groups(user: Any) -> QuerySet[OverlapGroup]:
    """With how many are in each (`count`) and its members loaded; the latest first."""
    members = _members(user)
    return OverlapGroup.objects.annotate(count=Count("members")).prefetch_related(Prefetch("members", members, to_attr="shown")).order_by("-pk")


def _members(user: Any) -> QuerySet[OverlapMember]:
    seen = OverlapMember.objects.filter(recommendation__in=Recommendation.objects.visible_to(user).values("pk"))
    related = seen.select_related("recommendation__document__mechanism", "recommendation__document__state", "group")
    return related.defer("recommendation__search", "recommendation__source").order_by("-recommendation__document__published_on", "pk")


def members(user: Any, group: OverlapGroup) -> QuerySet[OverlapMember]:
    return _members(user).filter(group=group)


def others(user: Any, recommendation: Recommendation) -> list[Recommendation]:
    """Recommendations that ask the same, as people confirmed."""
    rows = _members(user).filter(group__members__recommendation=recommendation).exclude(recommendation=recommendation)
    return [member.recommendation for member in rows]
