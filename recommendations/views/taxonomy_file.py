"""The taxonomy as a workbook: taken along, worked on, brought back with a look at what it does first."""

from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
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
from recommendations.documents.workbooks import write_terms
from recommendations.forms.taxonomy import TermsFileForm
from recommendations.importing import problems
from recommendations.importing.rows import FileRefused
from recommendations.importing.term_rows import TermRow, read_terms
from recommendations.operations.taxonomy_import import TermOutcome, import_terms, preview_terms
from recommendations.permissions import can_manage_taxonomy, can_see_taxonomy
from recommendations.views.workbooks import XLSX

SALT = "recommendations.taxonomy_file"
SHOWN = 200  # rows on the page; the counts are of all


@only(can_see_taxonomy)
def taxonomy_file(request: SignedInRequest) -> FileResponse:
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_terms(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_('taxonomy')}.xlsx", content_type=XLSX)


@only(can_manage_taxonomy)
def taxonomy_import(request: SignedInRequest) -> HttpResponse:
    """Asks for the workbook, shows what it would do, and does it. What was read travels with the question, signed."""
    if "read" in request.POST:
        return _bring_in(request)
    form = TermsFileForm(request.POST or None, request.FILES or None)
    rows = read_upload(form, read_terms) if request.method == "POST" and form.is_valid() else None
    return _page(request, form, rows)


def _bring_in(request: SignedInRequest) -> HttpResponse:
    try:
        rows, seen = signing.loads(request.POST["read"], salt=SALT)
    except signing.BadSignature:
        messages.error(request, _("What was read got lost on its way. Choose the file again."))
        return redirect("taxonomy_import")
    done = import_terms(by=request.user, rows=rows, expected=[outcome_of(one) for one in seen])
    count = sum(one.is_new or bool(one.changes) for one in done)
    words = ngettext("%(count)d term was added or changed.", "%(count)d terms were added or changed.", count)
    messages.success(request, words % {"count": count})
    return redirect("taxonomy")


def read_upload(form: forms.Form, read: Callable[[Path], list[TermRow]]) -> list[TermRow] | None:
    """The rows of the file, or None with its refusal as an error of the form."""
    upload = form.cleaned_data["file"]
    with NamedTemporaryFile(suffix=Path(upload.name).suffix.lower()[:9]) as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        try:
            return read(Path(file.name))
        except FileRefused as refused:
            form.add_error("file", problems.message(refused.code, refused.params))
            return None


def _page(request: SignedInRequest, form: forms.Form, rows: list[TermRow] | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "crumbs": [(_("Taxonomy"), reverse("taxonomy"))]}
    if rows is not None:
        context |= outcomes_context(rows, preview_terms(by=request.user, rows=rows), SALT)
    return render(request, "recommendations/taxonomy/import.html", context)


def outcomes_context(rows: list[TermRow], outcomes: list[TermOutcome], salt: str) -> dict[str, Any]:
    """What the page of a preview says, and what was read, signed."""
    told = [one for one in outcomes if not one.does_nothing]
    return {
        "outcomes": told[:SHOWN],
        "more": max(0, len(told) - SHOWN),
        "counts": [
            (_("New"), sum(one.is_new for one in outcomes)),
            (_("Changed"), sum(bool(one.changes) and not one.is_new for one in outcomes)),
            (_("With an error"), sum(bool(one.errors) for one in outcomes)),
            (_("Left as they are"), sum(one.does_nothing for one in outcomes)),
        ],
        "effect": sum(one.is_new or bool(one.changes) for one in outcomes),
        "read": signing.dumps((rows, [vars(one) for one in outcomes]), salt=salt, compress=True),
    }


def outcome_of(told: dict[str, Any]) -> TermOutcome:
    """As it was before it travelled: JSON has no tuples."""
    pairs = {name: [tuple(one) for one in told[name]] for name in ("changes", "errors")}
    return TermOutcome(**told | pairs)
