"""Institutions and posts as a workbook."""

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ministries.permissions import can_manage_institutions
from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.documents.workbooks import write_institutions
from recommendations.importing.institution_rows import read_institutions
from recommendations.operations.institutions_import import import_institutions, preview_institutions
from recommendations.views.rows_file import Brought, ask, taken_along


def _said(count: int) -> str:
    return ngettext("%(count)d row was taken over.", "%(count)d rows were taken over.", count) % {"count": count}


BROUGHT = Brought(
    address="institutions_import",
    template="recommendations/institutions_import.html",
    back="institutions",
    read=read_institutions,
    preview=preview_institutions,
    bring_in=import_institutions,
    said=_said,
)


@only(can_manage_institutions)
def institutions_file(request: SignedInRequest) -> FileResponse:
    return taken_along(write_institutions, _("institutions"))


@only(can_manage_institutions)
def institutions_import(request: SignedInRequest) -> HttpResponse:
    return ask(request, BROUGHT, title=_("Bring in institutions and posts"), back_title=_("Institutions"))
