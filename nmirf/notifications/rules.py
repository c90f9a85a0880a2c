"""When whom: the steps that a rule takes over a thing's life, for each level of the chain of people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from nmirf.accounts.models import User
from nmirf.notifications import due
from nmirf.notifications.due import DueItem, Timing
from nmirf.notifications.models import ReminderRule
from nmirf.notifications.working_days import WorkingDays

POST, DEPUTIES, HEADS, SECRETARIAT = range(4)
CAUGHT_UP = timedelta(days=30)  # a step that nothing ran for is made up for so long; then the thing is left in peace
HOLIDAYS = timedelta(days=14)  # how far a step may move before a run of holidays


@dataclass(frozen=True, slots=True)
class Step:
    code: str  # what the reminder's row calls it: "lead_14", "late_7", "deputies", …
    days: int  # from the due day; before it, negative


def timings() -> dict[str, Timing]:
    """Each kind's timing: what an administrator set, else what it came with."""
    changed = {rule.kind: rule.timing for rule in ReminderRule.objects.all()}
    return {name: changed.get(name, kind.timing) for name, kind in due.kinds().items()}


@cache
def steps(timing: Timing, level: int) -> tuple[Step, ...]:
    """What somebody of this level is told, in order of days."""
    late = range(timing.late_every, timing.late_until + 1, timing.late_every) if timing.late_every else ()
    if level == POST:
        return tuple([Step(f"lead_{n}", -n) for n in sorted(timing.leads, reverse=True)] + [Step(f"late_{n}", n) for n in late])
    begins = {DEPUTIES: timing.deputies_after, HEADS: timing.heads_after, SECRETARIAT: timing.secretariat_after}[level]
    if begins is None:
        return ()
    told = [Step({DEPUTIES: "deputies", HEADS: "heads", SECRETARIAT: "secretariat"}[level], begins)]
    return tuple(told + ([Step(f"late_{n}", n) for n in late if n > begins] if level == DEPUTIES else []))


class Clock:
    """Which step applies today; asked for many things of few due days, so answers are kept."""

    def __init__(self, today: date, days: WorkingDays) -> None:
        self.today, self.days = today, days
        self._known: dict[tuple[Timing, int, date], Step | None] = {}

    def step(self, timing: Timing, level: int, due_on: date) -> Step | None:
        """The most advanced one whose day has come: what was missed before it is not made up for."""
        key = (timing, level, due_on)
        if key not in self._known:
            reached = [step for step in steps(timing, level) if self.day_of(step, due_on) <= self.today]
            self._known[key] = reached[-1] if reached and timing.is_active and not self._is_past(timing, due_on) else None
        return self._known[key]

    def day_of(self, step: Step, due_on: date) -> date:
        """The working day of a step: until the due day the one before, so that nobody has less time; then the one after."""
        day = due_on + timedelta(days=step.days)
        return self.days.on_or_before(day) if step.days <= 0 else self.days.on_or_after(day)

    def _is_past(self, timing: Timing, due_on: date) -> bool:
        return due_on + timedelta(days=timing.last_day) + CAUGHT_UP < self.today

    def window(self, timing: Timing) -> tuple[date, date]:
        """First and last due day of things of which somebody may be told today."""
        return self.today - timedelta(days=timing.last_day) - CAUGHT_UP, self.today + timedelta(days=timing.first_day) + HOLIDAYS


def told(item: DueItem, secretariat: due.People) -> Iterator[tuple[User, int]]:
    """Who is in the item's chain, with their level; whoever is there twice counts at the lower one.

    A post nobody holds is its deputies' or head's at once, and one with none of them the secretariat's: nothing is orphaned.
    """
    levels = [*item.chain[:SECRETARIAT], *([()] * (SECRETARIAT - len(item.chain))), secretariat]
    seen: set[int] = set()
    lowest = next((n for n, people in enumerate(levels) if people), SECRETARIAT)
    for level, people in enumerate(levels):
        for user in people:
            if user.pk not in seen:
                seen.add(user.pk)
                yield user, POST if level == lowest else level
