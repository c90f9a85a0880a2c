"""Recommendations that ask the same: suggested pairs to decide about, and the groups people made."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.enums import ActionCategory
from recommendations.forms.overlaps import GroupForm, IntoGroupForm
from recommendations.models import OverlapGroup, OverlapSuggestion, Recommendation
from recommendations.operations.overlaps import (
    accept_overlap,
    change_group,
    dissolve_group,
    group_recommendations,
    reject_overlap,
    start_finding,
    take_out_of_group,
)
from recommendations.permissions import can_group
from recommendations.queries import overlaps as queries
from recommendations.themes.asks import parts, strength
from recommendations.views.selection import Selection, attempt, nothing_chosen

PAIRS, GROUPS = 20, 50


@only(can_group)
def overlaps(request: SignedInRequest) -> HttpResponse:
    """Suggested pairs side by side, the surest first; `?recommendation=` narrows to those with one."""
    code = request.GET.get("recommendation", "")
    one = Recommendation.objects.visible_to(request.user).filter(public_id=code).first() if _is_uuid(code) else None
    page = Paginator(queries.suggested(request.user, one), PAIRS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pairs": [(row, [_side(row.first, row.words), _side(row.second, row.words)]) for row in page],
        "recommendation": one,
        "group_count": OverlapGroup.objects.count(),
    }
    return render(request, "recommendations/overlaps/suggested.html", context)


@require_POST
@only(can_group)
def overlap_find(request: SignedInRequest) -> HttpResponse:
    return redirect("job", start_finding(by=request.user).public_id)


@require_POST
@only(can_group)
def overlap_decide(request: SignedInRequest) -> HttpResponse:
    """Accepts or rejects one pair, then back to the list."""
    code = request.POST.get("suggestion", "")
    row = get_object_or_404(OverlapSuggestion, pk=code if code.isdecimal() else 0)
    after = Selection.of(request).next if request.POST.get("next") else reverse("overlaps")
    if request.POST.get("decision") == "accept":
        group = accept_overlap(by=request.user, suggestion=row)
        words = _("They ask the same: the group has %(count)d recommendations now.")
        messages.success(request, words % {"count": group.members.count()})
    else:
        reject_overlap(by=request.user, suggestion=row)
        messages.success(request, _("They don’t ask the same. The pair won’t be suggested again."))
    return redirect(after)


def overlap_groups(request: SignedInRequest) -> HttpResponse:
    page = Paginator(queries.groups(request.user), GROUPS).get_page(request.GET.get("page"))
    return render(request, "recommendations/overlaps/groups.html", {"page": page, "can_group": can_group(request.user)})


def overlap(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """A group: its recommendations with position, status and how much each asks."""
    one = get_object_or_404(OverlapGroup, public_id=public_id)
    context = {
        "group": one,
        "sides": [_side(member.recommendation, []) for member in queries.members(request.user, one)],
        "can_group": can_group(request.user),
        "crumbs": [_crumb()],
    }
    return render(request, "recommendations/overlaps/group.html", context)


@only(can_group)
def overlap_edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = get_object_or_404(OverlapGroup, public_id=public_id)
    form = GroupForm(request.POST or None, initial={"note": one.note})
    if request.method == "POST" and form.is_valid():
        change_group(by=request.user, group=one, **form.cleaned_data)
        messages.success(request, _("The group was saved."))
        return redirect("overlap", one.public_id)
    crumbs = [_crumb(), (one.note or _("Overlap group"), reverse("overlap", args=[one.public_id]))]
    return render(request, "common/form_page.html", {"title": _("Say what they ask"), "form": form, "crumbs": crumbs})


@require_POST
@only(can_group)
def overlap_take(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = get_object_or_404(OverlapGroup, public_id=public_id)
    code = request.POST.get("recommendation", "")
    member = get_object_or_404(Recommendation, public_id=code if _is_uuid(code) else None)
    if take_out_of_group(by=request.user, group=one, recommendation=member):
        messages.success(request, _("It was taken out of the group."))
        return redirect("overlap", one.public_id)
    messages.success(request, _("It was taken out. One was left, so the group is gone."))
    return redirect("overlap_groups")


@require_POST
@only(can_group)
def overlap_dissolve(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    dissolve_group(by=request.user, group=get_object_or_404(OverlapGroup, public_id=public_id))
    messages.success(request, _("The group was dissolved. Its recommendations are as they were."))
    return redirect("overlap_groups")


@only(can_group)
def overlap_put(request: SignedInRequest) -> HttpResponse:
    """Asks which group the chosen recommendations go into, then puts them there."""
    selection = Selection.of(request)
    rows = selection.recommendations(request.user)
    if not (count := rows.count()):
        return nothing_chosen(request)
    form = IntoGroupForm(request.POST if "confirm" in request.POST else None)
    ready = form.is_bound and form.is_valid()
    if ready and (group := attempt(form, lambda: group_recommendations(by=request.user, recommendations=rows.order_by(), **form.cleaned_data))):
        messages.success(request, _("The recommendations are in one overlap group."))
        return redirect("overlap", group.public_id)
    context = {"title": _("Say that they ask the same"), "form": form, "action": _("Put them into the group"), **selection.context(count)}
    return render(request, "recommendations/form.html", context)


def _side(recommendation: Recommendation, words: list[str]) -> dict[str, Any]:
    """One recommendation as shown beside another: its text in pieces, and how much it asks."""
    asked = strength(recommendation.text, recommendation.action_category)
    return {
        "recommendation": recommendation,
        "parts": parts(recommendation.text, words),
        "strength": asked,
        "dots": asked and "●" * asked + "○" * (5 - asked),
        "strength_label": asked and ActionCategory(asked).label,
        "is_guessed": not recommendation.action_category,
    }


def _crumb() -> tuple[str, str]:
    return _("Overlap groups"), reverse("overlap_groups")


def _is_uuid(code: str) -> bool:
    try:
        UUID(code)
    except ValueError:
        return False
    return True
