"""Filters of the register and of assignments, the same on pages and in the API."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import django_filters as filters
from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ministries.permissions import affiliations
from nmirf.common.several import Several
from recommendations.enums import AssignmentResponse, AssignmentRole, Decision, Kind, Position, Status, TermKind
from recommendations.models import Assignment, ClusterMember, Extension, Recommendation, Tag
from recommendations.queries.search import matching
from recommendations.queries.taxonomy import meant, with_concordance


def _documents(codes: list[str]) -> Q:
    """By symbol, or by public id where one has none."""
    public_ids = [code for code in codes if is_uuid(code)]
    return Q(document__symbol__in=codes) | Q(document__public_id__in=public_ids) if public_ids else Q(document__symbol__in=codes)


def is_uuid(code: str) -> bool:
    try:
        return bool(UUID(code))
    except ValueError:
        return False


def _institutions(slugs: list[str]) -> Q:
    return Q(pk__in=Assignment.objects.filter(institution__slug__in=slugs).values("recommendation"))


def _clusters(public_ids: list[UUID]) -> Q:
    return Q(pk__in=ClusterMember.objects.filter(cluster__public_id__in=public_ids).values("recommendation"))


class AnyOf(filters.CharFilter):
    """Several values of one kind, any of which will do: `?mechanism=CAT&mechanism=CEDAW`."""

    field_class = Several

    def __init__(self, where: Callable[[list[Any]], Q], **more: Any) -> None:
        super().__init__(help_text=_("May be given several times: any of the values will do."), **more)
        self.where = where

    def filter(self, qs: QuerySet[Recommendation], value: list[Any]) -> QuerySet[Recommendation]:
        return qs.filter(self.where(value)) if value else qs


class TermFilter(AnyOf):
    """By the code of a term of one kind; an old code, a former label and a merged term's code find today's term.

    With the filter `concordance`, what other lists have for the term counts too.
    """

    def __init__(self, kind: TermKind, **more: Any) -> None:
        super().__init__(self.of_terms, **more)
        self.kind = kind

    def of_terms(self, values: list[str]) -> Q:
        terms = [term for value in values if (term := meant(self.kind, value))]
        is_wide = bool(self.parent.form.cleaned_data.get("concordance"))
        found = Q(term__in=terms)
        if is_wide:
            for term in terms:
                found |= Q(term__in=with_concordance(term))
        return Q(pk__in=Tag.objects.filter(found).values("recommendation"))


def one_of(choices: Any) -> forms.Field:
    return forms.ChoiceField(choices=choices)


class RecommendationFilter(filters.FilterSet):
    """What nobody asks for is left out: observations, and recommendations to other States."""

    BOTH = "all"

    q = filters.CharFilter(label=_("Search"), method="search", max_length=1000)
    mechanism = AnyOf(lambda codes: Q(document__mechanism__code__in=codes), label=_("Mechanism"))
    document = AnyOf(_documents, label=_("Document"))
    session = AnyOf(lambda names: Q(document__session__in=names), label=_("Session"))
    cycle = AnyOf(lambda numbers: Q(document__cycle__in=numbers), of=forms.IntegerField(min_value=0, max_value=32767), label=_("Cycle"))
    theme = TermFilter(TermKind.THEME, label=_("Theme"))
    persons = TermFilter(TermKind.AFFECTED_PERSONS, label=_("Affected persons"))
    sdg = TermFilter(TermKind.SDG, label=_("Sustainable Development Goal"))
    concordance = filters.BooleanFilter(label=_("With labels of other lists"), method="unchanged")
    position = AnyOf(lambda codes: Q(position__in=codes), of=one_of(Position.choices), label=_("Position"))
    status = AnyOf(lambda codes: Q(status__in=codes), of=one_of(Status.choices), label=_("Status"))
    institution = AnyOf(_institutions, label=_("Institution"))
    cluster = AnyOf(_clusters, of=forms.UUIDField(), label=_("Cluster"))
    assigned = filters.BooleanFilter(label=_("Assigned"), method="is_assigned")
    overdue = filters.BooleanFilter(label=_("Overdue"), method="is_overdue")
    kind = filters.ChoiceFilter(label=_("Kind"), choices=[*Kind.choices, (BOTH, _("Recommendations and observations"))], method="of_kind")
    vanished = filters.BooleanFilter(label=_("No longer in the source"), field_name="vanished_at", lookup_expr="isnull", exclude=True)
    reference = filters.BooleanFilter(label=_("Recommendations to other States"), method="of_state")

    class Meta:
        model = Recommendation
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
        if self.form.errors:  # a filter nobody understands must not be taken for no filter
            return queryset.none()
        chosen = self.form.cleaned_data
        if not chosen.get("kind"):
            queryset = queryset.filter(kind=Kind.RECOMMENDATION)
        if chosen.get("reference") is None:
            queryset = self.of_state(queryset, "reference", False)
        return super().filter_queryset(queryset)

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(matching(value))

    def unchanged(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        """Says how other filters are read."""
        return rows

    def is_assigned(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        assigned = Q(pk__in=Assignment.objects.values("recommendation"))
        return rows.filter(assigned if value else ~assigned)

    def is_overdue(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        late = Q(pk__in=Assignment.objects.overdue().values("recommendation"))
        return rows.filter(late if value else ~late)

    def of_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows if value == self.BOTH else rows.filter(kind=value)

    def of_state(self, rows: Any, name: str, value: bool) -> QuerySet:
        return rows.exclude(document__state_id=settings.NMIRF_STATE) if value else rows.ours()


class OwedFilter(filters.FilterSet):
    """Of what an institution owes: whether it is one of the person's, and whether it is late. For models that have `overdue()`."""

    owner = "institution"  # the field that names it

    def of_mine(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        mine = Q(**{f"{self.owner}__in": affiliations(self.request.user).ids})
        return rows.filter(mine if value else ~mine)

    def is_overdue(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        late = self._meta.model.objects.overdue()
        return rows.filter(pk__in=late) if value else rows.exclude(pk__in=late)


class PlannedFilter(OwedFilter):
    """Of actions and indicators: which plan they are in, and which recommendation they are about."""

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.none() if self.form.errors else super().filter_queryset(queryset)  # what nobody understands is not no filter

    def in_framework(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        return rows.filter(frameworks__public_id=value)

    def for_recommendation(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        return rows.filter(recommendations__public_id=value)


class AssignmentFilter(OwedFilter):
    mine = filters.BooleanFilter(label=_("Of my institutions"), method="of_mine")
    institution = filters.CharFilter(label=_("Institution"), field_name="institution__slug")
    recommendation = filters.UUIDFilter(label=_("Recommendation"), field_name="recommendation__public_id")
    role = filters.ChoiceFilter(label=_("Role"), choices=AssignmentRole.choices)
    response = filters.ChoiceFilter(label=_("Acceptance"), choices=AssignmentResponse.choices)
    more_time = filters.BooleanFilter(label=_("More time asked for"), method="wants_more_time")
    answered = filters.BooleanFilter(label=_("Answered"), field_name="answered_at", lookup_expr="isnull", exclude=True)
    overdue = filters.BooleanFilter(label=_("Overdue"), method="is_overdue")
    due_from = filters.DateFilter(label=_("Due from"), field_name="due_on", lookup_expr="gte")
    due_before = filters.DateFilter(label=_("Due before"), field_name="due_on", lookup_expr="lt")
    undated = filters.BooleanFilter(label=_("Without a date"), field_name="due_on", lookup_expr="isnull")

    class Meta:
        model = Assignment
        fields: list[str] = []

    def wants_more_time(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        asked = Q(pk__in=Extension.objects.filter(decision=Decision.OPEN).values("assignment"))
        return rows.filter(asked if value else ~asked)
