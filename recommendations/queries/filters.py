"""Filters of the register and of assignments, the same on pages and in the API."""

from typing import Any
from uuid import UUID

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ministries.permissions import affiliations
from recommendations.enums import AssignmentRole, Kind, Position, Status, TermKind
from recommendations.models import Assignment, ClusterMember, Recommendation, Tag
from recommendations.queries.search import matching
from recommendations.queries.taxonomy import meant, with_concordance


def _document(code: str) -> Q:
    """By symbol, or by public id where it has none."""
    try:
        return Q(document__public_id=UUID(code))
    except ValueError:
        return Q(document__symbol=code)


class TermFilter(filters.CharFilter):
    """By the code of a term of one kind; an old code, a former label and a merged term's code find today's term.

    With the filter `concordance`, what other lists have for the term counts too.
    """

    def __init__(self, kind: TermKind, **more: Any) -> None:
        super().__init__(**more)
        self.kind = kind

    def filter(self, qs: QuerySet[Recommendation], value: str) -> QuerySet[Recommendation]:
        if not value:
            return qs
        if (term := meant(self.kind, value)) is None:
            return qs.none()
        is_wide = bool(self.parent.form.cleaned_data.get("concordance"))
        tags = Tag.objects.filter(term__in=with_concordance(term)) if is_wide else Tag.objects.filter(term=term)
        return qs.filter(pk__in=tags.values("recommendation"))


class RecommendationFilter(filters.FilterSet):
    """What nobody asks for is left out: observations, and recommendations to other States."""

    BOTH = "all"

    q = filters.CharFilter(label=_("Search"), method="search")
    mechanism = filters.CharFilter(label=_("Mechanism"), field_name="document__mechanism__code")
    document = filters.CharFilter(label=_("Document"), method="of_document")
    session = filters.CharFilter(label=_("Session"), field_name="document__session")
    cycle = filters.NumberFilter(label=_("Cycle"), field_name="document__cycle")
    theme = TermFilter(TermKind.THEME, label=_("Theme"))
    persons = TermFilter(TermKind.AFFECTED_PERSONS, label=_("Affected persons"))
    sdg = TermFilter(TermKind.SDG, label=_("Sustainable Development Goal"))
    concordance = filters.BooleanFilter(label=_("With labels of other lists"), method="unchanged")
    position = filters.ChoiceFilter(label=_("Position"), choices=Position.choices)
    status = filters.ChoiceFilter(label=_("Status"), choices=Status.choices)
    institution = filters.CharFilter(label=_("Institution"), method="of_institution")
    cluster = filters.UUIDFilter(label=_("Cluster"), method="of_cluster")
    assigned = filters.BooleanFilter(label=_("Assigned"), method="is_assigned")
    overdue = filters.BooleanFilter(label=_("Overdue"), method="is_overdue")
    kind = filters.ChoiceFilter(label=_("Kind"), choices=[*Kind.choices, (BOTH, _("Recommendations and observations"))], method="of_kind")
    reference = filters.BooleanFilter(label=_("Recommendations to other States"), method="of_state")

    class Meta:
        model = Recommendation
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
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

    def of_document(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(_document(value))

    def of_institution(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(pk__in=Assignment.objects.filter(institution__slug=value).values("recommendation"))

    def of_cluster(self, rows: QuerySet, name: str, value: UUID) -> QuerySet:
        return rows.filter(pk__in=ClusterMember.objects.filter(cluster__public_id=value).values("recommendation"))

    def is_assigned(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        assigned = Q(pk__in=Assignment.objects.values("recommendation"))
        return rows.filter(assigned if value else ~assigned)

    def is_overdue(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        late = Q(pk__in=Assignment.objects.overdue().values("recommendation"))
        return rows.filter(late if value else ~late)

    def of_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows if value == self.BOTH else rows.filter(kind=value)

    def of_state(self, rows: Any, name: str, value: bool) -> QuerySet:
        ours = Recommendation.objects.ours().values("pk")
        return rows.exclude(pk__in=ours) if value else rows.ours()


class AssignmentFilter(filters.FilterSet):
    mine = filters.BooleanFilter(label=_("Of my institutions"), method="of_mine")
    institution = filters.CharFilter(label=_("Institution"), field_name="institution__slug")
    recommendation = filters.UUIDFilter(label=_("Recommendation"), field_name="recommendation__public_id")
    role = filters.ChoiceFilter(label=_("Role"), choices=AssignmentRole.choices)
    answered = filters.BooleanFilter(label=_("Answered"), field_name="answered_at", lookup_expr="isnull", exclude=True)
    overdue = filters.BooleanFilter(label=_("Overdue"), method="is_overdue")
    due_before = filters.DateFilter(label=_("Due before"), field_name="due_on", lookup_expr="lt")

    class Meta:
        model = Assignment
        fields: list[str] = []

    def of_mine(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        mine = Q(institution__in=affiliations(self.request.user).ids)
        return rows.filter(mine if value else ~mine)

    def is_overdue(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        late = Assignment.objects.overdue()
        return rows.filter(pk__in=late) if value else rows.exclude(pk__in=late)
