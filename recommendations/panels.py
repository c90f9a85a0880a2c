"""What the register and its neighbours show in several places."""

from django.http import HttpRequest

from nmirf.common.panels import Panel
from recommendations.enums import Kind
from recommendations.models import OverlapMember, Recommendation
from recommendations.permissions import can_group
from recommendations.queries.exports import FORMS
from recommendations.queries.overlaps import others, suggested


def export_menu(request: HttpRequest, query: str) -> Panel:
    """The forms in which to take along what a list shows; `query` is its filters."""
    columns = ",".join(request.GET.getlist("columns"))
    return "recommendations/export_menu.html", {"query": query, "columns": columns, "forms": FORMS.values()}


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
