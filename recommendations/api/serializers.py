from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from ministries.models import Institution
from nmirf.common.api import CodeReference, Named, Reference, SlugReference
from recommendations.enums import AssignmentRole, TagOrigin, TermKind
from recommendations.models import Assignment, Cluster, Document, Recommendation, Tag, Term


class ThemeSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="code", read_only=True)
    merged_into = serializers.CharField(source="merged_into.code", read_only=True, default=None, allow_null=True, help_text="The id it has today.")

    class Meta:
        model = Term
        fields = read_only_fields = ["id", "label", "scheme", "merged_into"]


class DocumentSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Document
        fields = read_only_fields = ["id", "symbol", "title", "published_on", "session", "cycle"]


class TagSerializer(serializers.ModelSerializer):
    """A term on a recommendation, and whether the source put it there."""

    id = serializers.CharField(source="term.code", read_only=True)
    label = serializers.CharField(source="term.label", read_only=True)  # type: ignore[assignment]
    kind = serializers.ChoiceField(source="term.kind", choices=TermKind.choices, read_only=True)
    origin = serializers.ChoiceField(choices=TagOrigin.choices, read_only=True)

    class Meta:
        model = Tag
        fields = ["kind", "id", "label", "origin"]


class ResponsibleSerializer(serializers.ModelSerializer):
    """An assignment, seen from its recommendation."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    institution = SlugReference(read_only=True)

    class Meta:
        model = Assignment
        fields = read_only_fields = ["id", "institution", "role", "response", "due_on", "answered_at"]


class RecommendationSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    reference = serializers.CharField(read_only=True, help_text="How it is cited: symbol and paragraph.")
    document = DocumentSerializer(read_only=True)
    mechanism = CodeReference(source="document.mechanism", read_only=True)
    state = CodeReference(source="document.state", read_only=True)
    recommending_states = CodeReference(many=True, read_only=True)
    terms = TagSerializer(source="tags", many=True, read_only=True)
    clusters = Reference(many=True, read_only=True)
    assignments = ResponsibleSerializer(many=True, read_only=True)

    class Meta:
        model = Recommendation
        fields = read_only_fields = [
            "id",
            "reference",
            "document",
            "mechanism",
            "state",
            "paragraph",
            "kind",
            "text",
            "language",
            "annotation_id",
            "position",
            "position_source",
            "action_category",
            "recommending_states",
            "terms",
            "status",
            "status_on",
            "clusters",
            "assignments",
        ]


class ClusterSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    recommendation_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Cluster
        fields = read_only_fields = ["id", "name", "description", "recommendation_count"]


class ClusterGiven(serializers.Serializer):
    name = serializers.CharField(max_length=200)
    description = serializers.CharField(allow_blank=True, required=False)


class MembersGiven(serializers.Serializer):
    """Ids of recommendations to put into a cluster and to take out of it."""

    put_in = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=5000)
    take_out = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=5000)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if not given.get("put_in") and not given.get("take_out"):
            raise serializers.ValidationError(_("Give ids in put_in, in take_out, or in both."))
        return given

    def validate_put_in(self, ids: list[Any]) -> list[Recommendation]:
        return self._found(ids)

    def validate_take_out(self, ids: list[Any]) -> list[Recommendation]:
        return self._found(ids)

    def _found(self, ids: list[Any]) -> list[Recommendation]:
        return recommendations_named(ids, self.context["request"].user)


class AssignmentSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    recommendation = Reference(read_only=True)
    institution = SlugReference(read_only=True)
    post = Reference(read_only=True, allow_null=True)
    proposal = SlugReference(read_only=True, allow_null=True, help_text="Which institution it is for, says the one that declined it.")
    first_due_on = serializers.DateField(read_only=True, allow_null=True, help_text="The due date before it first moved.")
    is_overdue = serializers.BooleanField(read_only=True)

    class Meta:
        model = Assignment
        fields = read_only_fields = [
            "id",
            "recommendation",
            "institution",
            "post",
            "role",
            "response",
            "responded_at",
            "decline_reason",
            "proposal",
            "decided_at",
            "due_on",
            "first_due_on",
            "answered_at",
            "is_overdue",
            "assigned_at",
        ]


class DeclineGiven(serializers.Serializer):
    reason = serializers.CharField(max_length=2000)
    proposal = Named(slug_field="slug", queryset=Institution.objects.all(), required=False, allow_null=True)


class ExtensionGiven(serializers.Serializer):
    after = serializers.DateField(help_text="The day it should be due instead.")
    reason = serializers.CharField(max_length=2000)


class AssignmentGiven(serializers.Serializer):
    role = serializers.ChoiceField(choices=AssignmentRole.choices)
    due_on = serializers.DateField(allow_null=True, required=False)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500, help_text="Why the due date moves.")
    replace_lead = serializers.BooleanField(default=False, help_text="If another institution leads, make it supporting.")


class AssignGiven(AssignmentGiven):
    """One or many recommendations to one institution."""

    reason = None  # type: ignore[assignment] # nothing moves that is given for the first time
    recommendations = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=5000)
    institution = Named(slug_field="slug", queryset=Institution.objects.all())

    def validate_recommendations(self, ids: list[Any]) -> list[Recommendation]:
        return recommendations_named(ids, self.context["request"].user)


def recommendations_named(ids: list[Any], user: Any) -> list[Recommendation]:
    """By one query however many; an id of nothing is an error that names it."""
    found = {r.public_id: r for r in Recommendation.objects.visible_to(user).filter(public_id__in=ids).defer("search", "source")}
    if unknown := [str(i) for i in ids if i not in found]:
        raise serializers.ValidationError(_("There is no such recommendation: %(ids)s.") % {"ids": ", ".join(unknown[:5])})
    return list(found.values())
