from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ministries.models import Institution
from nmirf.accounts.guards import only, require
from nmirf.accounts.requests import SignedInRequest
from nmirf.common.errors import Refused
from recommendations.models import Assignment
from reporting.enums import UpdateState
from reporting.forms.updates import ClearanceForm, ReviewForm, UpdateForm
from reporting.models import Round, Update
from reporting.operations.updates import approve_update, clear_update, hold_back, send_back, write_update
from reporting.permissions import can_clear, can_list_updates, can_review, can_use_workbooks, can_write_update
from reporting.queries import updates as queries
from reporting.queries.comparing import compared
from reporting.queries.rounds import open_round
from reporting.workflow import EDITABLE

PAGE = 50
BESIDE = 12  # of the queue, beside the one under review


@only(can_list_updates)
def updates(request: SignedInRequest) -> HttpResponse:
    """A ministry's own answers, or the secretariat's queue, by state; of one institution where the address names it."""
    institution = Institution.objects.filter(slug=request.GET.get("institution", "")).first()
    counts = queries.counts(request.user, institution.slug if institution else "")
    wanted = request.GET.get("state", "")
    state = wanted if wanted in counts else next((tab for tab, number in counts.items() if number), next(iter(counts)))
    rows: Any = queries.to_write(request.user) if state == queries.TO_WRITE else queries.in_state(request.user, state)
    if institution:
        rows = rows.filter(institution=institution) if state == queries.TO_WRITE else rows.filter(assignment__institution=institution)
    return render(
        request,
        "reporting/updates.html",
        {
            "institution": institution,
            "tabs": [(tab, queries.TITLES[tab], number) for tab, number in counts.items()],
            "state": state,
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "is_reviewer": can_review(request.user),
            "has_workbooks": can_use_workbooks(request.user),
        },
    )


