"""Files by the API. The form is chosen as Django REST framework's users expect, by `?format=`."""

from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django_filters.utils import translate_validation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from nmirf.common.errors import Refused
from recommendations.documents.files import attached
from recommendations.documents.tables import csv_lines, json_lines
from recommendations.queries.columns import COLUMNS, chosen
from recommendations.queries.exports import AT_ONCE, FORMS, Form, Wanted
from recommendations.queries.filters import RecommendationFilter

STREAMED = {"csv": csv_lines, "json": json_lines}  # of any length


class TooLong(Refused):
    """Files of this form are made at once only for so many recommendations."""


def renderers() -> list[type[JSONRenderer]]:
    """One for each form, json first, which is what comes without `?format=`. Their files are answers already; errors are JSON."""
    names = sorted(FORMS, key=lambda name: name != "json")
    return [type(f"{name}_renderer", (JSONRenderer,), {"format": name}) for name in names]


class Exporting:
    """Mixed into the collection of recommendations."""

    @extend_schema(
        filters=True,
        parameters=[
            OpenApiParameter("format", str, enum=list(FORMS), description="Of the file; json where nothing is said."),
            OpenApiParameter("columns", str, description=f"Names with commas between: {', '.join(COLUMNS)}."),
        ],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    @action(detail=False, renderer_classes=renderers(), pagination_class=None)
    def export(self, request: Request) -> HttpResponseBase:
        """All that the filters find, as a file: csv and json of any length, others of up to some thousand recommendations."""
        filters = RecommendationFilter(request.query_params).form
        if not filters.is_valid():
            raise translate_validation(filters.errors)
        renderer: Any = request.accepted_renderer
        wanted = Wanted(request.user, request.query_params.urlencode(), chosen(request.query_params.get("columns", "")))
        return exported(FORMS[renderer.format], wanted)


def exported(form: Form, wanted: Wanted) -> HttpResponseBase:
    if form.name in STREAMED:
        answer = StreamingHttpResponse(STREAMED[form.name](wanted), content_type=form.content_type)
        answer.headers["Content-Disposition"] = content_disposition_header(True, form.file_name(wanted)) or ""
        return answer
    if wanted.count > AT_ONCE:
        words = _("These are %(count)d recommendations; in this format at most %(limit)d come at once. Narrow the filters, or ask for csv or json.")
        raise TooLong(words % {"count": wanted.count, "limit": AT_ONCE})
    return attached(form, wanted)
