from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from nmirf.accounts.permissions import is_administrator
from nmirf.accounts.requests import SignedInRequest
from reporting.permissions import can_see_obligations
from reporting.queries.dashboard import summary
from reporting.queries.key_figures import key_figures
from reporting.queries.obligations import open_obligations

NEXT_OBLIGATIONS = 5


def home(request: SignedInRequest) -> HttpResponse:
    """The start page: what waits for me, then where things stand by status; the other figures are in Insight."""
    obligations = open_obligations()[:NEXT_OBLIGATIONS] if can_see_obligations(request.user) else []
    context = {
        "dashboard": summary(),
        "figures": key_figures(request.user),
        "obligations": obligations,
        "today": timezone.localdate(),
        "can_import": is_administrator(request.user),
    }
    return render(request, "reporting/home.html", context)
