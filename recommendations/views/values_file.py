"""Values of many indicators as a workbook."""

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.documents.workbooks import write_values
from recommendations.importing.value_rows import read_values
from recommendations.operations.values_import import import_values, preview_values
from recommendations.permissions import can_bring_values
from recommendations.queries.indicators import open_to_values, with_usual_groups
from recommendations.views.rows_file import Brought, ask, taken_along


def _said(count: int) -> str:
    return ngettext("%(count)d value was entered or corrected.", "%(count)d values were entered or corrected.", count) % {"count": count}


BROUGHT = Brought(
    address="values_import",
    template="recommendations/indicators/import.html",
    back="indicators",
    read=read_values,
    preview=preview_values,
    bring_in=import_values,
    said=_said,
)


@only(can_bring_values)
def values_file(request: SignedInRequest) -> FileResponse:
    return taken_along(lambda file: write_values(file, with_usual_groups(open_to_values(request.user))), _("values"))


@only(can_bring_values)
def values_import(request: SignedInRequest) -> HttpResponse:
    return ask(request, BROUGHT, title=_("Values from a workbook"), back_title=_("Indicators"))
