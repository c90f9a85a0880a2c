from typing import Any

import django_filters as filters
from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from ministries.permissions import is_focal_point
from nmirf.common.api import Collection, allowed
from recommendations.api.exports import Exporting
from recommendations.api.serializers import (
    AssignGiven,
    AssignmentGiven,
    AssignmentSerializer,
    ClusterGiven,
    ClusterSerializer,
    DeclineGiven,
    ExtensionGiven,
    MembersGiven,
    RecommendationSerializer,
    ThemeSerializer,
)
from recommendations.enums import TermKind
from recommendations.models import Assignment, Cluster, Recommendation, Term
from recommendations.operations.assignments import assign, change_assignment, remove_assignment
from recommendations.operations.clusters import change_cluster, create_cluster, delete_cluster, put_into_cluster, take_out_of_cluster
from recommendations.operations.due import ask_extension, extend
from recommendations.operations.responses import accept_assignment, decline_assignment
from recommendations.permissions import can_assign, can_cluster
from recommendations.queries.assignments import found as found_assignments
from recommendations.queries.filters import AssignmentFilter, RecommendationFilter
from recommendations.queries.register import searched, whole
from recommendations.queries.search import by_rank


class Recommendations(Exporting, Collection):
    """The register. Observations, and recommendations to other States, are listed when asked for."""

    serializer_class = RecommendationSerializer
    filterset_class = RecommendationFilter

    def get_queryset(self) -> QuerySet[Recommendation]:
        return whole(self.user).in_order()  # type: ignore[attr-defined]

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Best hits first where words are searched, as on the page."""
        rows = super().filter_queryset(queryset)
        words = searched(self.request.query_params) if self.action == "list" else ""
        return by_rank(rows, words) if words else rows


class ThemeFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Search"), field_name="label", lookup_expr="icontains")

    class Meta:
        model = Term
        fields: list[str] = []


class Themes(Collection):
    """The taxonomy's themes; ids are those that the filter `theme` of recommendations takes."""

    serializer_class = ThemeSerializer
    filterset_class = ThemeFilter
    lookup_field = "code"
    lookup_value_regex = r"[^\x00]+"  # labels have blanks and slashes

    def get_queryset(self) -> QuerySet[Term]:
        return Term.objects.filter(kind=TermKind.THEME).select_related("merged_into").order_by("label", "pk")


class Clusters(Collection):
    """What is in one is listed by /recommendations/?cluster=<id>."""

    serializer_class = ClusterSerializer
    permission_classes = [allowed(can_cluster, to_read=False)]

    def get_queryset(self) -> QuerySet[Cluster]:
        return Cluster.objects.annotate(recommendation_count=Count("members")).order_by("name")

    @extend_schema(request=ClusterGiven, responses={201: ClusterSerializer})
    def create(self, request: Request) -> Response:
        return self.shown(create_cluster(by=self.user, **self.given(ClusterGiven)), status.HTTP_201_CREATED)

    @extend_schema(request=ClusterGiven, responses=ClusterSerializer)
    def partial_update(self, request: Request, id: str) -> Response:
        cluster = self.get_object()
        now = {"name": cluster.name, "description": cluster.description}
        return self.shown(change_cluster(by=self.user, cluster=cluster, **now | self.given(ClusterGiven, partial=True)))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, id: str) -> Response:
        """Only an empty one can be deleted."""
        delete_cluster(by=self.user, cluster=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=MembersGiven, responses=ClusterSerializer)
    @action(detail=True, methods=["post"])
    def recommendations(self, request: Request, id: str) -> Response:
        """Put recommendations in, take others out."""
        cluster, given = self.get_object(), self.given(MembersGiven)
        if chosen := given.get("put_in"):
            put_into_cluster(by=self.user, cluster=cluster, recommendations=chosen)
        if chosen := given.get("take_out"):
            take_out_of_cluster(by=self.user, cluster=cluster, recommendations=chosen)
        return self.shown(cluster)


class Assignments(Collection):
    """Who has what to do by when."""

    serializer_class = AssignmentSerializer
    filterset_class = AssignmentFilter
    permission_classes = [allowed(can_assign, to_read=False)]

    def get_queryset(self) -> QuerySet[Assignment]:
        return found_assignments(self.request, QueryDict())

    @extend_schema(request=AssignGiven, responses={201: AssignmentSerializer(many=True)}, filters=False)
    def create(self, request: Request) -> Response:
        """Assign one or many recommendations. Where the institution has one already, its role and due date change."""
        made = assign(by=self.user, **self.given(AssignGiven))
        rows: Any = self.get_queryset().filter(pk__in=[a.pk for a in made])
        return Response(self.get_serializer(rows, many=True).data, status.HTTP_201_CREATED)

    @extend_schema(request=AssignmentGiven, responses=AssignmentSerializer)
    def partial_update(self, request: Request, id: str) -> Response:
        assignment = self.get_object()
        now = {"role": assignment.role, "due_on": assignment.due_on}
        return self.shown(change_assignment(by=self.user, assignment=assignment, **now | self.given(AssignmentGiven, partial=True)))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, id: str) -> Response:
        """Take it back, while nothing was written about it."""
        remove_assignment(by=self.user, assignment=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=AssignmentSerializer)
    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated])
    def accept(self, request: Request, id: str) -> Response:
        """The institution takes it on."""
        return self.shown(accept_assignment(by=self.user, assignment=self.get_object()))

    @extend_schema(request=DeclineGiven, responses=AssignmentSerializer)
    @action(detail=True, methods=["post"], permission_classes=[allowed(is_focal_point)])
    def decline(self, request: Request, id: str) -> Response:
        """The institution says why it is not for it; the secretariat decides."""
        return self.shown(decline_assignment(by=self.user, assignment=self.get_object(), **self.given(DeclineGiven)))

    @extend_schema(request=ExtensionGiven, responses=AssignmentSerializer)
    @action(detail=True, methods=["post"], permission_classes=[allowed(lambda user: is_focal_point(user) or can_assign(user))])
    def extend(self, request: Request, id: str) -> Response:
        """The institution asks for more time; the secretariat gives it at once."""
        assignment, given = self.get_object(), self.given(ExtensionGiven)
        (extend if can_assign(self.user) else ask_extension)(by=self.user, assignment=assignment, **given)
        return self.shown(assignment)
