from typing import Any

import django_filters as filters
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ministries.models import Institution
from ministries.permissions import affiliations
from nmirf.accounts.permissions import is_secretariat
from recommendations.enums import ActionStatus, Kind, Need
from recommendations.models import Action, ActionRecommendation, Assignment, Framework, OverlapMember, Recommendation
from recommendations.models.recommendation import RecommendationQuerySet
from recommendations.queries.filters import PlannedFilter
from recommendations.queries.search import matching


class ActionFilter(PlannedFilter):
    q = filters.CharFilter(label=_("Words"), method="with_words", max_length=200)
    mine = filters.BooleanFilter(label=_("Of my institutions"), method="of_mine")
    need = filters.ChoiceFilter(label=_("What it takes"), choices=Need.choices)
    status = filters.ChoiceFilter(label=_("Status"), choices=ActionStatus.choices)
    institution = filters.CharFilter(label=_("Institution"), field_name="institution__slug")
    framework = filters.UUIDFilter(label=_("Plan"), method="in_framework")
    recommendation = filters.UUIDFilter(label=_("Recommendation"), method="for_recommendation")
    overdue = filters.BooleanFilter(label=_("Overdue"), method="is_overdue")
    draft = filters.BooleanFilter(label=_("Drafts"), field_name="is_draft")

    class Meta:
        model = Action
        fields: list[str] = []

    def with_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(title__icontains=value) | Q(description__icontains=value))


def found_actions(request: Any, chosen: QueryDict) -> QuerySet[Action]:
    """What the filters leave, running ones first, the earliest end on top; takes the request for whose "mine" is."""
    rows = with_neighbours(Action.objects.visible_to(request.user))
    return ActionFilter(chosen, rows, request=request).qs.order_by(F("ended_on").asc(nulls_first=True), "ends_on", "title", "pk")


def with_neighbours(rows: QuerySet[Action]) -> QuerySet[Action]:
    """With institution, plans, recommendations (light) and `recommendation_count`, by the same number of queries however many."""
    counted = ActionRecommendation.objects.filter(action=OuterRef("pk")).order_by().values("action").annotate(n=Count("pk")).values("n")
    light = Recommendation.objects.select_related("document__mechanism").defer("search", "source").in_order()
    return (
        rows.select_related("institution", "post")
        .annotate(recommendation_count=Coalesce(Subquery(counted), 0))
        .prefetch_related(Prefetch("recommendations", light), Prefetch("frameworks", Framework.objects.order_by("title")))
    )


def open_to(institution: Institution) -> RecommendationQuerySet:
    """What an institution may plan for: what is assigned to it, and what asks the same as something assigned to it."""
    assigned = Assignment.objects.filter(institution=institution).values("recommendation")
    groups = OverlapMember.objects.filter(recommendation__in=assigned).values("group")
    alike = OverlapMember.objects.filter(group__in=groups).values("recommendation")
    return to_implement().filter(Q(pk__in=assigned) | Q(pk__in=alike))


def to_implement() -> RecommendationQuerySet:
    """All that the State is asked to do."""
    return Recommendation.objects.ours().filter(kind=Kind.RECOMMENDATION)


def may_plan(user: Any, recommendation: Recommendation) -> bool:
    """An institution of the person's may plan for it; the secretariat for all to the State."""
    if is_secretariat(user):
        return to_implement().filter(pk=recommendation.pk).exists()
    return any(open_to(i).filter(pk=recommendation.pk).exists() for i in affiliations(user).institutions if i.is_government)


def to_choose(rows: RecommendationQuerySet, words: str) -> QuerySet[Recommendation]:
    """Narrowed by reference or words; each with its overlap group's public id as `group_id`."""
    if words:
        rows = rows.filter(matching(words))
    group = OverlapMember.objects.filter(recommendation=OuterRef("pk")).order_by("pk").values("group__public_id")[:1]
    return rows.in_order().select_related("document__mechanism").defer("search", "source").annotate(group_id=Subquery(group))


def with_groups(chosen: QuerySet[Recommendation]) -> RecommendationQuerySet:
    """Those chosen and all that ask the same."""
    groups = OverlapMember.objects.filter(recommendation__in=chosen.order_by().values("pk")).values("group")
    alike = OverlapMember.objects.filter(group__in=groups).values("recommendation")
    return to_implement().filter(Q(pk__in=chosen.order_by().values("pk")) | Q(pk__in=alike)).in_order()


def needing(user: Any, need: str) -> QuerySet[Recommendation]:
    """What actions that one may see, and that were not dropped, take this for; each with those as `needing`."""
    actions = _not_dropped(user).filter(need=need)
    served = ActionRecommendation.objects.filter(action__in=actions.order_by().values("pk")).values("recommendation")
    rows = to_implement().filter(pk__in=served).in_order().select_related("document__mechanism").defer("search", "source")
    return rows.prefetch_related(Prefetch("actions", actions.select_related("institution").order_by("ends_on", "pk"), to_attr="needing"))


def counts_by_need(user: Any) -> dict[str, int]:
    """{need: recommendations that `needing` gives}."""
    served = ActionRecommendation.objects.filter(action__in=_not_dropped(user).values("pk"), recommendation__in=to_implement().values("pk"))
    return dict(served.order_by().values_list("action__need").annotate(Count("recommendation", distinct=True)))


def _not_dropped(user: Any) -> QuerySet[Action]:
    return Action.objects.visible_to(user).exclude(status=ActionStatus.DROPPED)
