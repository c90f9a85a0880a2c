"""What assignments make due, for reminders and "my work"; and that a fetched export waits."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ministries.queries import Chains, owed_by
from nmirf.accounts.models import Role, User
from nmirf.notifications.due import DueItem, Span
from nmirf.notifications.models import Message
from nmirf.notifications.operations import queue_message
from recommendations.enums import AssignmentResponse
from recommendations.models import Action, Assignment, ImportBatch, Indicator

NAMED = ("recommendation__document__mechanism", "institution")  # what an assignment's title says


def due_assignments(span: Span) -> Iterator[DueItem]:
    """Assignments due in the span whose institution has not answered; what it declined waits for the secretariat."""
    due = Assignment.objects.unanswered().filter(due_on__range=span.days).exclude(response=AssignmentResponse.DECLINED)
    open_ = list(owed_by(due, span.reader).select_related(*NAMED).order_by("due_on", "pk"))
    chains = Chains({a.institution_id for a in open_}, span.today)
    for assignment in open_:
        yield DueItem(
            kind="assignment",
            thing=f"assignment:{assignment.public_id}",
            chain=chains.of(assignment.institution_id, assignment.post_id),
            due_on=assignment.due_on,  # type: ignore[arg-type] # it is in the range
            title=(title := _title(assignment)),
            address=_address(assignment),
            public_title=title,
        )


def due_answers(span: Span) -> Iterator[DueItem]:
    """Assignments that nobody accepted or declined, `ANSWER_DAYS` after they were given; an update handed in says it too."""
    zone, days = timezone.get_current_timezone(), timedelta(days=settings.ANSWER_DAYS)
    first, last = (datetime.combine(day - days, time(), zone) for day in (span.first, span.last + timedelta(days=1)))
    waiting = Assignment.objects.unanswered().filter(response=AssignmentResponse.WAITING, assigned_at__gte=first, assigned_at__lt=last)
    open_ = list(owed_by(waiting, span.reader).select_related(*NAMED).order_by("assigned_at", "pk"))
    chains = Chains({a.institution_id for a in open_}, span.today)
    for assignment in open_:
        names = {"reference": assignment.recommendation.reference, "institution": assignment.institution.short_name}
        title = _("Accept or decline: %(reference)s for %(institution)s") % names
        yield DueItem(
            kind="answer",
            thing=f"answer:{assignment.public_id}",
            chain=chains.of(assignment.institution_id, assignment.post_id),
            due_on=timezone.localdate(assignment.assigned_at) + days,
            title=title,
            address=_address(assignment),
            public_title=title,
        )


def due_actions(span: Span) -> Iterator[DueItem]:
    """Actions that should have ended in the span, neither done nor dropped, out of draft."""
    due = Action.objects.running().filter(ends_on__range=span.days)
    running = list(owed_by(due, span.reader).order_by("ends_on", "pk"))
    chains = Chains({a.institution_id for a in running}, span.today)
    for action in running:
        yield DueItem(
            kind="action",
            thing=f"action:{action.public_id}",
            chain=chains.of(action.institution_id, action.post_id),
            due_on=action.ends_on,
            title=_("Action: %(title)s") % {"title": action.title},
            address=reverse("action", args=[action.public_id]),
        )


def due_values(span: Span) -> Iterator[DueItem]:
    """Indicators whose next value is expected in the span."""
    due = Indicator.objects.filter(next_value_on__range=span.days)
    found = list(owed_by(due, span.reader, "provider").order_by("next_value_on", "pk"))
    chains = Chains({i.provider_id for i in found}, span.today)
    for indicator in found:
        yield DueItem(
            kind="indicator",
            thing=f"indicator:{indicator.public_id}",
            chain=chains.of(indicator.provider_id, indicator.provider_post_id),
            due_on=indicator.next_value_on,  # type: ignore[arg-type] # it is in the range
            title=_("Value of the indicator: %(title)s") % {"title": indicator.title},
            address=reverse("indicator", args=[indicator.public_id]),
        )


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
