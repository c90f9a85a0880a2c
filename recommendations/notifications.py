"""What assignments make due, for reminders and "my work"; and that a fetched export waits."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from ministries.queries import holders
from nmirf.accounts.models import Role, User
from nmirf.notifications.due import DueItem
from nmirf.notifications.models import Message
from nmirf.notifications.operations import queue_message
from recommendations.models import Assignment, ImportBatch


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


def tell_waiting(*, by: User, batch: ImportBatch) -> None:
    """Each administrator, in their own language, that a fetched export waits for a decision; not the one who had it fetched."""
    address = settings.NMIRF_URL + reverse("import", args=[batch.public_id])
    for user in User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=by.pk).order_by("pk"):
        with override(user.language):
            text = _(
                "UHRI has published changes: %(new)d new recommendations, %(changed)d changed, %(missing)d no longer there. Nothing was imported."
            )
            text %= {"new": batch.created, "changed": batch.updated, "missing": batch.missing}
            queue_message(
                by=by,
                kind=Message.Kind.REMINDER,
                user=user,
                subject=_("UHRI's export waits for your decision"),
                text=f"{text}\n\n{address}\n",
                reason=_("You are an administrator, and imports wait for one."),
            )
