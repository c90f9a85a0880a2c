"""The actions of a plan along its time, as places on a line of 100 per cent that runs the way people read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from recommendations.models import Action, Framework


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where it begins and how long it is, such as "12.50%"."""

    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Line:
    action: Action
    planned: Stretch
    late: Stretch | None  # from the day after its last to today, of one that should have ended


@dataclass(frozen=True, slots=True)
class PlanTimeline:
    years: list[tuple[int, str]]  # year, where it begins
    today: str  # where today is; blank where it lies outside
    lines: list[Line]


def plan_timeline(framework: Framework, actions: Sequence[Action], today: date, *, is_rtl: bool = False) -> PlanTimeline:
    """From the first day of the plan or of an action to the last; `is_rtl`: time runs from right to left."""
    first = min([framework.starts_on, *(a.starts_on for a in actions)])
    last = max([framework.ends_on, *(a.ends_on for a in actions)])
    days = (last - first).days + 1

    def stretch(start: date, end: date) -> Stretch:
        x, width = 100 * (start - first).days / days, 100 * ((end - start).days + 1) / days
        return Stretch(f"{100 - x - width if is_rtl else x:.2f}%", f"{width:.2f}%")

    def place(day: date) -> str:
        x = 100 * (day - first).days / days
        return f"{100 - x if is_rtl else x:.2f}%"

    years = [(first.year, place(first))]
    years += [(year, place(date(year, 1, 1))) for year in range(first.year + 1, last.year + 1)]
    if len(years) > 1 and (date(years[1][0], 1, 1) - first).days * 10 < days:
        years.pop(0)  # too short a piece for its words
    lines = []
    for action in actions:
        late = stretch(action.ends_on + timedelta(days=1), min(today, last)) if action.is_overdue and action.ends_on < min(today, last) else None
        lines.append(Line(action, stretch(action.starts_on, action.ends_on), late))
    return PlanTimeline(years, place(today) if first <= today <= last else "", lines)
