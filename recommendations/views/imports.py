from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nmirf.accounts.guards import only, require
from nmirf.accounts.requests import SignedInRequest
from recommendations.enums import BatchState, Kind, Outcome, Position, TermKind
from recommendations.forms.imports import FORMAT_NAMES, ImportForm
from recommendations.importing import problems, remembered
from recommendations.importing.detect import DOCUMENTS
from recommendations.importing.resolving import ALL, state_name
from recommendations.languages import language_name
from recommendations.models import ImportBatch, StagedRow, State
from recommendations.operations import imports as operations
from recommendations.operations.fetching import start_fetching
from recommendations.permissions import can_import
from recommendations.queries import imports as queries
from recommendations.queries import paragraphs
from recommendations.queries.fetching import fetches
from recommendations.queries.undo import obstacles

FIELDS = {
    "kind": gettext_lazy("Kind"),
    "text": gettext_lazy("Text"),
    "paragraph": gettext_lazy("Paragraph"),
    "position": gettext_lazy("Position"),
    "position_source": gettext_lazy("Position as the source puts it"),
    "action_category": gettext_lazy("Action category"),
    "is_follow_up": gettext_lazy("Marked for follow-up by the document"),
    "annotation_id": gettext_lazy("UHRI annotation id"),
    "document": gettext_lazy("Document"),
    "title": gettext_lazy("Title of the document"),
    "session": gettext_lazy("Session"),
    "published_on": gettext_lazy("Date of the document"),
    "cycle": gettext_lazy("Cycle"),
    "recommending_states": gettext_lazy("Recommending States"),
    "vanished_at": gettext_lazy("No longer in the source since"),
    "source": gettext_lazy("What else the source said"),
    TermKind.THEME.value: gettext_lazy("Themes"),
    TermKind.AFFECTED_PERSONS.value: TermKind.AFFECTED_PERSONS.label,
    TermKind.SDG.value: gettext_lazy("Sustainable Development Goals"),
    TermKind.ISSUE.value: gettext_lazy("Issues"),
}
TRANSLATION = "translation_"  # and the language's code
CODED = {"kind": Kind, "position": Position}


@only(can_import)
def imports(request: SignedInRequest) -> HttpResponse:
    page = Paginator(queries.history(), 50).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"page": page, "is_fetched": bool(settings.UHRI_EXPORT_URL)}
    if context["is_fetched"]:
        context["fetches"] = fetches()[:5]
    return render(request, "recommendations/imports.html", context)


@only(can_import)
@require_POST
def import_fetch(request: SignedInRequest) -> HttpResponse:
    return redirect("job", start_fetching(by=request.user).public_id)


