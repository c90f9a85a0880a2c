"""The register as a table: chosen columns, in an order one can choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from recommendations.models import Recommendation
from recommendations.queries.columns import ALL, COLUMNS, Column, in_words, named, table
from recommendations.queries.sorting import SORTS

# The first cell is the reference, which says document and paragraph.
USUAL = ("text", "position", "status", "lead", "due_on")


@dataclass(frozen=True, slots=True)
class Head:
    column: Column
    address: str = ""  # that sorts by it; of the other direction where it is sorted by it already
    order: str = ""  # as aria-sort says it


@dataclass(frozen=True, slots=True)
class Table:
    """What the address says of the look of the register: `columns` are none where it is to be lines."""

    columns: list[Column]
    sort: str

    @classmethod
    def of(cls, sent: QueryDict) -> "Table":
        columns, sort = named(",".join(sent.getlist("columns"))), sent.get("sort", "")
        return cls(columns, sort if columns and sort.removeprefix("-") in SORTS else "")

    @property
    def fields(self) -> list[tuple[str, str]]:
        """As hidden fields of a form that keeps the look."""
        return [*(("columns", column.name) for column in self.columns), *([("sort", self.sort)] if self.sort else [])]

    def choices(self) -> list[tuple[Column, bool]]:
        """All columns, with whether they are shown; those first, in their order. Without a table, what one may begin with."""
        first = self.columns or [COLUMNS[name] for name in USUAL]
        return [(column, column in first) for column in [*first, *(column for column in ALL if column not in first)]]

    def heads(self, query: str) -> list[Head]:
        return [self._head(column, query) for column in self.columns]

    def _head(self, column: Column, query: str) -> Head:
        if column.name not in SORTS:
            return Head(column)
        other = f"-{column.name}" if self.sort == column.name else column.name
        is_by_it = self.sort.removeprefix("-") == column.name
        order = ("descending" if self.sort.startswith("-") else "ascending") if is_by_it else ""
        return Head(column, f"?{address(query, Table(self.columns, other))}", order)

    def rows(self, lines: Sequence[Recommendation]) -> list[tuple[Recommendation, list[tuple[str, str]]]]:
        """Each recommendation with its cells: name of the column, what it says."""
        cells = table(lines, self.columns)
        names = [column.name for column in self.columns]
        return [(line, list(zip(names, map(in_words, values), strict=True))) for line, values in zip(lines, cells, strict=True)]


def address(query: str, look: Table) -> str:
    """The query of the register with the filters `query` and this look."""
    return "&".join(part for part in (query, urlencode(look.fields)) if part)
