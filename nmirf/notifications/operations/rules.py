"""When people are reminded: rules, holidays, and addresses that refuse mail. Administrators' work."""

from datetime import date

from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from nmirf.notifications import due
from nmirf.notifications.due import Timing
from nmirf.notifications.models import Bounce, Holiday, ReminderRule
from nmirf.notifications.permissions import can_change_rules


class UnknownKind(Refused):
    """Nothing of this kind falls due."""


class HolidayTaken(Refused):
    """The day is a holiday already."""


@operation
def change_rule(*, by: User, kind: str, timing: Timing) -> ReminderRule:
    """From the next planning on. What was reminded by steps of the same days stays reminded."""
    require(can_change_rules(by))
    if kind not in due.kinds():
        raise UnknownKind(_("Nothing of this kind falls due."))
    values = {name: getattr(timing, name) for name in ("late_every", "late_until", "deputies_after", "heads_after", "secretariat_after", "is_active")}
    values["leads"] = sorted(set(timing.leads), reverse=True)
    return ReminderRule.objects.update_or_create(kind=kind, defaults=values)[0]


@operation
def reset_rule(*, by: User, kind: str) -> None:
    """Back to what the kind came with."""
    require(can_change_rules(by))
    ReminderRule.objects.filter(kind=kind).delete()


@operation
def add_holiday(*, by: User, on: date, name: str) -> Holiday:
    require(can_change_rules(by))
    if Holiday.objects.filter(on=on).exists():
        raise HolidayTaken(_("This day is on the list already."))
    return Holiday.objects.create(on=on, name=name)


@operation
def add_holidays(*, by: User, days: dict[date, str]) -> int:
    """Those of the days that are not on the list yet; how many."""
    require(can_change_rules(by))
    known = set(Holiday.objects.filter(on__in=days).values_list("on", flat=True))
    return len(Holiday.objects.bulk_create(Holiday(on=on, name=name[:200]) for on, name in days.items() if on not in known))


@operation
def remove_holiday(*, by: User, holiday: Holiday) -> None:
    require(can_change_rules(by))
    holiday.delete()


@operation
def clear_bounce(*, by: User, bounce: Bounce) -> None:
    """The address gets mail again, from the next one on."""
    require(can_change_rules(by))
    bounce.delete()
