"""What assignments make due, for reminders and "my work"."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from ministries.queries import holders
from nmirf.accounts.models import User
from nmirf.notifications.due import DueItem
from recommendations.models import Assignment


def due_assignments(first: date, last: date) -> Iterator[DueItem]:
    """Assignments due from `first` to `last` whose institution has not answered, one item for each who holds a post there."""
    due = Assignment.objects.unanswered().filter(due_on__range=(first, last))
    open_ = list(due.select_related("recommendation__document__mechanism", "institution").order_by("due_on", "pk"))
    people: dict[int, dict[int, User]] = defaultdict(dict)
    for holding in holders({a.institution_id for a in open_}):
        people[holding.post.institution_id][holding.user_id] = holding.user
    for assignment in open_:
        for user in people[assignment.institution_id].values():
            yield DueItem(f"assignment:{assignment.public_id}", user, assignment.due_on, _title(assignment), _address(assignment))  # type: ignore[arg-type]


def _title(assignment: Assignment) -> str:
    return _("Update on %(recommendation)s for %(institution)s") % {
        "recommendation": assignment.recommendation.reference,
        "institution": assignment.institution.short_name,
    }


def _address(assignment: Assignment) -> str:
    return reverse("recommendation", args=[assignment.recommendation.public_id])
