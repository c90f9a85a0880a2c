"""What each row of a spreadsheet does that people bring back: the same in a preview and in earnest."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import transaction

from nmirf.common.errors import Refused

T = TypeVar("T")


class OtherOutcome(Refused):
    """Bringing it in would do something else now than what the person saw."""


@dataclass
class RowOutcome:
    """What a row does. Errors stand with the column they are about; what is right in the row is done all the same."""

    row: int
    label: str
    is_new: bool = False
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # column, before, after
    errors: list[tuple[str, str]] = field(default_factory=list)  # column, sentence

    @property
    def does_nothing(self) -> bool:
        return not (self.is_new or self.changes or self.errors)

    def attempt(self, column: str, run: Callable[[], T]) -> T | None:
        """What `run` gives; None where it is refused, which becomes an error of the column."""
        try:
            return run()
        except Refused as refusal:
            self.errors.append((column, str(refusal)))
            return None


def taken_back(run: Callable[[], T]) -> T:
    """What `run` gives, and nothing of what it wrote: how a preview says exactly what would happen."""
    with transaction.atomic():
        found = run()
        transaction.set_rollback(True)
    return found
