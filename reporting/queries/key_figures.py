"""The few numbers at the top of the start page, by what a person is here for; each leads to the list it counts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ministries.permissions import affiliations, is_focal_point
from nmirf.accounts.permissions import is_secretariat
from recommendations.models import Assignment
from reporting.queries.updates import review_queue, to_write

SOON = 30


@dataclass(frozen=True, slots=True)
class KeyFigure:
    count: int
    words: str
    address: str
    is_late: bool = False


def key_figures(user: Any) -> list[KeyFigure]:
    """A focal point's are of the own institutions, everybody else's of all."""
    given = Assignment.objects.all()
    whose = {}
    if is_focal_point(user):
        given, whose = given.filter(institution__in=affiliations(user).ids), {"mine": "true"}
    before = timezone.localdate() + timedelta(days=SOON + 1)
    soon = given.unanswered().filter(due_on__gte=timezone.localdate(), due_on__lt=before)
    late = given.overdue().count()

    def listed(**filters: str) -> str:
        return f"{reverse('assignments')}?{urlencode(whose | filters)}"

    figures = [
        KeyFigure(late, _("Overdue assignments"), listed(overdue="true"), is_late=bool(late)),
        KeyFigure(
            soon.count(), _("Due within %(days)d days") % {"days": SOON}, listed(answered="false", overdue="false", due_before=before.isoformat())
        ),
    ]
    if is_secretariat(user):
        return [KeyFigure(review_queue().count(), _("Waiting for review"), f"{reverse('updates')}?state=submitted"), *figures]
    if is_focal_point(user):
        return [KeyFigure(to_write(user).count(), _("Updates to write"), f"{reverse('updates')}?state=to_write"), *figures]
    return figures
