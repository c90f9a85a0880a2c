"""Due dates that move: who asked, why, who agreed. The first date stays to be seen (models/assignment.py, Extension)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations import notifications
from recommendations.enums import Decision
from recommendations.models import Assignment, BulkChange, Extension
from recommendations.permissions import can_answer, can_assign
from recommendations.queries.sets import among, portions


class DueInThePast(Refused):
    """A due date is today or later."""


class NotLater(Refused):
    """An extension gives more time."""


class NothingDue(Refused):
    """Without a due date, or answered already."""


class AskedAlready(Refused):
    """One request at a time."""


class Unsaid(Refused):
    """A reason is missing."""


class DecidedAlready(Refused):
    """Somebody else of the secretariat was quicker."""


def refuse_past(due_on: date | None) -> None:
    if due_on and due_on < timezone.localdate():
        raise DueInThePast(_("The due date has passed already. Choose today or a later day."))


@operation
def ask_extension(*, by: User, assignment: Assignment, after: date, reason: str) -> Extension:
    """The institution asks for more time, saying why; the secretariat gets a mail and decides."""
    require(can_answer(by, assignment))
    locked, before = _fit(assignment, after, reason)
    if Extension.objects.filter(assignment=locked, decision=Decision.OPEN).exists():
        raise AskedAlready(_("More time was asked for already, and the secretariat has not decided. Wait for its answer."))
    asked = Extension.objects.create(assignment=locked, before=before, after=after, reason=reason.strip(), asked_by=by)
    notifications.tell_asked(by=by, extension=asked)
    return asked


@operation
def extend(*, by: User, assignment: Assignment, after: date, reason: str) -> Extension:
    """The secretariat gives more time without being asked, saying why; who was asked by then is told."""
    require(can_assign(by))
    locked, before = _fit(assignment, after, reason)
    Assignment.objects.filter(pk=locked.pk).update(due_on=after)
    record(by=by, before=[(locked.pk, before)], after=after, reason=reason.strip())
    moved = Extension.objects.filter(assignment=locked, decision=Decision.ACCEPTED).order_by("-decided_at", "-pk")[0]
    notifications.tell_decided(by=by, extension=moved)
    return moved


@operation
def decide_extension(*, by: User, extension: Extension, agree: bool, note: str = "") -> Extension:
    """Give the time that was asked for, or refuse it with a word why."""
    require(can_assign(by))
    Assignment.objects.select_for_update(of=("self",)).get(pk=extension.assignment_id)
    asked = Extension.objects.select_for_update(of=("self",)).select_related("assignment__institution", "asked_by").get(pk=extension.pk)
    if asked.decision != Decision.OPEN:
        raise DecidedAlready(_("This was decided already. Nothing was changed."))
    if not agree and not note.strip():
        raise Unsaid(_("Say why you refuse: the institution reads it."))
    if agree:
        refuse_past(asked.after)
        Assignment.objects.filter(pk=asked.assignment_id).update(due_on=asked.after)
    asked.decision, asked.note = Decision.ACCEPTED if agree else Decision.REJECTED, note.strip()
    asked.decided_by, asked.decided_at = by, timezone.now()
    asked.save(update_fields=["decision", "note", "decided_by", "decided_at"])
    notifications.tell_decided(by=by, extension=asked)
    return asked


def _fit(assignment: Assignment, after: date, reason: str) -> tuple[Assignment, date]:
    """The row, locked, with its due date."""
    locked = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if locked.due_on is None or locked.answered_at is not None:
        raise NothingDue(_("There is no open due date to extend."))
    refuse_past(after)
    if after <= locked.due_on:
        raise NotLater(_("It is due on %(day)s. Choose a later day.") % {"day": date_format(locked.due_on)})
    if not reason.strip():
        raise Unsaid(_("Say why more time is needed."))
    return locked, locked.due_on


@operation
def record(*, by: User, before: Iterable[tuple[int, date | None]], after: date | None, reason: str = "", change: BulkChange | None = None) -> None:
    """Write down that due dates moved, inside the operation that moved them; `before` are (assignment, its date until then).

    Where there was no date before, nothing slipped. Requests for more time are decided by it: agreed to where they asked for this day.
    """
    moved = {pk: day for pk, day in before if day is not None and day != after}
    now = timezone.now()
    decided: dict[str, Any] = {"decided_by": by, "decided_at": now}
    asked = Extension.objects.filter(assignment__in=among(moved), decision=Decision.OPEN)
    agreed = set(asked.filter(after=after).values_list("assignment_id", flat=True)) if after else set()
    asked.filter(assignment__in=agreed).update(decision=Decision.ACCEPTED, change=change, **decided)
    asked.update(decision=Decision.REJECTED, note=_("Another due date was set."), **decided)
    same: dict[str, Any] = {
        "after": after,
        "reason": reason,
        "asked_by": by,
        "asked_at": now,
        "decision": Decision.ACCEPTED,
        "change": change,
    } | decided
    for some in portions([pk for pk in moved if pk not in agreed]):
        Extension.objects.bulk_create([Extension(assignment_id=pk, before=moved[pk], **same) for pk in some])
