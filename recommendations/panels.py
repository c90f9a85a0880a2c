"""What the register and its neighbours show in several places."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from ministries.models import Institution
from ministries.permissions import can_manage_institutions
from nmirf.common.panels import Panel
from recommendations.enums import Kind
from recommendations.models import Action, Indicator, OverlapMember, Recommendation
from recommendations.permissions import can_group, can_manage_plans, can_set_mandates, can_suggest, can_write_actions
from recommendations.queries.actions import may_plan
from recommendations.queries.exports import FORMS
from recommendations.queries.indicators import with_latest
from recommendations.queries.overlaps import others, suggested
from recommendations.queries.suggestions import open_suggestions, shown
from recommendations.queries.voices import heard
from recommendations.themes.tokens import places


def export_menu(request: HttpRequest, query: str) -> Panel:
    """The forms in which to take along what a list shows; `query` is its filters."""
    columns = ",".join(request.GET.getlist("columns"))
    return "recommendations/export_menu.html", {"query": query, "columns": columns, "forms": FORMS.values()}


def voices_panel(request: HttpRequest, recommendation: Recommendation) -> Panel | None:
    """What was done, measured, and judged by the government and by others, side by side."""
    if recommendation.kind != Kind.RECOMMENDATION or recommendation.document.state_id != settings.NMIRF_STATE:
        return None
    return "recommendations/voices.html", {"voices": heard(request.user, recommendation)}


def overlaps_panel(request: HttpRequest, recommendation: Recommendation) -> Panel | None:
    """Who else asks the same; for the secretariat also what may."""
    group = can_group(request.user) and recommendation.kind == Kind.RECOMMENDATION
    group = group and Recommendation.objects.ours().filter(pk=recommendation.pk).exists()
    same = others(request.user, recommendation)
    waiting = suggested(request.user, recommendation).count() if group else 0
    if not same and not group:
        return None
    member = OverlapMember.objects.filter(recommendation=recommendation).select_related("group").first()
    context = {"recommendation": recommendation, "others": same, "group": member and member.group, "waiting": waiting, "can_group": group}
    return "recommendations/overlaps/panel.html", context


def plan_panel(request: HttpRequest, recommendation: Recommendation) -> Panel | None:
    """Which actions serve it; those who may plan for it begin here."""
    if recommendation.kind != Kind.RECOMMENDATION:
        return None
    rows = Action.objects.visible_to(request.user).filter(recommendations=recommendation)
    can_plan = can_write_actions(request.user) and may_plan(request.user, recommendation)
    context = {
        "recommendation": recommendation,
        "actions": list(rows.select_related("institution").order_by("ends_on", "title", "pk")),
        "indicators": list(with_latest(Indicator.objects.visible_to(request.user).filter(recommendations=recommendation)).order_by("title", "pk")),
        "can_measure": can_manage_plans(request.user),
        "can_plan": can_plan,
        "is_grouped": can_plan and OverlapMember.objects.filter(recommendation=recommendation).exists(),
    }
    return "recommendations/plans/panel.html", context


def suggestions_panel(request: HttpRequest, recommendation: Recommendation) -> Panel | None:
    """For the secretariat: what is suggested and not decided."""
    opened = list(shown(open_suggestions().filter(recommendation=recommendation))) if can_suggest(request.user) else []
    return ("recommendations/suggestions/panel.html", {"opened": opened}) if opened else None


def highlighted(recommendation: Any) -> SafeString:
    """The text with the words marked that speak for one of its `opened` suggestions."""
    text, last, parts = recommendation.text, 0, []
    for start, end in places(text, [word for suggestion in recommendation.opened for word in suggestion.words]):
        parts += [escape(text[last:start]), format_html("<mark>{}</mark>", text[start:end])]
        last = end
    return mark_safe("".join([*parts, escape(text[last:])]))  # noqa: S308 - every piece is escaped above


def mandates_panel(request: HttpRequest, institution: Institution) -> Panel | None:
    """The themes and goals of an institution of the State."""
    if not institution.is_government:
        return None
    mandates = list(institution.mandates.select_related("term").order_by("term__kind", "term__label"))
    return "recommendations/panel_mandates.html", {"mandates": mandates, "can_set": can_set_mandates(request.user)}


def institutions_panel(request: HttpRequest, nothing: Any) -> Panel | None:
    """The way to bring institutions in from a spreadsheet."""
    return ("recommendations/panel_institutions.html", {}) if can_manage_institutions(request.user) else None
