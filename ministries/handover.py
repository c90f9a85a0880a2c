"""What a post owns: upper apps register a source each, so that nothing is orphaned when the people of a post change.

A source names what some posts own today, open things only; its other function gives some of them to another post of the same
institution. Pages and operations of this app read all sources alike (operations/handover.py).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ministries.models import Post
from nmirf.accounts.models import User


@dataclass(frozen=True, slots=True)
class Owned:
    """One thing that a post answers for."""

    thing: str  # "assignment:<uuid>", stable, unique among all sources
    post_id: int  # primary key of the post that owns it
    title: str  # one line, in the language active when asked
    address: str  # path of its page
    due_on: date | None = None


Source = Callable[[Iterable[Post]], Iterable[Owned]]  # by few queries, however many posts
HandOver = Callable[..., object]  # an operation: (*, by: User, things: Sequence[str], to: Post)
_registered: dict[str, tuple[Source, HandOver]] = {}


def register(name: str, source: Source, hand_over: HandOver) -> None:
    """`name` is the part of `Owned.thing` before its colon."""
    _registered[name] = (source, hand_over)


def owned(posts: Iterable[Post]) -> list[Owned]:
    """All that these posts own, what is due first on top."""
    posts = list(posts)
    found: Iterator[Owned] = (one for name in sorted(_registered) for one in _registered[name][0](posts))
    return sorted(found, key=lambda one: (one.due_on or date.max, one.title, one.thing)) if posts else []


def give(by: User, things: Iterable[str], to: Post) -> None:
    """Each to the source it came from."""
    by_source: dict[str, list[str]] = {}
    for thing in things:
        by_source.setdefault(thing.partition(":")[0], []).append(thing)
    for name, some in sorted(by_source.items()):
        _registered[name][1](by=by, things=some, to=to)
