"""Updates in Excel: the workbook taken along, brought back, looked at and saved."""

from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ministries.models import Institution
from ministries.permissions import affiliations
from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from nmirf.common.errors import Refused
from recommendations.views.workbooks import XLSX
from reporting.documents.handout import write_handout
from reporting.enums import UpdateState
from reporting.forms.handouts import TakeForm, WorkbookForm
from reporting.handouts.problems import message
from reporting.models import Handout, Return, Round
from reporting.operations.handouts import AT_ONCE, WorkbookRefused, apply_return, bring_back, give_out, put_away, take_later
from reporting.permissions import can_use_workbooks
from reporting.queries import handouts as queries


@only(can_use_workbooks)
def workbooks(request: SignedInRequest) -> HttpResponse:
    """What can be downloaded, where to upload it, and what was uploaded."""
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            brought = bring_back(by=request.user, file=form.cleaned_data["file"])
        except WorkbookRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("workbook", brought.public_id)
    page = Paginator(queries.returns(request.user), queries.HISTORY).get_page(request.GET.get("page"))
    context = {"form": form, "doors": queries.doors(request.user), "page": page, "crumbs": [(_("Updates"), reverse("updates"))]}
    return render(request, "reporting/workbooks.html", context)


@only(can_use_workbooks)
@require_POST
def workbook_download(request: SignedInRequest) -> FileResponse:
    """A fresh workbook: `institution` by its slug, `round` by its id or blank for all that is open."""
    institution = get_object_or_404(_institutions(request), slug=request.POST.get("institution", ""))
    wanted = request.POST.get("round", "")
    try:
        round = get_object_or_404(Round.objects.visible_to(request.user).open(), public_id=UUID(wanted)) if wanted else None
    except ValueError as error:
        raise Refused(_("The page is incomplete. Load it again.")) from error
    handout = give_out(by=request.user, institution=institution, round=round)
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_handout(handout, queries.items_of(handout), file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_file_name(handout), content_type=XLSX)


def workbook(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What an uploaded workbook would change, or did; POST saves it."""
    brought = _visible(request, public_id)
    if brought.applied_at is not None:
        return render(request, "reporting/workbook_done.html", _done(brought))
    comparison = queries.compare(brought)
    form = TakeForm(request.POST or None, comparison=comparison, initial={"seen": comparison.mark})
    if request.method == "POST" and form.is_valid():
        decided: dict[str, Any] = {"seen": form.cleaned_data["seen"], "choices": form.choices, "submit": "submit" in request.POST}
        if len(comparison.rows) > AT_ONCE:
            return redirect("job", take_later(by=request.user, brought=brought, **decided).public_id)
        try:
            brought = apply_return(by=request.user, brought=brought, **decided)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("workbook", brought.public_id)
        messages.success(request, _what_was_done(brought))
        return redirect("workbook", brought.public_id)
    return render(request, "reporting/workbook.html", _seen(brought, comparison, form))


@require_POST
def workbook_put_away(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    put_away(by=request.user, brought=_visible(request, public_id))
    messages.success(request, _("The uploaded workbook was put away. Nothing was saved."))
    return redirect("workbooks")


def _visible(request: SignedInRequest, public_id: UUID) -> Return:
    found = Return.objects.visible_to(request.user).select_related(
        "handout__institution", "handout__round", "handout__user", "uploaded_by", "applied_by"
    )
    return get_object_or_404(found, public_id=public_id)


def _institutions(request: SignedInRequest) -> QuerySet[Institution]:
    return Institution.objects.filter(pk__in=affiliations(request.user).ids)


def _file_name(handout: Handout) -> str:
    about = handout.round.title if handout.round else _("updates")
    day = localtime(handout.issued_at).date().isoformat()
    return f"{slugify(about, allow_unicode=True)[:60]}-{handout.institution.slug[:40]}-{day}.xlsx"


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Updates"), reverse("updates")), (_("Excel"), reverse("workbooks"))]


def _seen(brought: Return, comparison: queries.Comparison, form: TakeForm) -> dict[str, Any]:
    return {
        "brought": brought,
        "form": form,
        "comparison": comparison,
        "conflicts": [(row, comparison.changes(row), form[form.name_of(row)]) for row in comparison.of("conflict")],
        "changed": [(row, comparison.changes(row)) for row in comparison.of("changed")],
        "refused": [(row, comparison.changes(row)) for row in comparison.of("refused")],
        "newer": queries.newer_handout(brought.handout),
        "problems": [_told(problem) for problem in comparison.problems],
        "notes": [_told(note) for note in comparison.notes],
        "wrong": [(row, [_told(problem) for problem in row.problems], comparison.changes(row)) for row in comparison.of("wrong")],
        "counts": [
            (_("Changed"), len(comparison.of("changed"))),
            (_("Changed here and by somebody else meanwhile"), len(comparison.of("conflict"))),
            (_("With something to mend"), len(comparison.of("wrong"))),
            (_("Not taken"), len(comparison.of("refused")) + len(comparison.problems)),
            (_("As they are"), len(comparison.of("unchanged"))),
        ],
        "crumbs": _crumbs(),
    }


def _told(problem: dict[str, Any]) -> dict[str, Any]:
    place = f"{problem['column']}{problem['line']}" if problem["column"] else str(problem["line"] or "")
    return problem | {"place": place, "words": message(problem["code"], problem["params"])}


def _done(brought: Return) -> dict[str, Any]:
    references = {row["assignment"]: row["reference"] for row in brought.handout.rows}
    saved = [(references[one], one, what["state"]) for one, what in brought.applied.items()]
    return {
        "brought": brought,
        "drafts": [(reference, one) for reference, one, state in saved if state in (UpdateState.DRAFT, UpdateState.RETURNED)],
        "submitted": [(reference, one) for reference, one, state in saved if state not in (UpdateState.DRAFT, UpdateState.RETURNED)],
        "crumbs": _crumbs(),
    }


def _what_was_done(brought: Return) -> str:
    done = _done(brought)
    drafts, submitted = len(done["drafts"]), len(done["submitted"])
    saved = ngettext("%(count)d draft was saved.", "%(count)d drafts were saved.", drafts) % {"count": drafts}
    if not submitted:
        return saved
    handed = ngettext("%(count)d update was submitted.", "%(count)d updates were submitted.", submitted) % {"count": submitted}
    return f"{handed} {saved}" if drafts else handed
