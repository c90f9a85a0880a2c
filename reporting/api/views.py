from typing import Any

import django_filters as filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ministries.permissions import is_focal_point
from nmirf.common.api import Collection, allowed
from recommendations.enums import Status
from reporting.api.serializers import (
    ObligationGiven,
    ObligationSerializer,
    ReportGiven,
    ReportSerializer,
    SentBackGiven,
    SentGiven,
    UpdateChanged,
    UpdateGiven,
    UpdateSerializer,
)
from reporting.enums import ObligationKind, UpdateState
from reporting.models import Evidence, Obligation, Report, Update
from reporting.operations.obligations import add_obligation, change_obligation, mark_sent
from reporting.operations.reports import rebuild_report, start_report
from reporting.operations.updates import approve_update, save_draft, send_back, submit_update
from reporting.permissions import can_manage_obligations, can_review, can_see_obligations, can_write_reports
from reporting.queries.reports import budgets
from reporting.queries.updates import with_context


class UpdateFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=UpdateState.choices)
    status = filters.ChoiceFilter(choices=Status.choices)
    institution = filters.CharFilter(field_name="assignment__institution__slug")
    recommendation = filters.UUIDFilter(field_name="assignment__recommendation__public_id")
    assignment = filters.UUIDFilter(field_name="assignment__public_id")
    changed_after = filters.IsoDateTimeFilter(field_name="changed_at", lookup_expr="gt")

    class Meta:
        model = Update
        fields: list[str] = []


class Updates(Collection):
    """What institutions answered: approved ones, and others as far as they concern you. The last changed comes first."""

    serializer_class = UpdateSerializer
    filterset_class = UpdateFilter
    permission_classes = [allowed(is_focal_point, to_read=False)]

    def get_queryset(self) -> QuerySet[Update]:
        evidence = Prefetch("evidence", Evidence.objects.order_by("pk"))
        rows = with_context(Update.objects.visible_to(self.user)).prefetch_related(evidence, "also_answers", "actions", "indicator_values")
        return rows.defer("assignment__recommendation__search", "assignment__recommendation__source").order_by("-changed_at", "-pk")

    @extend_schema(request=UpdateGiven, responses={201: UpdateSerializer})
    def create(self, request: Request) -> Response:
        given = {"status": Status.NO_INFORMATION, "text": ""} | self.given(UpdateGiven)
        return self.shown(save_draft(by=self.user, **given), status.HTTP_201_CREATED)

    @extend_schema(request=UpdateChanged, responses=UpdateSerializer)
    def partial_update(self, request: Request, id: str) -> Response:
        update = self.get_object()
        given = {"status": update.status, "text": update.text} | self.given(UpdateChanged)
        return self.shown(save_draft(by=self.user, assignment=update.assignment, **given))

    @extend_schema(request=None, responses=UpdateSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, id: str) -> Response:
        return self.shown(submit_update(by=self.user, update=self.get_object()))

    @extend_schema(request=None, responses=UpdateSerializer)
    @action(detail=True, methods=["post"], permission_classes=[allowed(can_review)])
    def approve(self, request: Request, id: str) -> Response:
        return self.shown(approve_update(by=self.user, update=self.get_object()))

    @extend_schema(request=SentBackGiven, responses=UpdateSerializer)
    @action(detail=True, methods=["post"], url_path="send-back", permission_classes=[allowed(can_review)])
    def send_back(self, request: Request, id: str) -> Response:
        update = self.get_object()
        return self.shown(send_back(by=self.user, update=update, **self.given(SentBackGiven)))


class ObligationFilter(filters.FilterSet):
    mechanism = filters.CharFilter(field_name="mechanism__code")
    kind = filters.ChoiceFilter(choices=ObligationKind.choices)
    sent = filters.BooleanFilter(field_name="done_on", lookup_expr="isnull", exclude=True)
    due = filters.DateFromToRangeFilter(field_name="due_on")

    class Meta:
        model = Obligation
        fields: list[str] = []


class Obligations(Collection):
    """What the State owes mechanisms, by due date."""

    serializer_class = ObligationSerializer
    filterset_class = ObligationFilter
    permission_classes = [allowed(can_see_obligations), allowed(can_manage_obligations, to_read=False)]

    def get_queryset(self) -> QuerySet[Obligation]:
        return Obligation.objects.select_related("mechanism").order_by("due_on", "pk")

    @extend_schema(request=ObligationGiven, responses={201: ObligationSerializer})
    def create(self, request: Request) -> Response:
        return self.shown(add_obligation(by=self.user, **self.given(ObligationGiven)), status.HTTP_201_CREATED)

    @extend_schema(request=ObligationGiven, responses=ObligationSerializer)
    def partial_update(self, request: Request, id: str) -> Response:
        obligation = self.get_object()
        now = {name: getattr(obligation, name) for name in ["mechanism", "kind", "title", "due_on", "note"]}
        return self.shown(change_obligation(by=self.user, obligation=obligation, **now | self.given(ObligationGiven, partial=True)))

    @extend_schema(request=SentGiven, responses=ObligationSerializer)
    @action(detail=True, methods=["post"])
    def sent(self, request: Request, id: str) -> Response:
        """Note the day it was sent."""
        obligation = self.get_object()
        return self.shown(mark_sent(by=self.user, obligation=obligation, **self.given(SentGiven)))


class Reports(Collection):
    """Reports under way, the last begun first. Making one starts the job that builds its draft."""

    serializer_class = ReportSerializer
    permission_classes = [allowed(can_write_reports)]

    def get_queryset(self) -> QuerySet[Report]:
        return Report.objects.visible_to(self.user).select_related("mechanism", "obligation", "job").order_by("-created_at", "-pk")

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Words are counted by one query for all that are shown."""
        if args:
            reports = args[0] if kwargs.get("many") else [args[0]]
            counted = budgets(reports)
            for report in reports:
                report.budget = counted[report.pk]
        return super().get_serializer(*args, **kwargs)

    @extend_schema(request=ReportGiven, responses={201: ReportSerializer})
    def create(self, request: Request) -> Response:
        return self.shown(start_report(by=self.user, **self.given(ReportGiven)), status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=ReportSerializer)
    @action(detail=True, methods=["post"])
    def rebuild(self, request: Request, id: str) -> Response:
        """Ask for a new draft from what is approved today."""
        return self.shown(rebuild_report(by=self.user, report=self.get_object()))
