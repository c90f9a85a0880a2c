from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from consultations.enums import ConsultationState, Visibility
from consultations.models import Consultation, Contribution, Reply
from consultations.operations.contribution import change_contribution, contribute, reply
from consultations.permissions import can_reply
from consultations.queries import ContributionFilter, consultations_for, contributions_for
from ministries.models import Institution
from ministries.permissions import is_independent
from nmirf.common.api import Collection, Named, PublicIdField, Reference, SlugReference, allowed
from recommendations.models import Recommendation


class ConsultationSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    questions = serializers.ListField(child=serializers.CharField(), read_only=True)
    invited = SlugReference(many=True, read_only=True)
    is_open = serializers.BooleanField(read_only=True, help_text="Takes contributions today.")
    contribution_count = serializers.IntegerField(read_only=True, help_text="Contributions that you may read.")

    class Meta:
        model = Consultation
        fields = read_only_fields = [
            "id",
            "title",
            "introduction",
            "questions",
            "opens_on",
            "closes_on",
            "state",
            "is_open",
            "invited",
            "contribution_count",
        ]


class ReplySerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Reply
        fields = read_only_fields = ["id", "text", "created_at"]


class ContributionSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    institution = SlugReference(read_only=True)
    consultation = serializers.SerializerMethodField()
    recommendation = Reference(read_only=True, allow_null=True)
    replies = ReplySerializer(many=True, read_only=True)

    class Meta:
        model = Contribution
        fields = read_only_fields = ["id", "institution", "consultation", "recommendation", "text", "visibility", "created_at", "replies"]

    @extend_schema_field(Reference(allow_null=True, help_text="Null too where you may not see the consultation."))
    def get_consultation(self, contribution: Any) -> Any:
        return Reference(contribution.consultation).data if contribution.names_consultation else None


class WordsGiven(serializers.Serializer):
    text = serializers.CharField()
    visibility = serializers.ChoiceField(choices=Visibility.choices, help_text="Who may read it, besides you and the secretariat.")


class ContributionGiven(WordsGiven):
    """In a consultation, on a recommendation, or both."""

    institution = Named(slug_field="slug", queryset=Institution.objects.all(), help_text="The body you speak for.")
    consultation = PublicIdField(queryset=Consultation.objects.all(), required=False)
    recommendation = PublicIdField(queryset=Recommendation.objects.all(), required=False)
    token = serializers.UUIDField(required=False, help_text="A number of yours: the same text sent again under it counts once.")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if not given.get("consultation") and not given.get("recommendation"):
            raise serializers.ValidationError(_("Say what it is about: give a consultation, a recommendation, or both."))
        return given


class ReplyGiven(serializers.Serializer):
    text = serializers.CharField()


class ConsultationFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ConsultationState.choices)

    class Meta:
        model = Consultation
        fields: list[str] = []


class AboutFilter(ContributionFilter):
    consultation = filters.UUIDFilter(field_name="consultation__public_id")
    recommendation = filters.UUIDFilter(field_name="recommendation__public_id")


class Consultations(Collection):
    """What is asked, of whom, until when."""

    serializer_class = ConsultationSerializer
    filterset_class = ConsultationFilter

    def get_queryset(self) -> QuerySet[Consultation]:
        return consultations_for(self.user)


class Contributions(Collection):
    """What the NHRI and civil society said, as far as its authors let you read it, and the replies."""

    serializer_class = ContributionSerializer
    filterset_class = AboutFilter
    permission_classes = [allowed(is_independent, to_read=False)]

    def get_queryset(self) -> QuerySet[Contribution]:
        return contributions_for(self.user)

    @extend_schema(request=ContributionGiven, responses={201: ContributionSerializer})
    def create(self, request: Request) -> Response:
        return self.shown(contribute(by=self.user, **self.given(ContributionGiven)), status.HTTP_201_CREATED)

    @extend_schema(request=WordsGiven, responses=ContributionSerializer)
    def partial_update(self, request: Request, id: str) -> Response:
        """By its author's body, until it has a reply or its consultation is over."""
        said = self.get_object()
        now = {"text": said.text, "visibility": said.visibility}
        return self.shown(change_contribution(by=self.user, contribution=said, **now | self.given(WordsGiven, partial=True)))

    @extend_schema(request=ReplyGiven, responses={201: ContributionSerializer})
    @action(detail=True, methods=["post"], permission_classes=[allowed(can_reply)])
    def replies(self, request: Request, id: str) -> Response:
        said = self.get_object()
        reply(by=self.user, contribution=said, **self.given(ReplyGiven))
        return self.shown(said, status.HTTP_201_CREATED)
