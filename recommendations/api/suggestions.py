from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from nmirf.common.api import Collection, Reference, SlugReference, allowed
from recommendations.enums import Decision, SuggestionKind, TermKind
from recommendations.models import Suggestion, Term
from recommendations.operations.suggestions import decide_suggestion
from recommendations.permissions import can_suggest
from recommendations.queries.suggestions import open_suggestions


class SuggestedTermSerializer(serializers.ModelSerializer):
    """The term that would be put on the recommendation."""

    id = serializers.CharField(source="code", read_only=True)
    kind = serializers.ChoiceField(choices=TermKind.choices, read_only=True)

    class Meta:
        model = Term
        fields = read_only_fields = ["kind", "id", "label"]


class SuggestionSerializer(serializers.ModelSerializer):
    """Either a term or an institution to lead."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    recommendation = Reference(read_only=True)
    term = SuggestedTermSerializer(read_only=True, allow_null=True)
    institution = SlugReference(read_only=True, allow_null=True)
    confidence = serializers.FloatField(read_only=True, help_text="0 to 1.")
    words = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="Of the text, those that speak for it, the strongest first."
    )

    class Meta:
        model = Suggestion
        fields = read_only_fields = ["id", "recommendation", "kind", "term", "institution", "confidence", "words", "decision", "decided_at"]


class SuggestionFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label=_("Kind"), choices=SuggestionKind.choices)
    decision = filters.ChoiceFilter(label=_("Decision"), choices=Decision.choices, method="by_decision", help_text="Without it: what is open.")
    recommendation = filters.UUIDFilter(label=_("Recommendation"), field_name="recommendation__public_id")
    term = filters.CharFilter(label=_("Term"), field_name="term__code", help_text="Its id; give the kind too where two kinds have it.")
    institution = filters.CharFilter(label=_("Institution"), field_name="institution__slug")
    above = filters.NumberFilter(label=_("Confidence at least"), field_name="confidence", lookup_expr="gte", min_value=0, max_value=1)

    class Meta:
        model = Suggestion
        fields: list[str] = []

    def by_decision(self, rows: QuerySet[Suggestion], name: str, value: str) -> QuerySet[Suggestion]:
        return rows.filter(decision=value)

    def filter_queryset(self, queryset: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
        """Open ones as on the page: no lead is suggested where there is one by now."""
        rows = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("decision") in ("", Decision.OPEN):
            rows = rows.filter(pk__in=open_suggestions().values("pk"))
        return rows


class Suggestions(Collection):
    """Terms and leads that were learnt from what people decided. A person accepts or rejects; nothing is put anywhere before."""

    serializer_class = SuggestionSerializer
    filterset_class = SuggestionFilter
    permission_classes = [allowed(can_suggest)]

    def get_queryset(self) -> QuerySet[Suggestion]:
        rows = Suggestion.objects.select_related("recommendation__document__mechanism", "term", "institution")
        return rows.defer("recommendation__source", "recommendation__search").order_by("-confidence", "pk")

    @extend_schema(request=None, responses=SuggestionSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, id: str) -> Response:
        """Put the term on the recommendation as added here, or make the institution its lead."""
        return self._decide(Decision.ACCEPTED)

    @extend_schema(request=None, responses=SuggestionSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, id: str) -> Response:
        """It is not suggested again."""
        return self._decide(Decision.REJECTED)

    def _decide(self, decision: str) -> Response:
        suggestion: Any = self.get_object()
        return self.shown(decide_suggestion(by=self.user, suggestion=suggestion, decision=decision))
