"""Actions, and indicators with their values, to be read."""

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from nmirf.common.api import Collection, Reference, SlugReference
from recommendations.models import Action, Framework, Indicator, IndicatorValue, Recommendation
from recommendations.queries.actions import ActionFilter, with_neighbours
from recommendations.queries.indicators import IndicatorFilter


class ActionSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    institution = SlugReference(read_only=True)
    post = Reference(read_only=True, allow_null=True)
    recommendations = Reference(many=True, read_only=True)
    frameworks = Reference(many=True, read_only=True)
    is_overdue = serializers.BooleanField(read_only=True)

    class Meta:
        model = Action
        fields = read_only_fields = [
            "id", "title", "description", "need", "status", "starts_on", "ends_on", "ended_on", "outcome", "institution", "post", "budget_note",
            "is_draft", "is_overdue", "recommendations", "frameworks", "changed_at",
        ]  # fmt: skip


class ValueSerializer(serializers.ModelSerializer):
    """Of the whole where `dimension` and `category` are empty."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = IndicatorValue
        fields = read_only_fields = ["id", "on", "value", "dimension", "category", "source", "note", "entered_at"]


class IndicatorSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    provider = SlugReference(read_only=True)
    recommendations = Reference(many=True, read_only=True)
    frameworks = Reference(many=True, read_only=True)
    values = ValueSerializer(many=True, read_only=True)

    class Meta:
        model = Indicator
        fields = read_only_fields = [
            "id", "title", "kind", "definition", "unit", "baseline", "baseline_on", "target", "target_on", "source", "provider", "sdg_code",
            "every_months", "next_value_on", "recommendations", "frameworks", "values",
        ]  # fmt: skip


class Actions(Collection):
    """What institutions undertake to do; drafts are seen by their institution and the secretariat."""

    serializer_class = ActionSerializer
    filterset_class = ActionFilter

    def get_queryset(self) -> QuerySet[Action]:
        return with_neighbours(Action.objects.visible_to(self.user)).order_by("ends_on", "pk")


class Indicators(Collection):
    """What is measured, with its values."""

    serializer_class = IndicatorSerializer
    filterset_class = IndicatorFilter

    def get_queryset(self) -> QuerySet[Indicator]:
        light = Recommendation.objects.in_order().select_related("document__mechanism").defer("search", "source")
        return (
            Indicator.objects.visible_to(self.user)
            .select_related("provider")
            .prefetch_related(
                Prefetch("recommendations", light),
                Prefetch("frameworks", Framework.objects.order_by("title")),
                Prefetch("values", IndicatorValue.objects.order_by("on", "dimension", "category")),
            )
            .order_by("title", "pk")
        )
