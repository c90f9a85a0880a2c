"""The taxonomy as a workbook."""

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.documents.workbooks import write_terms
from recommendations.importing.term_rows import read_terms
from recommendations.operations.taxonomy_import import import_terms, preview_terms
from recommendations.permissions import can_manage_taxonomy, can_see_taxonomy
from recommendations.views.rows_file import Brought, ask, taken_along


def _said(count: int) -> str:
    return ngettext("%(count)d term was added or changed.", "%(count)d terms were added or changed.", count) % {"count": count}


BROUGHT = Brought(
    address="taxonomy_import",
    template="recommendations/taxonomy/import.html",
    back="taxonomy",
    read=read_terms,
    preview=preview_terms,
    bring_in=import_terms,
    said=_said,
)


@only(can_see_taxonomy)
def taxonomy_file(request: SignedInRequest) -> FileResponse:
    return taken_along(write_terms, _("taxonomy"))


@only(can_manage_taxonomy)
def taxonomy_import(request: SignedInRequest) -> HttpResponse:
    return ask(request, BROUGHT, title=_("Bring in terms"), back_title=_("Taxonomy"))
