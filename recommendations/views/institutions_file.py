"""Institutions and posts as a workbook: taken along, worked on, brought back with a look at what it does first."""

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

from ministries.permissions import can_manage_institutions
from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.documents.workbooks import write_institutions
from recommendations.forms.taxonomy import TermsFileForm
from recommendations.importing.institution_rows import read_institutions
from recommendations.importing.term_rows import TermRow
from recommendations.operations.institutions_import import import_institutions, preview_institutions
from recommendations.views.taxonomy_file import outcome_of, outcomes_context, read_upload
from recommendations.views.workbooks import XLSX

SALT = "recommendations.institutions_file"


@only(can_manage_institutions)
def institutions_file(request: SignedInRequest) -> FileResponse:
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_institutions(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_('institutions')}.xlsx", content_type=XLSX)


@only(can_manage_institutions)
def institutions_import(request: SignedInRequest) -> HttpResponse:
    """Asks for the workbook, shows what it would do, and does it. What was read travels with the question, signed."""
    if "read" in request.POST:
        return _bring_in(request)
    form = TermsFileForm(request.POST or None, request.FILES or None)
    rows = read_upload(form, read_institutions) if request.method == "POST" and form.is_valid() else None
    return _page(request, form, rows)


def _bring_in(request: SignedInRequest) -> HttpResponse:
    try:
        rows, seen = signing.loads(request.POST["read"], salt=SALT)
    except signing.BadSignature:
        messages.error(request, _("What was read got lost on its way. Choose the file again."))
        return redirect("institutions_import")
    done = import_institutions(by=request.user, rows=rows, expected=[outcome_of(one) for one in seen])
    count = sum(one.is_new or bool(one.changes) for one in done)
    words = ngettext("%(count)d row was taken over.", "%(count)d rows were taken over.", count)
    messages.success(request, words % {"count": count})
    return redirect("institutions")


def _page(request: SignedInRequest, form: forms.Form, rows: list[TermRow] | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "crumbs": [(_("Institutions"), reverse("institutions"))]}
    if rows is not None:
        context |= outcomes_context(rows, preview_institutions(by=request.user, rows=rows), SALT)
    return render(request, "recommendations/institutions_import.html", context)
