"""Workbooks that are taken along, worked on and brought back, with a look at what they do first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nmirf.accounts.requests import SignedInRequest
from recommendations.forms.rows_file import RowsFileForm
from recommendations.importing import problems
from recommendations.importing.rows import FileRefused
from recommendations.importing.table_rows import TableRow
from recommendations.operations.row_outcomes import RowOutcome
from recommendations.views.workbooks import XLSX

SHOWN = 200  # rows on the page; the counts are of all


@dataclass(frozen=True, slots=True)
class Brought:
    """One kind of workbook that is brought back: how it is read, what it would do, and doing it."""

    address: str  # name of the page that asks for it
    template: str  # extends recommendations/rows_file.html
    back: str  # name of the page it belongs to
    read: Callable[[Path], list[TableRow]]  # raises FileRefused
    preview: Callable[..., list[RowOutcome]]  # (by=, rows=)
    bring_in: Callable[..., list[RowOutcome]]  # (by=, rows=, expected=)
    said: Callable[[int], str]  # how many rows did something -> a sentence


def taken_along(write: Callable[[IO[bytes]], None], name: str) -> FileResponse:
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    write(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def ask(request: SignedInRequest, kind: Brought, *, title: str, back_title: str) -> HttpResponse:
    """Asks for the workbook, shows what it would do, and does it. What was read travels with the question, signed."""
    if "read" in request.POST:
        return _bring_in(request, kind)
    form = RowsFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "title": title, "address": reverse(kind.address), "crumbs": [(back_title, reverse(kind.back))]}
    if request.method == "POST" and form.is_valid() and (rows := _read(form, kind.read)) is not None:
        context |= _outcomes(rows, kind.preview(by=request.user, rows=rows), kind.address)
    return render(request, kind.template, context)


def _bring_in(request: SignedInRequest, kind: Brought) -> HttpResponse:
    try:
        rows, seen = signing.loads(request.POST["read"], salt=kind.address)
    except signing.BadSignature:
        messages.error(request, _("What was read got lost on its way. Choose the file again."))
        return redirect(kind.address)
    done = kind.bring_in(by=request.user, rows=rows, expected=[_outcome_of(one) for one in seen])
    messages.success(request, kind.said(sum(one.is_new or bool(one.changes) for one in done)))
    return redirect(kind.back)


def _read(form: forms.Form, read: Callable[[Path], list[TableRow]]) -> list[TableRow] | None:
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


def _outcomes(rows: list[TableRow], outcomes: Sequence[RowOutcome], salt: str) -> dict[str, Any]:
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


def _outcome_of(told: dict[str, Any]) -> RowOutcome:
    """As it was before it travelled: JSON has no tuples."""
    pairs = {name: [tuple(one) for one in told[name]] for name in ("changes", "errors")}
    return RowOutcome(**told | pairs)