@only(can_import)
def import_new(request: SignedInRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data.pop("file")
        batch = operations.start_import(by=request.user, file=file, file_name=file.name, **form.cleaned_data)
        return redirect("import", batch.public_id)
    return render(request, "recommendations/import_new.html", {"form": form, "crumbs": [(_("Imports"), reverse("imports"))]})


@only(can_import)
def import_page(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The batch through its life: progress while it is worked on, preview, result. GET only looks."""
    batch = get_object_or_404(queries.history().select_related("job"), public_id=public_id)
    context: dict[str, Any] = {
        "batch": batch,
        "crumbs": [(_("Imports"), reverse("imports"))],
        "format": FORMAT_NAMES.get(batch.format, ""),
        "with_reference": batch.country == ALL,
        "about": state_name(batch.country),
        "effect": batch.created + batch.updated,
        "is_at_work": queries.is_at_work(batch),
        "awaits_decision": queries.awaits_decision(batch),
        "can_be_mapped": queries.can_be_mapped(batch),
        "mapping": remembered.behind(batch),
        "can_be_applied": queries.can_be_applied(batch),
        "job": batch.job,
    }
    if batch.state == BatchState.DISCARDED:
        context["notes"] = _notes(batch)
    if batch.format in DOCUMENTS and batch.about:
        context["document"] = _document(batch)
    if batch.state == BatchState.APPLIED and not context["is_at_work"]:
        context |= {"can_be_undone": True, "obstacles": obstacles(batch)}
    if batch.state in (BatchState.READY, BatchState.APPLYING, BatchState.APPLIED, BatchState.UNDONE):
        context |= _rows(request, batch)
    return render(request, "recommendations/import.html", context)


def _document(batch: ImportBatch) -> dict[str, Any]:
    """What a document as issued says about itself, its days as days."""
    about = batch.about
    days = {
        "published_on": about.get("published_on", ""),
        "next_report_on": about.get("next_report", {}).get("due_on", ""),
        "follow_up_on": about.get("follow_up", {}).get("due_on", ""),
    }
    return {name: date.fromisoformat(day) for name, day in days.items() if day} | {
        "can_be_confirmed": paragraphs.can_be_confirmed(batch),
        "looked_at": about.get("looked_at", 0),
        "paragraphs": paragraphs.paragraphs_of(batch).count(),
    }


def _rows(request: SignedInRequest, batch: ImportBatch) -> dict[str, Any]:
    """The counts, and one page of the rows behind one of them: those chosen, or the first there are something to see of."""
    remarks = queries.rows_of(batch, queries.REMARKS).count()
    left_out = queries.rows_of(batch, Outcome.LEFT_OUT).count()
    counts = [
        (Outcome.NEW.value, _("New"), batch.created, ""),
        (Outcome.CHANGED.value, _("Changed"), batch.updated, ""),
        (Outcome.UNCHANGED.value, _("Unchanged"), batch.unchanged, _("Already here, or the same row once more.")),
        (Outcome.REJECTED.value, _("Rejected"), batch.rejected, _("Not taken, for the reason given with each.")),
        (Outcome.ELSEWHERE.value, _("About other States"), batch.elsewhere, _("Left out.")),
        (Outcome.MISSING.value, _("No longer in the source"), batch.missing, missing_in_words(batch)),
        *([(Outcome.LEFT_OUT.value, _("Left out"), left_out, _("Introductions, formalities, and what you left out."))] if left_out else []),
        (queries.REMARKS, _("Taken, with a remark"), remarks, _("Counted above; a value could not be read as it stands.")),
    ]
    shown = request.GET.get("show", "")
    if shown not in {code for code, *_rest in counts}:
        order = [Outcome.REJECTED, Outcome.CHANGED, Outcome.NEW, Outcome.MISSING, Outcome.UNCHANGED, Outcome.ELSEWHERE, Outcome.LEFT_OUT]
        filled = {code for code, _label, number, _words in counts if number}
        shown = next((code.value for code in order if code in filled), Outcome.NEW.value)
    page = Paginator(queries.rows_of(batch, shown), 50).get_page(request.GET.get("page"))
    names = dict(State.objects.values_list("code", "name"))
    return {
        "counts": counts,
        "shown": shown,
        "shown_label": next(label for code, label, *_rest in counts if code == shown),
        "page": page,
        "rows": [(row, _sentences(row), list(differences(row, names))) for row in page],
        "notes": _notes(batch),
        "before": queries.applied_before(batch),
    }


def _notes(batch: ImportBatch) -> list[str]:
    """What is to be said about the file as a whole."""
    return [problems.message(note["code"], note["params"]) for note in batch.notes]


def missing_in_words(batch: ImportBatch) -> str:
    if batch.applied_at is None:
        return _("In the register, but not in this file. They are kept; you can have them marked.")
    return _("Kept, and marked.") if batch.marks_missing else _("Kept, and not marked.")


def _sentences(row: StagedRow) -> list[tuple[str, str]]:
    return [(problem["column"], problems.message(problem["code"], problem["params"])) for problem in row.problems]


def differences(row: StagedRow, names: dict[str, str]) -> Iterable[tuple[str, str, str]]:
    """(field, before, after) in words, of a row that changes what is there."""
    for name, (before, after) in sorted(row.changes.items(), key=lambda change: place_of(change[0])):
        if name.startswith(TRANSLATION):
            yield _("Text (%(language)s)") % {"language": language_name(name.removeprefix(TRANSLATION))}, before, after
        elif name == "source":
            for key in sorted(after):
                if before.get(key) != after[key]:
                    yield key, before.get(key, ""), after[key]
        else:
            yield str(FIELDS[name]), in_words(name, before, names), in_words(name, after, names)


def place_of(name: str) -> int:
    return list(FIELDS).index("text" if name.startswith(TRANSLATION) else name)


def in_words(name: str, value: Any, names: dict[str, str]) -> str:
    if name in CODED and value:
        return str(CODED[name](value).label)
    if name == "vanished_at" and value:
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "DATE_FORMAT")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "; ".join(sorted(names.get(str(code), str(code)) for code in value)) if name == "recommending_states" else "; ".join(value)
    return "" if value is None else str(value)


@only(can_import)
@require_POST
def import_apply(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    batch = get_object_or_404(ImportBatch, public_id=public_id)
    operations.start_applying(by=request.user, batch=batch, marks_missing=request.POST.get("marks_missing") == "on")
    return redirect("import", public_id)


@only(can_import)
@require_POST
def import_discard(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    batch = get_object_or_404(ImportBatch, public_id=public_id)
    operations.discard_import(by=request.user, batch=batch)
    messages.success(request, _("The file was discarded. Nothing was imported."))
    return redirect("imports")


@only(can_import)
@require_POST
def import_undo(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    batch = get_object_or_404(ImportBatch, public_id=public_id)
    operations.start_undoing(by=request.user, batch=batch)
    return redirect("import", public_id)


def import_file(request: SignedInRequest, public_id: UUID) -> FileResponse:
    """The file as it was uploaded, under its own name, never shown inside the page."""
    require(can_import(request.user))
    batch = get_object_or_404(ImportBatch, public_id=public_id)
    return FileResponse(batch.file.open("rb"), as_attachment=True, filename=batch.file_name, content_type="application/octet-stream")
