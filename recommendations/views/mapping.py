from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.enums import BatchState
from recommendations.forms.mapping import MappingForm
from recommendations.importing.mapping import columns_of
from recommendations.importing.resolving import names_of_states
from recommendations.models import ImportBatch
from recommendations.operations import imports as operations
from recommendations.permissions import can_import
from recommendations.queries import imports as queries


@only(can_import)
def import_columns(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What each column of a table means: asked where we don't know, open to change where we do."""
    batch = get_object_or_404(ImportBatch.objects.select_related("job"), public_id=public_id)
    if not queries.can_be_mapped(batch):
        return redirect("import", public_id)
    table = batch.about["table"]
    line = _number(request.POST.get("line") or request.GET.get("row")) or table["line"]
    columns = columns_of(table, line, names_of_states())
    form = MappingForm(request.POST or None, columns=columns, mapping=batch.mapping, initial={"line": line})
    if request.method == "POST" and form.is_valid():
        operations.map_columns(by=request.user, batch=batch, line=line, mapping=form.cleaned_data["mapping"])
        return redirect("import", public_id)
    context = {
        "batch": batch,
        "form": form,
        "line": line,
        "last_line": table["rows"][-1][0],
        "sheet": table["sheet"],
        "columns": columns,
        "is_asked": batch.state == BatchState.MAPPING,
        "crumbs": [(_("Imports"), reverse("imports")), (batch.file_name, reverse("import", args=[public_id]))],
    }
    return render(request, "recommendations/import_columns.html", context)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0
