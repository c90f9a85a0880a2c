"""What assignments make due, for reminders and "my work"; and that a fetched export waits."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from ministries.models import Institution
from ministries.queries import Chains, owed_by
from nmirf.accounts.models import Role, User
from nmirf.notifications.due import DueItem, Span
from nmirf.notifications.models import Message
from nmirf.notifications.operations import queue_message
from recommendations.enums import AssignmentResponse, Decision
from recommendations.models import Action, Assignment, Extension, ImportBatch, Indicator
from recommendations.queries.assignments import responsible

NAMED = ("recommendation__document__mechanism", "institution")  # what an assignment's title says
LONG = ("recommendation__text", "recommendation__source", "recommendation__search")  # and what it doesn't


def due_assignments(span: Span) -> Iterator[DueItem]:
    """Assignments due in the span whose institution has not answered; what it declined waits for the secretariat."""
    due = Assignment.objects.unanswered().filter(due_on__range=span.days).exclude(response=AssignmentResponse.DECLINED)
    open_ = list(owed_by(due, span.reader).select_related(*NAMED).defer(*LONG).order_by("due_on", "pk"))
    chains = Chains({a.institution_id for a in open_}, span.today)
    for assignment in open_:
        yield DueItem(
            kind="assignment",
            thing=f"assignment:{assignment.public_id}",
            chain=chains.of(assignment.institution_id, assignment.post_id),
            due_on=assignment.due_on,  # type: ignore[arg-type] # it is in the range
            words=partial(_update_on, assignment),
            address=_address(assignment),
            is_public=True,
        )


def due_answers(span: Span) -> Iterator[DueItem]:
    """Assignments that nobody accepted or declined, `ANSWER_DAYS` after they were given; an update handed in says it too."""
    zone, days = timezone.get_current_timezone(), timedelta(days=settings.ANSWER_DAYS)
    first, last = (datetime.combine(day - days, time(), zone) for day in (span.first, span.last + timedelta(days=1)))
    waiting = Assignment.objects.unanswered().filter(response=AssignmentResponse.WAITING, assigned_at__gte=first, assigned_at__lt=last)
    open_ = list(owed_by(waiting, span.reader).select_related(*NAMED).defer(*LONG).order_by("assigned_at", "pk"))
    chains = Chains({a.institution_id for a in open_}, span.today)
    for assignment in open_:
        yield DueItem(
            kind="answer",
            thing=f"answer:{assignment.public_id}",
            chain=chains.of(assignment.institution_id, assignment.post_id),
            due_on=timezone.localdate(assignment.assigned_at) + days,
            words=partial(_accept_or_decline, assignment),
            address=reverse("assignment", args=[assignment.public_id]),
            is_public=True,
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
            words=partial(_action, action),
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
            words=partial(_value, indicator),
            address=reverse("indicator", args=[indicator.public_id]),
        )


def _update_on(assignment: Assignment) -> str:
    return _("Update on %(recommendation)s for %(institution)s") % {
        "recommendation": assignment.recommendation.reference,
        "institution": assignment.institution.short_name,
    }


def _accept_or_decline(assignment: Assignment) -> str:
    names = {"reference": assignment.recommendation.reference, "institution": assignment.institution.short_name}
    return _("Accept or decline: %(reference)s for %(institution)s") % names


def _action(action: Action) -> str:
    return _("Action: %(title)s") % {"title": action.title}


def _value(indicator: Indicator) -> str:
    return _("Value of the indicator: %(title)s") % {"title": indicator.title}


def _address(assignment: Assignment) -> str:
    return reverse("recommendation", args=[assignment.recommendation.public_id])


def tell_asked(*, by: User, extension: Extension) -> None:
    """The secretariat: an institution asks for more time."""
    subject = gettext_lazy("%(institution)s asks for more time: %(recommendation)s")
    text = gettext_lazy("%(institution)s asks for more time for %(recommendation)s. Read why, and agree or refuse.")
    _tell(by, _secretariat(by), extension.assignment, subject, text, gettext_lazy("The secretariat decides about due dates."))


def tell_decided(*, by: User, extension: Extension) -> None:
    """Who asked, or else those who answer for the assignment: what the secretariat said about its due date."""
    is_agreed = extension.decision == Decision.ACCEPTED
    subject = gettext_lazy("Due date changed: %(recommendation)s") if is_agreed else gettext_lazy("Due date stays: %(recommendation)s")
    agreed = gettext_lazy("The secretariat gave %(institution)s more time for %(recommendation)s.")
    refused = gettext_lazy("The secretariat did not agree to more time for %(recommendation)s. Its due date stays. Read why on the page.")
    asked = extension.asked_by
    readers = [asked] if asked != by and asked.is_active else responsible(extension.assignment)
    _tell(by, readers, extension.assignment, subject, agreed if is_agreed else refused, gettext_lazy("Your institution answers for it."))


def tell_declined(*, by: User, assignment: Assignment) -> None:
    """The secretariat: an institution says that something is not for it."""
    subject = gettext_lazy("%(institution)s declined: %(recommendation)s")
    text = gettext_lazy("%(institution)s declined %(recommendation)s. Read why, then keep it there or give it to another institution.")
    _tell(by, _secretariat(by), assignment, subject, text, gettext_lazy("The secretariat decides about assignments."))


def tell_kept(*, by: User, assignment: Assignment, note: str) -> None:
    subject = gettext_lazy("It stays with your institution: %(recommendation)s")
    text = gettext_lazy("The secretariat decided that %(recommendation)s stays with %(institution)s. It wrote: %(note)s")
    _tell(by, _decliners(assignment), assignment, subject, text, gettext_lazy("Your institution had declined it."), note=note)


def tell_moved(*, by: User, assignment: Assignment, institution: Institution) -> None:
    subject = gettext_lazy("No longer with your institution: %(recommendation)s")
    text = gettext_lazy("The secretariat gave %(recommendation)s, which %(institution)s had declined, to %(other)s.")
    _tell(by, _decliners(assignment), assignment, subject, text, gettext_lazy("Your institution had declined it."), other=institution.name)


def _decliners(assignment: Assignment) -> list[User]:
    who = assignment.responded_by
    return [who] if who and who.is_active else responsible(assignment)


def _secretariat(by: User) -> list[User]:
    return [user for user in User.objects.secretariat() if user != by]


def _tell(by: User, readers: list[User], assignment: Assignment, subject: Any, text: Any, reason: Any, **more: str) -> None:
    """Each in their own language, with the address of the assignment's page, or its recommendation's once it is no more."""
    address = settings.NMIRF_URL + (_address(assignment) if "other" in more else reverse("assignment", args=[assignment.public_id]))
    words = {"institution": assignment.institution.name, "recommendation": assignment.recommendation.reference, **more}
    for user in readers:
        with override(user.language):
            body = f"{text % words}\n\n{address}\n"
            queue_message(by=by, kind=Message.Kind.REVIEW, user=user, subject=subject % words, text=body, reason=str(reason))


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
