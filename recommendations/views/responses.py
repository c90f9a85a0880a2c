"""What institutions and the secretariat say to each other about one assignment."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nmirf.accounts.guards import only, require
from nmirf.accounts.requests import SignedInRequest
from recommendations.enums import AssignmentResponse, Decision
from recommendations.forms.assignments import DeclineForm, ExtensionForm, KeepForm, MoveForm, PostForm
from recommendations.models import Assignment, Extension
from recommendations.operations.due import ask_extension, decide_extension, extend
from recommendations.operations.responses import accept_assignment, choose_post, decline_assignment, give_to_another, keep_assignment
from recommendations.permissions import can_answer, can_assign
from recommendations.queries.assignments import responsible
from recommendations.views.selection import attempt
from recommendations.workflow import allows


def one_assignment(request: SignedInRequest, public_id: UUID) -> Assignment:
    rows = Assignment.objects.visible_to(request.user).with_first_due()
    related = ("institution", "post", "proposal", "responded_by", "decided_by", "assigned_by", "recommendation__document__mechanism")
    return get_object_or_404(rows.select_related(*related), public_id=public_id)


def page_of(request: SignedInRequest, one: Assignment) -> dict[str, Any]:
    """What templates/recommendations/assignment.html draws."""
    moved = list(one.extensions.select_related("asked_by", "decided_by").order_by("asked_at", "pk"))
    is_mine, assigns, is_open = can_answer(request.user, one), can_assign(request.user), one.answered_at is None
    return {
        "assignment": one,
        "crumbs": _crumbs(one),
        "people": responsible(one),
        "moved": moved,
        "asked": next((extension for extension in moved if extension.decision == Decision.OPEN), None),
        "can_assign": assigns,
        "can_accept": is_mine and allows(one.response, AssignmentResponse.ACCEPTED),
        "can_decline": is_mine and is_open and allows(one.response, AssignmentResponse.DECLINED),
        "can_decide": assigns and one.response == AssignmentResponse.DECLINED,
        "can_choose_post": is_mine or assigns,
        "can_extend": (is_mine or assigns) and is_open and one.due_on is not None,
    }


@require_POST
def assignment_accept(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = one_assignment(request, public_id)
    accept_assignment(by=request.user, assignment=one)
    messages.success(request, _("Your institution has accepted it. Say now which post answers."))
    return redirect("assignment", public_id)


def assignment_decline(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = one_assignment(request, public_id)
    require(can_answer(request.user, one))
    form = DeclineForm(request.POST or None, institution=one.institution)
    said = _("It is declined. The secretariat was told and decides.")
    return _asked(request, one, form, decline_assignment, said, title=_("Decline"), button=_("Decline"))


@only(can_assign)
def assignment_keep(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    said = _("It stays where it is. Whoever declined it was told.")
    one = one_assignment(request, public_id)
    title = _("Keep it with %(institution)s") % {"institution": one.institution}
    return _asked(request, one, KeepForm(request.POST or None), keep_assignment, said, title=title, button=_("Keep it there"))


@only(can_assign)
def assignment_move(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The answer leads to the new assignment; the old one is no more."""
    one = one_assignment(request, public_id)
    form = MoveForm(request.POST or None, assignment=one)
    said = _("It was given to the other institution. Whoever declined it was told.")
    return _asked(request, one, form, give_to_another, said, title=_("Give it to another institution"), button=_("Give it"))


def assignment_post(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = one_assignment(request, public_id)
    require(can_answer(request.user, one) or can_assign(request.user))
    form = PostForm(request.POST or None, assignment=one)
    return _asked(request, one, form, choose_post, _("The post was saved."), title=_("Which post answers?"), button=_("Save"))


def assignment_extend(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The institution asks for more time; the secretariat gives it."""
    one, gives = one_assignment(request, public_id), can_assign(request.user)
    require(gives or can_answer(request.user, one))
    form = ExtensionForm(request.POST or None)
    said = _("The due date was moved.") if gives else _("The secretariat was asked for more time.")
    title = _("Give more time") if gives else _("Ask for more time")
    return _asked(request, one, form, extend if gives else ask_extension, said, title=title, button=title)


@require_POST
@only(can_assign)
def extension_decide(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    asked = get_object_or_404(Extension.objects.select_related("assignment"), public_id=public_id)
    is_agreed = request.POST.get("decision") == "agree"
    decide_extension(by=request.user, extension=asked, agree=is_agreed, note=request.POST.get("note", "")[:2000])
    messages.success(request, _("The due date was moved.") if is_agreed else _("The due date stays. Whoever asked was told."))
    return redirect("assignment", asked.assignment.public_id)


def _asked(
    request: SignedInRequest, one: Assignment, form: forms.Form, run: Callable[..., Any], said: str, *, title: str, button: str
) -> HttpResponse:
    """A page with one question about one assignment; `run` is the operation that takes the form's answers."""
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and (done := attempt(form, lambda: run(by=request.user, assignment=one, **form.cleaned_data))):
        messages.success(request, said)
        return redirect("assignment", (done if isinstance(done, Assignment) else one).public_id)
    crumbs = [*_crumbs(one), (one.institution.short_name, reverse("assignment", args=[one.public_id]))]
    lead = f"{one.institution}: {one.recommendation.reference}"
    return render(request, "recommendations/form.html", {"title": title, "lead": lead, "form": form, "action": button, "crumbs": crumbs})


def _crumbs(one: Assignment) -> list[tuple[str, str]]:
    recommendation = reverse("recommendation", args=[one.recommendation.public_id])
    return [(_("Recommendations"), reverse("recommendations")), (one.recommendation.reference, recommendation)]