def update_write(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Write, save and submit on one page. One assignment has one open answer, whoever of the institution began it."""
    assignments = Assignment.objects.visible_to(request.user).select_related("institution", "recommendation__document__mechanism")
    assignment = get_object_or_404(assignments, public_id=public_id)
    require(can_write_update(request.user, assignment))
    if request.method == "POST":
        return _save(request, assignment)
    update = queries.open_update(assignment)
    if update and update.state not in EDITABLE:
        return redirect("update", public_id=update.public_id)
    form = UpdateForm(assignment=assignment, update=update, round=_round(assignment, update))
    return _write_page(request, assignment, form, update)


def _round(assignment: Assignment, update: Update | None) -> Round | None:
    """The one it will belong to once it is saved."""
    return open_round(assignment) or (update.round if update else None)


def _save(request: SignedInRequest, assignment: Assignment) -> HttpResponse:
    submit = "submit" in request.POST
    update = queries.open_update(assignment)
    form = UpdateForm(request.POST, request.FILES, assignment=assignment, update=update, round=_round(assignment, update), is_submitted=submit)
    if request.headers.get("X-Autosave"):
        return _autosave(request, assignment, form)
    if not form.is_valid():
        return _write_page(request, assignment, form, queries.open_update(assignment))
    try:
        update = write_update(by=request.user, assignment=assignment, submit=submit, **form.cleaned_data)
    except Refused as refused:  # what was typed stays on the page
        update_now = queries.open_update(assignment)
        form.add_error(None, str(refused))
        form.read_again(update_now)
        return _write_page(request, assignment, form, update_now, status=409)
    if update.state == UpdateState.CLEARANCE:
        messages.success(request, _("Your update waits for clearance in your institution. Its head gets a mail; then it goes to the secretariat."))
        return redirect("update", public_id=update.public_id)
    if submit:
        messages.success(request, _("Your update was submitted. The secretariat reviews it; you get a mail when it is approved or sent back."))
        return redirect("update", public_id=update.public_id)
    messages.success(request, _("The draft was saved. Only your institution and the secretariat can read it."))
    return redirect("update_write", public_id=assignment.public_id)


def _autosave(request: SignedInRequest, assignment: Assignment, form: UpdateForm) -> JsonResponse:
    """What the page's script posts while somebody writes: the words alone. Answers with `changed_at` and a sentence to show."""
    if not form.is_valid():
        return JsonResponse({"words": _("Not saved yet: something on this page has to be corrected first.")}, status=400)
    try:
        update = write_update(by=request.user, assignment=assignment, **form.cleaned_data | {"evidence": [], "link": "", "remove": None})
    except Refused as refused:
        return JsonResponse({"words": str(refused)}, status=409)
    moment = time_format(timezone.localtime(update.changed_at), "TIME_FORMAT")
    return JsonResponse({"changed_at": update.changed_at.isoformat(), "words": _("Saved at %(time)s") % {"time": moment}})


def _write_page(request: SignedInRequest, assignment: Assignment, form: UpdateForm, update: Update | None, status: int = 200) -> HttpResponse:
    context = {
        "assignment": assignment,
        "recommendation": assignment.recommendation,
        "update": update,
        "evidence": update.evidence.order_by("pk") if update else [],
        "last": (last := queries.last_approved(assignment)),
        "last_answers": queries.answers_of(last),
        "round": (round := _round(assignment, update)),
        "form": form,
        "is_stale": status == 409,
        "crumbs": [(round.title, reverse("round", args=[round.public_id])) if round else (_("Updates"), reverse("updates"))],
    }
    return render(request, "reporting/update_write.html", context, status=status)


def update(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return _review_page(request, _visible(request, public_id), ReviewForm())


@require_POST
def update_review(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Approve or send back, then on to the next of the queue."""
    chosen = _visible(request, public_id)
    require(can_review(request.user))
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _review_page(request, chosen, form)
    following = queries.next_to_review(chosen)
    if form.cleaned_data["decision"] == "send_back":
        send_back(by=request.user, update=chosen, reason=form.cleaned_data["reason"])
        messages.success(request, _("The update was sent back to %(institution)s.") % {"institution": chosen.assignment.institution})
    else:
        approve_update(by=request.user, update=chosen)
        messages.success(request, _("The update of %(institution)s was approved.") % {"institution": chosen.assignment.institution})
    return redirect("update", public_id=following.public_id) if following else redirect("updates")


@require_POST
def update_clear(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Let it go out to the secretariat, or send it back to its author, then on to the next that waits for clearance."""
    chosen = _visible(request, public_id)
    require(can_clear(request.user, chosen))
    form = ClearanceForm(request.POST)
    if not form.is_valid():
        return _review_page(request, chosen, form)
    if form.cleaned_data["decision"] == "hold_back":
        hold_back(by=request.user, update=chosen, reason=form.cleaned_data["reason"])
        messages.success(request, _("The update was sent back to its author. It has not left your institution."))
    else:
        clear_update(by=request.user, update=chosen)
        messages.success(request, _("The update was cleared. It is with the secretariat now."))
    following = queries.to_clear(request.user).first()
    return redirect("update", public_id=following.public_id) if following else redirect("updates")


def _visible(request: SignedInRequest, public_id: UUID) -> Update:
    return get_object_or_404(queries.with_context(Update.objects.visible_to(request.user)), public_id=public_id)


def _review_page(request: SignedInRequest, chosen: Update, form: ReviewForm | ClearanceForm) -> HttpResponse:
    is_reviewer = can_review(request.user)
    may_clear = chosen.state == UpdateState.CLEARANCE and can_clear(request.user, chosen)
    if may_clear and not form.is_bound:
        form = ClearanceForm()
    last = queries.last_approved(chosen.assignment, before=chosen)
    context = {
        "update": chosen,
        "recommendation": chosen.assignment.recommendation,
        "also": chosen.also_answers.select_related("recommendation__document__mechanism").order_by("pk"),
        "evidence": chosen.evidence.order_by("pk"),
        "last": last,
        "compared": compared(last, chosen) if last else [],
        "answers": queries.answers_of(chosen),
        "form": form,
        "may_clear": may_clear,
        "is_reviewer": is_reviewer,
        "can_decide": is_reviewer and chosen.state == UpdateState.SUBMITTED,
        "can_write": can_write_update(request.user, chosen.assignment) and chosen.state not in (UpdateState.CLEARANCE, UpdateState.SUBMITTED),
        "queue": queries.review_queue()[:BESIDE] if is_reviewer else [],
        "crumbs": [(_("Updates"), reverse("updates"))] if can_list_updates(request.user) else [],
    }
    return render(request, "reporting/update.html", context)
