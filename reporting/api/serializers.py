from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from nmirf.common.api import CodeReference, Named, PublicIdField, Reference, SlugReference
from nmirf.jobs.models import Job
from recommendations.enums import Status
from recommendations.models import Action, Assignment, IndicatorValue, Mechanism
from reporting.enums import WORD_LIMITS, ObligationKind, ReportKind
from reporting.models import Evidence, Obligation, Report, Update
from reporting.queries.reports import reported_mechanisms


class EvidenceSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Evidence
        fields = read_only_fields = ["id", "name", "size", "content_type", "added_at"]


class UpdateSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    assignment = serializers.UUIDField(source="assignment.public_id", read_only=True)
    institution = SlugReference(source="assignment.institution", read_only=True)
    recommendation = Reference(source="assignment.recommendation", read_only=True)
    evidence = EvidenceSerializer(many=True, read_only=True)
    also_answers = serializers.SlugRelatedField(slug_field="public_id", many=True, read_only=True)  # type: ignore[var-annotated]
    actions = serializers.SlugRelatedField(slug_field="public_id", many=True, read_only=True)  # type: ignore[var-annotated]
    indicator_values = serializers.SlugRelatedField(slug_field="public_id", many=True, read_only=True)  # type: ignore[var-annotated]

    class Meta:
        model = Update
        fields = read_only_fields = [
            "id",
            "assignment",
            "institution",
            "recommendation",
            "state",
            "status",
            "text",
            "result",
            "obstacles",
            "next_steps",
            "also_answers",
            "actions",
            "indicator_values",
            "evidence",
            "created_at",
            "changed_at",
            "submitted_at",
            "reviewed_at",
            "return_reason",
        ]


class DraftGiven(serializers.Serializer):
    status = serializers.ChoiceField(choices=Status.choices, required=False)
    text = serializers.CharField(allow_blank=True, required=False, max_length=20_000, help_text="What was done.")
    result = serializers.CharField(allow_blank=True, required=False, max_length=20_000)
    obstacles = serializers.CharField(allow_blank=True, required=False, max_length=20_000)
    next_steps = serializers.CharField(allow_blank=True, required=False, max_length=20_000)
    also_answers = PublicIdField(
        queryset=Assignment.objects.all(),
        many=True,
        required=False,
        help_text="Other assignments of the institution, to recommendations of the same overlap group, that this answers too.",
    )
    actions = PublicIdField(
        queryset=Action.objects.filter(is_draft=False), many=True, required=False, help_text="Actions for the recommendation that this is about."
    )
    indicator_values = PublicIdField(
        queryset=IndicatorValue.objects.all(), many=True, required=False, help_text="Values of the recommendation's indicators that show it."
    )


class UpdateGiven(DraftGiven):
    """Begins the institution's answer to an assignment; it has one open answer at a time."""

    assignment = PublicIdField(queryset=Assignment.objects.all())


class UpdateChanged(DraftGiven):
    changed_at = serializers.DateTimeField(help_text="Always needed: that of the answer you have read. A newer one is not written over.")


class SentBackGiven(serializers.Serializer):
    reason = serializers.CharField(max_length=4000, help_text="Says what is missing. The institution reads it.")


class ObligationSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    mechanism = CodeReference(read_only=True)
    is_overdue = serializers.BooleanField(read_only=True)

    class Meta:
        model = Obligation
        fields = read_only_fields = ["id", "mechanism", "kind", "title", "due_on", "done_on", "is_overdue", "note"]


class ObligationGiven(serializers.Serializer):
    mechanism = Named(slug_field="code", queryset=Mechanism.objects.all())
    kind = serializers.ChoiceField(choices=ObligationKind.choices)
    title = serializers.CharField(max_length=250)
    due_on = serializers.DateField()
    note = serializers.CharField(allow_blank=True, required=False)


class SentGiven(serializers.Serializer):
    on = serializers.DateField(allow_null=True, help_text="The day it was sent; null: it was not sent after all.")


class JobSerializer(serializers.ModelSerializer):
    """How far the draft is."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Job
        fields = read_only_fields = ["id", "state", "done", "total", "error"]


class ReportSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    mechanism = CodeReference(read_only=True)
    obligation = Reference(read_only=True, allow_null=True)
    words = serializers.IntegerField(source="budget.words", read_only=True, help_text="Words of the draft, counted against the limit.")
    job = JobSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Report
        fields = read_only_fields = ["id", "title", "mechanism", "kind", "obligation", "word_limit", "words", "job", "built_at", "created_at"]


class ReportGiven(serializers.Serializer):
    """Without a word limit it gets its kind's."""

    title = serializers.CharField(max_length=250)
    mechanism = Named(slug_field="code", queryset=Mechanism.objects.all())
    kind = serializers.ChoiceField(choices=ReportKind.choices, default=ReportKind.PERIODIC)
    word_limit = serializers.IntegerField(min_value=1, max_value=2_147_483_647, required=False)
    obligation = PublicIdField(queryset=Obligation.objects.filter(done_on=None), required=False)

    def validate_mechanism(self, mechanism: Mechanism) -> Mechanism:
        if not reported_mechanisms().filter(pk=mechanism.pk).exists():
            raise serializers.ValidationError(_("It has recommended nothing to the State."))
        return mechanism

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        obligation = given.get("obligation")
        if obligation and obligation.mechanism_id != given["mechanism"].pk:
            raise serializers.ValidationError({"obligation": _("This is due to another mechanism. Choose one of the same mechanism, or none.")})
        return {"word_limit": WORD_LIMITS[given["kind"]]} | given
