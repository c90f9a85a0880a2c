from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ministries.models import Institution
from nmirf.accounts.guards import only, require
from nmirf.accounts.requests import SignedInRequest
from recommendations.models import Assignment
from recommendations.queries.exports import EXCEL
from recommendations.queries.filters import is_uuid
from reporting.documents.board import write_board
from reporting.forms.rounds import CandidatesForm, RoundForm
from reporting.models import Round, RoundItem
from reporting.operations import rounds as operations
from reporting.permissions import can_list_rounds, can_manage_rounds, can_see_round_board, can_use_workbooks
from reporting.queries import rounds as queries

PAGE = 50


@only(can_list_rounds)
def rounds(request: SignedInRequest) -> HttpResponse:
    page = Paginator(queries.rounds_for(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "reporting/rounds.html", {"page": page, "may_manage": can_manage_rounds(request.user)})


def round(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The board for those who run the mechanism; for an institution its own list."""
    found = _visible(request, public_id)
    return _board(request, found) if can_see_round_board(request.user) else _list(request, found)


def _board(request: SignedInRequest, found: Round) -> HttpResponse:
    """htmx asks for the inner part every while, as long as the round is open; without JavaScript one loads the page again."""
    lines = queries.board(found)
    context = {
        "round": found,
        "lines": lines,
        "states": queries.FOR_SECRETARIAT.values(),
        "sums": queries.sums(lines),
        "total": sum(line.total for line in lines),
        "missing": sum(line.missing for line in lines),
        "may_manage": can_manage_rounds(request.user),
        "questions": found.questions.order_by("order"),
        "crumbs": _crumbs(),
    }
    inner = request.headers.get("HX-Request") == "true"
    return render(request, "reporting/round_board_table.html" if inner else "reporting/round_board.html", context)


def _list(request: SignedInRequest, found: Round) -> HttpResponse:
    items = queries.items_of(found, request.user)
    counts = queries.state_counts(items)
    state = request.GET.get("state", "")
    context = {
        "round": found,
        "tabs": [(code, title, counts.get(code, 0)) for code, title in queries.FOR_INSTITUTION.items()],
        "state": state if state in queries.FOR_INSTITUTION else "",
        "page": _page(request, items, state, queries.FOR_INSTITUTION),
        "total": sum(counts.values()),
        "done": sum(counts.values()) - sum(counts.get(code, 0) for code in queries.MISSING),
        "begun": counts.get("draft", 0) + counts.get("returned", 0),
        "has_workbooks": found.is_open and can_use_workbooks(request.user),
        "crumbs": _crumbs(),
    }
    return render(request, "reporting/round.html", context)


def _page(request: SignedInRequest, items: Any, state: str, words: dict[str, Any]) -> Any:
    """In the reader's words: each item gets the `title` of its state."""
    page = Paginator(items.filter(state=state) if state in words else items, PAGE).get_page(request.GET.get("page"))
    for item in page:
        item.title = words[item.state]
    return page


@only(can_manage_rounds)
def round_new(request: SignedInRequest) -> HttpResponse:
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = operations.create_round(by=request.user, **form.cleaned_data)
        messages.success(request, _("The round was saved. Nobody else sees it until you open it. Now choose what it asks about."))
        return redirect("round_items", made.public_id)
    return render(request, "common/form_page.html", {"form": form, "title": _("New round"), "crumbs": _crumbs()})


def round_edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = _managed(request, public_id)
    form = RoundForm(request.POST or None, initial=RoundForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        operations.change_round(by=request.user, round=found, **form.cleaned_data)
        messages.success(request, _("The round was saved."))
        return redirect("round", found.public_id)
    return render(request, "common/form_page.html", {"form": form, "title": _("Change the round"), "crumbs": _crumbs(found)})


def round_items(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What the round asks about: by institution and state; and, while it isn't closed, what could be added, with a count before."""
    found = _visible(request, public_id)
    require(can_see_round_board(request.user))
    items = queries.items_of(found, request.user, institution=request.GET.get("of", ""))
    state = request.GET.get("state", "")
    may_change = can_manage_rounds(request.user) and not found.closed_at
    form = CandidatesForm(request.GET if "find" in request.GET else None, initial={"unanswered": True})
    context = {
        "round": found,
        "page": _page(request, items, state, queries.FOR_SECRETARIAT),
        "states": queries.FOR_SECRETARIAT.items(),
        "state": state,
        "of": request.GET.get("of", ""),
        "institutions": Institution.objects.filter(assignments__rounds=found).distinct().order_by("name"),
        "may_change": may_change,
        "form": form,
        "number": queries.candidates(found, **form.cleaned_data).count() if form.is_bound and form.is_valid() else None,
        "crumbs": _crumbs(found),
    }
    return render(request, "reporting/round_items.html", context)


@require_POST
def round_add(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = _managed(request, public_id)
    form = CandidatesForm(request.POST)
    if not form.is_valid():  # a filter nobody understands must not be taken for no filter
        messages.error(request, _("Nothing was added: choose again what the round should ask about."))
        return redirect("round_items", found.public_id)
    number = operations.add_items(by=request.user, round=found, assignments=queries.candidates(found, **form.cleaned_data))
    messages.success(request, ngettext("%(number)d item was added.", "%(number)d items were added.", number) % {"number": number})
    return redirect("round_items", found.public_id)


@require_POST
def round_remove(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = _managed(request, public_id)
    chosen = [code for code in request.POST.getlist("item") if is_uuid(code)]
    assignments = Assignment.objects.filter(round_items__in=RoundItem.objects.filter(round=found, public_id__in=chosen))
    number = operations.remove_items(by=request.user, round=found, assignments=assignments)
    messages.success(request, ngettext("%(number)d item was taken out.", "%(number)d items were taken out.", number) % {"number": number})
    return redirect("round_items", found.public_id)


@require_POST
def round_open(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = operations.start_round(by=request.user, round=_managed(request, public_id))
    messages.success(request, _("The round is open. The focal points it asks get a mail."))
    return redirect("round", found.public_id)


@require_POST
def round_close(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = operations.close_round(by=request.user, round=_managed(request, public_id))
    messages.success(request, _("The round is closed. What was begun can still be submitted."))
    return redirect("round", found.public_id)


@require_POST
def round_remind(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One institution, or with `everybody` all where something is missing."""
    found = _managed(request, public_id)
    institutions = Institution.objects.filter(assignments__rounds=found).distinct()
    if "everybody" not in request.POST:
        institutions = institutions.filter(slug=request.POST.get("institution", ""))
    number = operations.remind_of_round(by=request.user, round=found, institutions=institutions)
    messages.success(request, ngettext("%(number)d person was written to.", "%(number)d people were written to.", number) % {"number": number})
    return redirect("round", found.public_id)


def round_xlsx(request: SignedInRequest, public_id: UUID) -> FileResponse:
    found = _visible(request, public_id)
    require(can_see_round_board(request.user))
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_board(found, queries.board(found), file)
    file.seek(0)
    name = slugify(found.title, allow_unicode=True) or "round"
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=EXCEL)


def round_submit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What is ready, what still lacks something; then one button for all that are ready."""
    found = _visible(request, public_id)
    require(not can_see_round_board(request.user))
    ready, lacking = queries.handing_in(found, request.user)
    if request.method == "POST":
        seen = set(request.POST.getlist("update"))
        number = operations.submit_ready(
            by=request.user, updates=[update for update in ready if f"{update.public_id} {update.changed_at.isoformat()}" in seen]
        )
        if number:
            messages.success(request, ngettext("%(number)d update was submitted.", "%(number)d updates were submitted.", number) % {"number": number})
        else:
            messages.error(request, _("Nothing was submitted: what you saw has changed meanwhile. Look again."))
            return redirect("round_submit", found.public_id)
        return redirect("round", found.public_id)
    return render(request, "reporting/round_submit.html", {"round": found, "ready": ready, "lacking": lacking, "crumbs": _crumbs(found)})


def _visible(request: SignedInRequest, public_id: UUID) -> Round:
    return get_object_or_404(Round.objects.visible_to(request.user), public_id=public_id)


def _managed(request: SignedInRequest, public_id: UUID) -> Round:
    found = _visible(request, public_id)
    require(can_manage_rounds(request.user))
    return found


def _crumbs(found: Round | None = None) -> list[tuple[str, str]]:
    crumbs = [(_("Update rounds"), reverse("rounds"))]
    return [*crumbs, (found.title, reverse("round", args=[found.public_id]))] if found else crumbs
