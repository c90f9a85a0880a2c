"""Values of many indicators as a workbook: taken along, filled in, brought back with a look at what it does first."""

from tempfile import TemporaryFile
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.documents.workbooks import write_values
from recommendations.forms.taxonomy import TermsFileForm
from recommendations.importing.term_rows import TermRow
from recommendations.importing.value_rows import read_values
from recommendations.operations.values_import import import_values, preview_values
from recommendations.permissions import can_bring_values
from recommendations.queries.indicators import open_to_values, with_usual_groups
from recommendations.views.taxonomy_file import outcome_of, outcomes_context, read_upload
from recommendations.views.workbooks import XLSX

SALT = "recommendations.values_file"


@only(can_bring_values)
def values_file(request: SignedInRequest) -> FileResponse:
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_values(file, with_usual_groups(open_to_values(request.user)))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_('values')}.xlsx", content_type=XLSX)


@only(can_bring_values)
def values_import(request: SignedInRequest) -> HttpResponse:
    """Asks for the workbook, shows what it would do, and does it. What was read travels with the question, signed."""
    if "read" in request.POST:
        return _bring_in(request)
    form = TermsFileForm(request.POST or None, request.FILES or None)
    rows = read_upload(form, read_values) if request.method == "POST" and form.is_valid() else None
    return _page(request, form, rows)


def _bring_in(request: SignedInRequest) -> HttpResponse:
    try:
        rows, seen = signing.loads(request.POST["read"], salt=SALT)
    except signing.BadSignature:
        messages.error(request, _("What was read got lost on its way. Choose the file again."))
        return redirect("values_import")
    done = import_values(by=request.user, rows=rows, expected=[outcome_of(one) for one in seen])
    count = sum(bool(one.changes) for one in done)
    words = ngettext("%(count)d value was entered or corrected.", "%(count)d values were entered or corrected.", count)
    messages.success(request, words % {"count": count})
    return redirect("indicators")


def _page(request: SignedInRequest, form: forms.Form, rows: list[TermRow] | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "crumbs": [(_("Indicators"), reverse("indicators"))]}
    if rows is not None:
        context |= outcomes_context(rows, preview_values(by=request.user, rows=rows), SALT)
    return render(request, "recommendations/indicators/import.html", context)
