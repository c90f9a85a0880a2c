from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nmirf.accounts.guards import only
from nmirf.accounts.permissions import is_staff
from nmirf.audit import queries
from nmirf.audit.forms import HistoryFilter


@only(is_staff)
def history(request: HttpRequest) -> HttpResponse:
    """Who changed what, newest first."""
    form = HistoryFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    context = {"form": form, "is_filtered": any(chosen.values())}
    if chosen.get("operation") == queries.OUTSIDE:
        return render(request, "audit/history.html", context | {"entries": queries.outside(), "is_outside": True})
    page = Paginator(queries.contexts(**chosen), 50).get_page(request.GET.get("page"))
    return render(request, "audit/history.html", context | {"page": page, "entries": queries.entries(page)})
