"""What every collection of the API shares: reading by public id, references, refusals, and how they are described."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_standardized_errors.handler import ExceptionHandler as Standard
from drf_standardized_errors.openapi import AutoSchema
from rest_framework import mixins, permissions, serializers, status, viewsets
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from nmirf.common.errors import Refused


class Conflict(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "refused"


class ExceptionHandler(Standard):
    """A refused operation is a conflict, with the operation's own sentence."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        return Conflict(str(exc)) if isinstance(exc, Refused) else super().convert_known_exceptions(exc)


class RefusalSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="Always “refused”.")
    detail = serializers.CharField(help_text="Why it can’t be done now, in the language of the request.")
    attr = serializers.CharField(allow_null=True)


class RefusedSerializer(serializers.Serializer):
    """An operation that the state of things doesn’t allow."""

    type = serializers.CharField(help_text="Always “client_error”.")
    errors = RefusalSerializer(many=True)  # type: ignore[assignment]


class Schema(AutoSchema):
    """Only writes are refused."""

    def _should_add_error_response(self, responses: dict, status_code: str) -> bool:
        return super()._should_add_error_response(responses, status_code) and (status_code != "409" or self.method != "GET")


def allowed(predicate: Callable[[Any], bool], *, to_read: bool = True) -> type[permissions.BasePermission]:
    """A permission class: who fails `predicate(user)` gets 403; with `to_read=False` only when writing."""

    class Allowed(permissions.IsAuthenticated):
        def has_permission(self, request: Any, view: Any) -> bool:
            if not super().has_permission(request, view):
                return False
            return (not to_read and request.method in permissions.SAFE_METHODS) or predicate(request.user)

    return Allowed


class Collection(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """What a person may read. Filters narrow the list only: one thing is found by its id, whatever its state."""

    lookup_field = "public_id"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"

    @property
    def user(self) -> Any:
        return self.request.user

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def given(self, serializer: type[serializers.Serializer], *, partial: bool = False) -> dict[str, Any]:
        """What the request's body says, validated."""
        body = serializer(data=self.request.data, partial=partial, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        return body.validated_data

    def shown(self, thing: Model, code: int = status.HTTP_200_OK) -> Response:
        """The thing after a write, as one reads it."""
        return Response(self.get_serializer(self.get_queryset().get(pk=thing.pk)).data, code)


class Named(serializers.SlugRelatedField):
    """Names a thing by a code or slug. What one may not see does not exist."""

    default_error_messages = {"does_not_exist": _("“{value}” does not exist."), "invalid": _("This is not a name of anything.")}

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.visible_to(self.context["request"].user) if hasattr(rows, "visible_to") else rows

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or "\0" in data:  # PostgreSQL has no such text
            self.fail("invalid")
        return super().to_internal_value(data)


class PublicIdField(Named):
    """Names a thing by its public id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="public_id", **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        try:
            UUID(data if isinstance(data, str) else "")
        except ValueError:
            self.fail("invalid")
        return super().to_internal_value(data)


class Reference(serializers.Serializer):
    """Another thing: its id in its own collection, and what people call it."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    label = serializers.CharField(source="__str__", read_only=True)  # type: ignore[assignment]


class CodeReference(serializers.Serializer):
    """A thing with a code of its own, such as a mechanism, a State or a term."""

    id = serializers.CharField(source="code", read_only=True)
    label = serializers.CharField(source="__str__", read_only=True)  # type: ignore[assignment]


class SlugReference(serializers.Serializer):
    """An institution."""

    id = serializers.SlugField(source="slug", read_only=True)
    label = serializers.CharField(source="__str__", read_only=True)  # type: ignore[assignment]
