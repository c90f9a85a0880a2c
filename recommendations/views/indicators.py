"""What is measured, and its values."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ministries.permissions import is_focal_point
from nmirf.accounts.guards import only, require
from nmirf.accounts.requests import SignedInRequest
from recommendations.forms.indicators import IndicatorFilterForm, IndicatorForm, ValueForm
from recommendations.models import Action, Indicator, IndicatorValue, Recommendation
from recommendations.operations.indicators import (
    Definition,
    Measured,
    add_indicator,
    change_indicator,
    enter_values,
    measure,
    remove_value,
    stop_measuring,
)
from recommendations.permissions import can_bring_values, can_enter_values, can_manage_plans
from recommendations.queries.actions import to_choose, to_implement, with_groups
from recommendations.queries.indicators import entered, found_indicators, series
from recommendations.views.register import PAGE
from recommendations.views.selection import Selection, attempt, counted


def indicators(request: SignedInRequest) -> HttpResponse:
    page = Paginator(found_indicators(request, request.GET), PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "page": page,
        "count": ngettext("%(count)d indicator", "%(count)d indicators", count) % {"count": count},
        "form": IndicatorFilterForm(request.GET or None),
        "query": request.GET.urlencode(),
        "has_mine": is_focal_point(request.user),
        "can_bring": can_bring_values(request.user),
        "can_manage": can_manage_plans(request.user),
    }
    return render(request, "recommendations/indicators/indicators.html", context)


def indicator(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Its definition, its values as a chart with its table, and each value with who entered it."""
    one = _indicator(request, public_id)
    measured = Recommendation.objects.filter(indicators=one).in_order().select_related("document__mechanism").defer("search", "source")
    context = {
        "indicator": one,
        "series": series(one),
        "values": Paginator(entered(one), PAGE).get_page(request.GET.get("page")),
        "recommendations": measured,
        "actions": Action.objects.visible_to(request.user).filter(indicators=one).order_by("title", "pk"),
        "frameworks": one.frameworks.order_by("title"),
        "can_enter": can_enter_values(request.user, one),
        "can_manage": can_manage_plans(request.user),
        "crumbs": _crumbs(),
    }
    return render(request, "recommendations/indicators/indicator.html", context)


@only(can_manage_plans)
def indicator_new(request: SignedInRequest) -> HttpResponse:
    """`?chosen=` names recommendations that it measures."""
    selection = Selection.of(request)
    rows = selection.recommendations(request.user) if selection.chosen else Recommendation.objects.none()
    form = IndicatorForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: add_indicator(by=request.user, said=Definition(**form.cleaned_data), recommendations=rows))
        if made:
            messages.success(request, _("The indicator was added."))
            return redirect("indicator", made.public_id)
    count = rows.count()
    context = {"title": _("New indicator"), "form": form, "selection": selection, "lead": counted(count) if count else "", "crumbs": _crumbs()}
    return render(request, "recommendations/form.html", context | {"action": _("Add the indicator")})


@only(can_manage_plans)
def indicator_edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = _indicator(request, public_id)
    form = IndicatorForm(request.POST or None, user=request.user, indicator=one)
    if request.method == "POST" and form.is_valid():
        changed = attempt(form, lambda: change_indicator(by=request.user, indicator=one, said=Definition(**form.cleaned_data)))
        if changed:
            messages.success(request, _("The indicator was changed."))
            return redirect("indicator", one.public_id)
    title = _("Change the indicator “%(title)s”") % {"title": one.title}
    return render(request, "recommendations/form.html", {"title": title, "form": form, "action": _("Save"), "crumbs": _crumbs(one)})


def indicator_value(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Enter one value, or correct it."""
    one = _indicator(request, public_id)
    require(can_enter_values(request.user, one))
    form = ValueForm(request.POST or None, initial={"source": one.source})
    if request.method == "POST" and form.is_valid():
        following, given = form.cleaned_data["next_value_on"], {name: form.cleaned_data[name] for name in Measured.__slots__}
        done = attempt(form, lambda: [enter_values(by=request.user, indicator=one, values=[Measured(**given)], next_value_on=following)])
        if done:
            messages.success(request, _("The value was entered.") if done[0] else _("That value was there already; nothing changed."))
            return redirect("indicator", one.public_id)
    context = {
        "title": _("Enter a value of “%(title)s”") % {"title": one.title},
        "lead": _("Unit: %(unit)s") % {"unit": one.unit},
        "form": form,
        "action": _("Enter it"),
    }
    return render(request, "recommendations/form.html", context | {"crumbs": _crumbs(one)})


@require_POST
def indicator_value_remove(request: SignedInRequest, public_id: UUID, value: UUID) -> HttpResponse:
    one = get_object_or_404(IndicatorValue.objects.select_related("indicator"), indicator__public_id=public_id, public_id=value)
    remove_value(by=request.user, value=one)
    messages.success(request, _("The value was removed."))
    return redirect("indicator", public_id)


@only(can_manage_plans)
def indicator_recommendations(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Finds recommendations by reference or words, and adds what was chosen."""
    one = _indicator(request, public_id)
    words = request.GET.get("q", "").strip()
    if request.method == "POST":
        chosen = Selection.of(request).recommendations(request.user)
        added = measure(by=request.user, indicator=one, recommendations=with_groups(chosen) if "alike" in request.POST else chosen)
        done = ngettext("%(count)d recommendation was added.", "%(count)d recommendations were added.", added)
        messages.success(request, done % {"count": added})
        return redirect("indicator", one.public_id)
    rows = to_choose(to_implement().exclude(pk__in=one.recommendations.values("pk")), words)
    context = {
        "title": _("Which recommendations does “%(title)s” measure?") % {"title": one.title},
        "lead": _("All recommendations to the State that it does not measure yet."),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "words": words,
        "crumbs": _crumbs(one),
    }
    return render(request, "recommendations/plans/choose.html", context)


@require_POST
@only(can_manage_plans)
def indicator_recommendation_remove(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = _indicator(request, public_id)
    for recommendation in Selection.of(request).recommendations(request.user):
        stop_measuring(by=request.user, indicator=one, recommendation=recommendation)
        messages.success(request, _("The indicator no longer measures %(recommendation)s.") % {"recommendation": recommendation.reference})
    return redirect("indicator", one.public_id)


def _indicator(request: SignedInRequest, public_id: UUID) -> Indicator:
    return get_object_or_404(Indicator.objects.visible_to(request.user).select_related("provider", "provider_post"), public_id=public_id)


def _crumbs(one: Indicator | None = None) -> list[tuple[str, Any]]:
    crumbs = [(_("Indicators"), reverse("indicators"))]
    return [*crumbs, (one.title, reverse("indicator", args=[one.public_id]))] if one else crumbs
