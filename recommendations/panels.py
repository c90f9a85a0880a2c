"""What the register and its neighbours show in several places."""

from django.http import HttpRequest

from nmirf.common.panels import Panel
from recommendations.queries.exports import FORMS


def export_menu(request: HttpRequest, query: str) -> Panel:
    """The forms in which to take along what a list shows; `query` is its filters."""
    columns = ",".join(request.GET.getlist("columns"))
    return "recommendations/export_menu.html", {"query": query, "columns": columns, "forms": FORMS.values()}
