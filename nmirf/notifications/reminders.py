"""Who is reminded of what today: one digest a person, each fact at most once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import override

from nmirf.accounts.models import User
from nmirf.common.operations import operation
from nmirf.notifications import due, rules
from nmirf.notifications.digests import Fact, write_digest
from nmirf.notifications.models import Bounce, Holiday, Message, PlanningDay, Preference, Reminder, Snooze
from nmirf.notifications.operations import REFUSES_MAIL, ring_on_commit
from nmirf.notifications.rules import Clock
from nmirf.notifications.working_days import DAY, WorkingDays

LOCK = 0x4E4D4952  # of this work among PostgreSQL's advisory locks
ROWS = 1000  # written at once
Key = tuple[str, str, int, date]  # step, thing, person, due day: Reminder's unique key


@operation
def plan_reminders(*, by: User, at: datetime) -> list[Message]:
    """Write one digest for each person with things that a rule newly meets on the day of `at`; none on a day without work."""
    with connection.cursor() as cursor:  # the second of two planners waits here, then finds all of it done
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    today = timezone.localtime(at).date()
    clock = Clock(today, working_days())
    timings = rules.timings()
    items = _open(clock, timings)
    _close(items, at)
    if not clock.days.includes(today):
        return []
    found = _new(clock, timings, items)
    PlanningDay.objects.get_or_create(on=today)
    return _write(found, today) if found else []


@operation
def close_answered(*, by: User, at: datetime) -> int:
    """Reminders whose thing is no longer open for the person are closed, and opened again when it is sent back: so the
    count on every page is right. How many were closed.
    """
    return _close(_open(Clock(timezone.localdate(at), working_days()), rules.timings()), at)


def _open(clock: Clock, timings: dict[str, due.Timing]) -> list[due.DueItem]:
    """What is open, as far as the rules look, and as far as somebody was told of."""
    furthest = Reminder.objects.filter(closed_at=None).aggregate(day=Max("due_on"))["day"] or clock.today
    items: list[due.DueItem] = []
    for name, kind in due.kinds().items():
        first, last = clock.window(timings[name])
        items += kind.source(due.Span(first, max(last, furthest), clock.today))
    return items


def _close(items: list[due.DueItem], at: datetime) -> int:
    staff = tuple(User.objects.secretariat())
    is_open = {(item.thing, item.due_on, user.pk) for item in items for user, _level in rules.told(item, staff)}
    again = Q(due_on__gte=min(item.due_on for item in items)) if items else Q()
    rows = list(Reminder.objects.filter(Q(closed_at=None) | again).values_list("pk", "closed_at", "thing", "due_on", "user_id"))
    back = [pk for pk, closed_at, *fact in rows if closed_at and tuple(fact) in is_open]
    done = [pk for pk, closed_at, *fact in rows if not closed_at and tuple(fact) not in is_open]
    Reminder.objects.filter(pk__in=back).update(closed_at=None)
    return Reminder.objects.filter(pk__in=done).update(closed_at=at)


def working_days() -> WorkingDays:
    return WorkingDays(set(Holiday.objects.values_list("on", flat=True)))


@dataclass(slots=True)
class Readers:
    """What decides, beside the rules, whether a person is written to today."""

    preferences: dict[int, Preference]
    last: dict[int, date]  # the day of each person's last digest
    snoozed: set[tuple[int, str]]
    ran_on: date | None  # when reminders were last written before today
    clock: Clock

    @classmethod
    def today(cls, clock: Clock) -> "Readers":
        return cls(
            preferences={p.user_id: p for p in Preference.objects.all()},
            last=dict(Reminder.objects.filter(on__gt=clock.today - 15 * DAY).values_list("user").annotate(day=Max("on"))),
            snoozed=set(Snooze.objects.filter(until__gt=clock.today).values_list("user_id", "thing")),
            ran_on=PlanningDay.objects.filter(on__lt=clock.today).aggregate(day=Max("on"))["day"],
            clock=clock,
        )

    def may_get(self, user: User) -> bool:
        """One digest a day, or one since the person's own day of the week began."""
        if not user.is_active:
            return False
        last, wish = self.last.get(user.pk), self.preferences.get(user.pk)
        if wish is None or wish.rhythm == Preference.Rhythm.DAILY:
            return last != self.clock.today
        begun = self._own_day(wish.weekday)
        is_time = begun == self.clock.today or self.ran_on is None or self.ran_on < begun  # or their day was missed
        return is_time and (last is None or last < begun)

    def _own_day(self, weekday: int) -> date:
        """The person's latest day of the week, or the working day after it."""
        today = self.clock.today
        own = today - ((today.isoweekday() - weekday) % 7) * DAY
        moved = self.clock.days.on_or_after(own)
        return moved if moved <= today else self.clock.days.on_or_after(own - 7 * DAY)


def _new(clock: Clock, timings: dict[str, due.Timing], items: list[due.DueItem]) -> dict[User, list[Fact]]:
    """What each person was not yet told of by the step that applies today, earliest due first."""
    if not items:
        return {}
    first, last = min(item.due_on for item in items), max(item.due_on for item in items)
    known: set[Key] = set(Reminder.objects.filter(due_on__range=(first, last)).values_list("rule", "thing", "user_id", "due_on"))
    readers, staff = Readers.today(clock), tuple(User.objects.secretariat())
    found: dict[User, list[Fact]] = defaultdict(list)
    for item in items:
        for user, level in rules.told(item, staff):
            step = clock.step(timings[item.kind], level, item.due_on)
            if step is None or (key := (step.code, item.thing, user.pk, item.due_on)) in known or (user.pk, item.thing) in readers.snoozed:
                continue
            known.add(key)
            if readers.may_get(user):
                found[user].append(Fact(item, step, level))
    return {user: sorted(facts, key=lambda fact: (fact.item.due_on, fact.item.thing)) for user, facts in found.items()}


def language_of(user: User) -> str:
    return user.language if user.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _write(found: dict[User, list[Fact]], today: date) -> list[Message]:
    """The digests and their facts, many rows at once."""
    waiting = dict(Reminder.objects.filter(closed_at=None).values_list("user").annotate(things=Count("thing", distinct=True)))
    plain = set(Preference.objects.filter(is_plain=True).values_list("user", flat=True))
    refuse = {address.lower() for address in Bounce.objects.values_list("address", flat=True)}
    messages = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            for user, facts in found.items():
                if language_of(user) == language:
                    message = write_digest(user, facts, today, waiting.get(user.pk, 0), is_plain=user.pk in plain)
                    if user.email.lower() in refuse:
                        message.state, message.error = Message.State.HELD, REFUSES_MAIL
                    messages.append(message)
    Message.objects.bulk_create(messages, batch_size=ROWS)
    rows = [
        Reminder(rule=fact.step.code, thing=fact.item.thing, user=message.user, due_on=fact.item.due_on, message=message, on=today)
        for message in messages
        for fact in found[message.user]  # type: ignore[index] # a digest is somebody's
    ]
    Reminder.objects.bulk_create(rows, batch_size=ROWS)
    ring_on_commit()
    return messages
