"""Confirming a document as issued: its own text at one side, what becomes of each paragraph at the other."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.folding import fold_name
from recommendations.forms.paragraphs import LIST, ParagraphForm
from recommendations.importing import problems
from recommendations.importing.headings import themes
from recommendations.models import ImportBatch, StagedRow
from recommendations.operations.paragraphs import confirm_paragraphs
from recommendations.permissions import can_import
from recommendations.queries import paragraphs as queries
from recommendations.queries.imports import history

PAGE = 20


@only(can_import)
def import_paragraphs(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One page of the document. Saving keeps what was said and goes on to the next page."""
    batch = get_object_or_404(history().select_related("job"), public_id=public_id)
    if not queries.can_be_confirmed(batch):
        messages.info(request, _("There is nothing to confirm here: the document is not waiting for it."))
        return redirect("import", public_id)
    show = request.GET.get("show", "all")
    show = show if show in queries.SHOWN else "all"
    page = Paginator(queries.paragraphs_of(batch, show), PAGE).get_page(request.GET.get("page"))
    labels = {fold_name(term.label): term.label for term in themes().order_by("label")}
    if request.method == "POST":
        forms = [ParagraphForm(request.POST, row=row, labels=labels) for row in _sent(request, batch)]
        if not forms:
            return redirect("import_paragraphs", public_id)
        if not any(form.errors for form in forms):
            confirm_paragraphs(by=request.user, batch=batch, confirmed=[form.confirmed for form in forms])
            said = ngettext("%(number)s paragraph was saved.", "%(number)s paragraphs were saved.", len(forms)) % {"number": len(forms)}
            messages.success(request, said)
            return redirect(_next(batch, show, page))
    else:
        forms = [ParagraphForm(row=row, labels=labels) for row in page]
    context = {
        "batch": batch,
        "crumbs": [(_("Imports"), reverse("imports")), (batch.file_name, reverse("import", args=[public_id]))],
        "page": page,
        "show": show,
        "filters": _filters(batch),
        "paragraphs": [(form, _sentences(form.row), new) for form, new in zip(forms, _new_headings(forms), strict=True)],
        "is_wrong": any(form.errors for form in forms if form.is_bound),
        "labels": labels.values(),
        "list_id": LIST,
        "looked_at": batch.about.get("looked_at", 0),
    }
    return render(request, "recommendations/import_paragraphs.html", context)


def _sent(request: SignedInRequest, batch: ImportBatch) -> list[StagedRow]:
    """The rows the page was about, whatever has become of the filter since."""
    numbers = [int(number) for number in request.POST.getlist("row") if number.isdecimal() and len(number) < 19]
    return list(queries.paragraphs_of(batch).filter(pk__in=numbers))


def _next(batch: ImportBatch, show: str, page: Page) -> str:
    """Where the eye goes on: what is saved leaves the list of open paragraphs, so that one begins again."""
    address = reverse("import_paragraphs", args=[batch.public_id])
    if show in ("open", "remarks"):
        return f"{address}?show={show}" if queries.paragraphs_of(batch, show).exists() else reverse("import", args=[batch.public_id])
    return f"{address}?show={show}&page={page.next_page_number()}" if page.has_next() else reverse("import", args=[batch.public_id])


def _filters(batch: ImportBatch) -> list[tuple[str, Any, int]]:
    counts = queries.counts_of(batch)
    words = {
        "all": _("All paragraphs"),
        "remarks": _("To look at"),
        "open": _("Not yet confirmed"),
        "recommendations": _("Recommendations"),
        "observations": _("Observations"),
        "left_out": _("Left out"),
        "follow_up": _("Marked for follow-up"),
    }
    return [(name, label, counts[name]) for name, label in words.items()]


def _sentences(row: StagedRow) -> list[str]:
    return [problems.message(problem["code"], problem["params"]) for problem in row.problems]


def _new_headings(forms: list[ParagraphForm]) -> list[str]:
    """The heading above each paragraph, blank where the one before stands below the same."""
    headings = [form.row.data.get("heading", "") for form in forms]
    return [heading if place == 0 or heading != headings[place - 1] else "" for place, heading in enumerate(headings)]
