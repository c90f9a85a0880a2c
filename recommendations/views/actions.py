"""What institutions undertake to do: the list, an action, and writing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ministries.permissions import is_focal_point
from nmirf.accounts.guards import only, require
from nmirf.accounts.permissions import is_secretariat
from nmirf.accounts.requests import SignedInRequest
from recommendations.forms.actions import ActionFilterForm, ActionForm, ActionStatusForm
from recommendations.models import Action, Framework, Recommendation
from recommendations.operations.actions import (
    add_recommendations,
    change_action,
    delete_draft_action,
    publish_action,
    remove_recommendation,
    set_action_status,
    write_action,
)
from recommendations.permissions import can_write_action, can_write_actions
from recommendations.queries.actions import found_actions, open_to, to_choose, to_implement, with_groups, with_neighbours
from recommendations.views.register import PAGE
from recommendations.views.selection import Selection, attempt, counted


def plans(request: SignedInRequest) -> HttpResponse:
    """All actions one may see, narrowed by what they take, their status, institution and plan."""
    page = Paginator(found_actions(request, request.GET), PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "page": page,
        "count": ngettext("%(count)d action", "%(count)d actions", count) % {"count": count},
        "form": ActionFilterForm(request.GET or None, user=request.user),
        "query": request.GET.urlencode(),
        "frameworks": Framework.objects.filter(is_active=True).order_by("title"),
        "has_mine": is_focal_point(request.user),
        "can_write": can_write_actions(request.user),
    }
    return render(request, "recommendations/plans/plans.html", context)


def action(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = _action(request, public_id)
    context = {
        "action": one,
        "indicators": one.indicators.order_by("title"),
        "can_write": can_write_action(request.user, one),
        "crumbs": _crumbs(),
    }
    return render(request, "recommendations/plans/action.html", context)


@only(can_write_actions)
def action_new(request: SignedInRequest) -> HttpResponse:
    """`?chosen=` names recommendations that it serves; `?alike=1` adds all that ask the same as those."""
    selection = Selection.of(request)
    sent = request.POST or request.GET
    chosen = selection.recommendations(request.user) if selection.chosen or selection.everything else Recommendation.objects.none()
    rows = with_groups(chosen) if "alike" in sent else chosen
    form = ActionForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        made = attempt(form, lambda: write_action(by=request.user, recommendations=rows, is_draft="publish" not in request.POST, **given))
        if made:
            messages.success(request, _("The action was saved."))
            return redirect("action", made.public_id)
    context = {"title": _("New action"), "form": form, "selection": selection, "alike": "alike" in sent, "crumbs": _crumbs()}
    count = rows.count()
    return render(request, "recommendations/plans/action_form.html", context | {"lead": counted(count) if count else "", "is_new": True})


def action_edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = _writable(request, public_id)
    form = ActionForm(request.POST or None, user=request.user, action=one)
    if request.method == "POST" and form.is_valid():
        changed = attempt(form, lambda: change_action(by=request.user, action=one, **form.cleaned_data))
        if changed:
            messages.success(request, _("The action was changed."))
            return redirect("action", one.public_id)
    context = {"title": _("Change the action “%(title)s”") % {"title": one.title}, "form": form, "crumbs": _crumbs(one)}
    return render(request, "recommendations/plans/action_form.html", context)


@require_POST
def action_publish(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    publish_action(by=request.user, action=_writable(request, public_id))
    messages.success(request, _("Everybody who signs in sees the action now."))
    return redirect("action", public_id)


def action_status(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """How far it is; or that it is done, or dropped and why."""
    one = _writable(request, public_id)
    form = ActionStatusForm(request.POST or None, initial={"status": one.status, "on": one.ended_on, "outcome": one.outcome})
    if request.method == "POST" and form.is_valid():
        changed = attempt(form, lambda: set_action_status(by=request.user, action=one, **form.cleaned_data))
        if changed:
            messages.success(request, _("“%(title)s”: %(status)s.") % {"title": changed.title, "status": changed.get_status_display()})
            return redirect("action", one.public_id)
    context = {"title": _("How far is “%(title)s”?") % {"title": one.title}, "form": form, "action": _("Save"), "crumbs": _crumbs(one)}
    return render(request, "recommendations/form.html", context)


@require_POST
def action_delete(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Drafts only."""
    delete_draft_action(by=request.user, action=_writable(request, public_id))
    messages.success(request, _("The draft was deleted."))
    return redirect("plans")


def action_recommendations(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Finds among what is assigned to the institution, by reference or words, and adds what was chosen."""
    one = _writable(request, public_id)
    words = request.GET.get("q", "").strip()
    if request.method == "POST":
        rows: QuerySet[Recommendation] = Selection.of(request).recommendations(request.user)
        added = add_recommendations(by=request.user, action=one, recommendations=with_groups(rows) if "alike" in request.POST else rows)
        words_done = ngettext("%(count)d recommendation was added.", "%(count)d recommendations were added.", added)
        messages.success(request, words_done % {"count": added})
        return redirect("action", one.public_id)
    is_all = is_secretariat(request.user)
    rows = (to_implement() if is_all else open_to(one.institution)).exclude(pk__in=one.recommendations.values("pk"))
    lead = _("What is assigned to %(institution)s, and what asks the same, that it does not serve yet.") % {"institution": one.institution}
    context = {
        "title": _("Which recommendations does “%(title)s” serve?") % {"title": one.title},
        "lead": _("All recommendations to the State that it does not serve yet.") if is_all else lead,
        "page": Paginator(to_choose(rows, words), PAGE).get_page(request.GET.get("page")),
        "words": words,
        "crumbs": _crumbs(one),
    }
    return render(request, "recommendations/plans/choose.html", context)


@require_POST
def action_recommendation_remove(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = _writable(request, public_id)
    for recommendation in Selection.of(request).recommendations(request.user):
        remove_recommendation(by=request.user, action=one, recommendation=recommendation)
        messages.success(request, _("The action no longer serves %(recommendation)s.") % {"recommendation": recommendation.reference})
    return redirect("action", one.public_id)


def _action(request: SignedInRequest, public_id: UUID) -> Action:
    return get_object_or_404(with_neighbours(Action.objects.visible_to(request.user)), public_id=public_id)


def _writable(request: SignedInRequest, public_id: UUID) -> Action:
    one = get_object_or_404(Action.objects.visible_to(request.user).select_related("institution", "post"), public_id=public_id)
    require(can_write_action(request.user, one))
    return one


def _crumbs(one: Action | None = None) -> list[tuple[str, Any]]:
    crumbs = [(_("Implementation plans"), reverse("plans"))]
    return [*crumbs, (one.title, reverse("action", args=[one.public_id]))] if one else crumbs
