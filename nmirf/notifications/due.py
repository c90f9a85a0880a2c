"""What can be due: upper apps register a source for each kind; reminders, inbox and calendar read them all alike.

A source gives one item a thing, with the chain of people who answer for it. Who of them is told when is the rules' part.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise

from nmirf.accounts.models import User

People = tuple[User, ...]


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing somebody is expected to do by a day and has not answered yet."""

    kind: str  # the name its source is registered under
    thing: str  # "assignment:<uuid>", stable
    chain: tuple[People, ...]  # who holds the post, their deputies, the heads; the secretariat stands behind them by itself
    due_on: date
    words: Callable[[], str] = field(compare=False)  # one line, in the language active when called: asked for only where it is read
    address: str  # path of the page to do it on
    is_public: bool = False  # whether its words may leave the house, in calendars; else only its kind is said

    @property
    def title(self) -> str:
        return self.words()


@dataclass(frozen=True, slots=True)
class Timing:
    """When people are told of one kind of due thing; days are counted from the due day.

    `leads`: before it. After it every `late_every` days until `late_until`. Who is above in the chain is told once their
    day has come: deputies then go on with the others, heads and the secretariat hear of it once. None: never told.
    """

    leads: tuple[int, ...] = (14, 3, 0)
    late_every: int = 7  # 0: not after the due day
    late_until: int = 91
    deputies_after: int | None = 3
    heads_after: int | None = 14
    secretariat_after: int | None = 30
    is_active: bool = True

    @property
    def last_day(self) -> int:
        """The day of the last step, from the due day."""
        late = self.late_until // self.late_every * self.late_every if self.late_every else 0
        return max(late, *(day or 0 for day in (self.deputies_after, self.heads_after, self.secretariat_after)))

    @property
    def first_day(self) -> int:
        """How many days before the due day the first step is."""
        return max(self.leads, default=0)


@dataclass(frozen=True, slots=True)
class Span:
    """What a source is asked for: open things due from `first` to `last`, both included, as it stands on the day `today`.

    With a `reader` a source may leave out what that person is in no chain of; so one person's page costs little.
    """

    first: date
    last: date
    today: date
    reader: User | None = None

    @property
    def days(self) -> tuple[date, date]:
        return self.first, self.last


Source = Callable[[Span], Iterable[DueItem]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of due thing: its source, its name for people, and the timing it has until an administrator changes it."""

    source: Source
    words: str | Promise
    timing: Timing = field(default_factory=Timing)


_kinds: dict[str, Kind] = {}


def register(name: str, source: Source, words: str | Promise, timing: Timing | None = None) -> None:
    _kinds[name] = Kind(source, words, timing or Timing())


def kinds() -> dict[str, Kind]:
    """All kinds by name, in a stable order."""
    return {name: _kinds[name] for name in sorted(_kinds)}


def open_items(span: Span) -> Iterator[DueItem]:
    """Of every kind."""
    for kind in kinds().values():
        yield from kind.source(span)
