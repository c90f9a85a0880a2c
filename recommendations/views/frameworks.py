"""Plans and reviews: sets of actions and indicators, each reported once and shown in all it is in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.enums import ActionStatus
from recommendations.forms.actions import FrameworkForm
from recommendations.models import Action, Framework, Indicator
from recommendations.operations.frameworks import add_framework, change_framework
from recommendations.permissions import can_manage_plans
from recommendations.queries.actions import with_neighbours
from recommendations.queries.indicators import with_latest
from recommendations.views.register import PAGE
from recommendations.views.selection import attempt

FIELDS = ("title", "kind", "starts_on", "ends_on", "description", "is_active")


def frameworks(request: SignedInRequest) -> HttpResponse:
    """Those in use first, the newest on top."""
    page = Paginator(Framework.objects.order_by("-is_active", "-starts_on", "title"), PAGE).get_page(request.GET.get("page"))
    seen = Action.objects.visible_to(request.user).filter(frameworks__in=[f.pk for f in page]).order_by()
    counts = {row["frameworks"]: row["n"] for row in seen.values("frameworks").annotate(n=Count("pk"))}
    context = {"page": page, "rows": [(f, counts.get(f.pk, 0)) for f in page], "can_manage": can_manage_plans(request.user), "crumbs": _crumbs()[:1]}
    return render(request, "recommendations/plans/frameworks.html", context)


def framework(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = get_object_or_404(Framework, public_id=public_id)
    rows = Action.objects.visible_to(request.user).filter(frameworks=one)
    counts = dict(rows.order_by().values_list("status").annotate(Count("pk")))
    context = {
        "framework": one,
        "page": Paginator(with_neighbours(rows).order_by("starts_on", "ends_on", "pk"), PAGE).get_page(request.GET.get("page")),
        "indicators": list(with_latest(Indicator.objects.visible_to(request.user).filter(frameworks=one)).order_by("title", "pk")),
        "statuses": [
            (status.label, f"{reverse('plans')}?framework={one.public_id}&status={status}", counts.get(status, 0)) for status in ActionStatus
        ],
        "can_manage": can_manage_plans(request.user),
        "crumbs": _crumbs(),
    }
    return render(request, "recommendations/plans/framework.html", context)


@only(can_manage_plans)
def framework_new(request: SignedInRequest) -> HttpResponse:
    form = FrameworkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: add_framework(by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, _("The plan “%(title)s” was added.") % {"title": made.title})
            return redirect("framework", made.public_id)
    return render(request, "recommendations/form.html", {"title": _("New plan"), "form": form, "action": _("Add the plan"), "crumbs": _crumbs()})


@only(can_manage_plans)
def framework_edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = get_object_or_404(Framework, public_id=public_id)
    form = FrameworkForm(request.POST or None, initial={name: getattr(one, name) for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        changed = attempt(form, lambda: change_framework(by=request.user, framework=one, **form.cleaned_data))
        if changed:
            messages.success(request, _("The plan was changed."))
            return redirect("framework", one.public_id)
    crumbs = [*_crumbs(), (one.title, reverse("framework", args=[one.public_id]))]
    context = {"title": _("Change the plan “%(title)s”") % {"title": one.title}, "form": form, "action": _("Save"), "crumbs": crumbs}
    return render(request, "recommendations/form.html", context)


def _crumbs() -> list[tuple[str, Any]]:
    return [(_("Implementation plans"), reverse("plans")), (_("Plans and reviews"), reverse("frameworks"))]
