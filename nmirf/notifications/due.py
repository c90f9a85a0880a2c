"""What can be due: upper apps register a source each; reminders and "my work" read them all alike."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from nmirf.accounts.models import User


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing one person is expected to do by a day and has not answered yet."""

    thing: str  # "assignment:<uuid>", stable
    user: User
    due_on: date
    title: str  # one line, in the language active when asked
    address: str  # path of the page to do it on


Source = Callable[[date, date], Iterable[DueItem]]  # (first due day, last due day) -> open items, both days included
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    _sources[name] = source


def open_items(first: date, last: date) -> Iterable[DueItem]:
    for name in sorted(_sources):
        yield from _sources[name](first, last)
