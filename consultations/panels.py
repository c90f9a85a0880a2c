"""What this app shows on the pages of the apps below it, and what it counts as due."""

from django.http import HttpRequest

from consultations.forms import ContributionForm
from consultations.models import Contribution
from consultations.permissions import bodies, can_reply
from consultations.queries import contributions_for, replies_lately, waiting_for
from nmirf.accounts.models import User
from nmirf.common.panels import Panel
from recommendations.models import Recommendation

SHORT = 5  # lines of a panel; its link leads to all


def on_recommendation(request: HttpRequest, recommendation: Recommendation) -> Panel:
    """Comments of the NHRI and civil society with the State's replies; the form for those who may comment."""
    speaks_for = bodies(request.user)
    return "consultations/panel_recommendation.html", {
        "contributions": list(contributions_for(request.user).filter(recommendation=recommendation)),
        "form": ContributionForm(speaks_for=speaks_for) if speaks_for else None,
        "may_reply": can_reply(request.user),
        "bodies": speaks_for,
    }


def on_home(request: HttpRequest, user: User) -> Panel | None:
    """What waits: for a body outside, open consultations and fresh replies; for the secretariat, what has no reply."""
    if can_reply(user):
        waiting = contributions_for(user).filter(pk__in=Contribution.objects.unanswered().values("pk"))
        return "consultations/panel_home_secretariat.html", {"count": waiting.count(), "contributions": list(waiting[:SHORT])}
    if bodies(user):
        return "consultations/panel_home_body.html", {"consultations": list(waiting_for(user)[:SHORT]), "replies": list(replies_lately(user)[:SHORT])}
    return None
