"""A workbook that came back, as rows. Read in the confined child of the imports; what it says is checked against the handout."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.core.validators import URLValidator

from recommendations.importing.cells import fold_space
from recommendations.importing.guard import Limits, MiB
from recommendations.importing.reading import all_sheets
from recommendations.importing.rows import FileRefused
from reporting.handouts import columns
from reporting.models import Handout

# Some 300 rows have half a megabyte; 5,000 long ones still fit.
LIMITS = Limits(
    file_bytes=20 * MiB, unpacked_bytes=200 * MiB, zip_parts=1_000, columns=500, rows=100_000, cells=2_000_000,
    characters=100 * MiB, memory_bytes=1024 * MiB, cpu_seconds=60, silence_seconds=60.0,
)  # fmt: skip
is_address = URLValidator(schemes=["http", "https"])


@dataclass(slots=True)
class Filled:
    """What is in the workbook; fields as in Return."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def problem(self, sheet: str, line: int, column: str, code: str, /, **params: str) -> None:
        self.problems.append({"sheet": sheet, "line": line, "column": column, "code": code, "params": params})


@dataclass(frozen=True, slots=True)
class _Line:
    sheet: str
    number: int
    first_column: int
    cells: list[str]
    formulas: frozenset[int]


@dataclass(frozen=True, slots=True)
class Brought:
    """The workbook's own rows, not yet compared with anything."""

    token: str
    places: dict[str, int]  # name of a column -> place in the rows
    lines: list[_Line]


def read(path: Path) -> Brought:
    """The sheet that holds a handout's mark. Raises FileRefused."""
    lines = _lines(path)
    for line in lines:
        token = next((cell for cell in line.cells if cell.startswith(columns.TOKEN)), "")
        if token:
            places = {name: place for place, name in enumerate(line.cells) if name and name != token}
            places[columns.ID] = line.cells.index(token)
            rest = [other for other in lines if other.sheet == line.sheet]
            return Brought(token, places, rest)
    raise FileRefused("not_a_handout")


def _lines(path: Path) -> Iterator[_Line]:
    for sheet, line, first_column, cells, formulas in all_sheets(path, LIMITS):
        if any(cells) or formulas:
            yield _Line(sheet, line, first_column, cells, frozenset(formulas))


def handout_of(brought: Brought) -> Handout:
    """Raises FileRefused where the mark isn't ours."""
    try:
        public_id = columns.signed_id(brought.token)
        return Handout.objects.select_related("institution", "round").get(public_id=public_id)
    except (BadSignature, Handout.DoesNotExist) as error:
        raise FileRefused("token_broken") from error


def check(brought: Brought, handout: Handout) -> Filled:
    """The rows that are the handout's own, and each thing that is wrong. Raises FileRefused where nothing is left to be read."""
    filled = Filled()
    wanted = {column.name: column for column in columns.to_fill_in(handout.questions)}
    there = {name: place for name, place in brought.places.items() if name in wanted}
    if not there:
        raise FileRefused("no_columns")
    sheet = brought.lines[0].sheet if brought.lines else ""
    for name, column in wanted.items():
        if name not in there:
            filled.problem(sheet, 0, "", "column_missing", column=column.title)
    given = {row["assignment"]: row for row in handout.rows}
    seen: dict[str, int] = {}
    statuses = columns.status_words()
    for line in brought.lines:
        row = _own_row(filled, line, brought.places, there, given, seen)
        if row is not None:
            filled.rows.append(_read_row(filled, line, there, row, statuses))
    if not filled.rows and not filled.problems:
        raise FileRefused("nothing_in_it")
    if left := len(given) - len(seen):
        filled.problem(sheet, 0, "", "rows_missing", count=str(left))
    return filled


def _own_row(
    filled: Filled, line: _Line, places: dict[str, int], there: dict[str, int], given: dict[str, Any], seen: dict[str, int]
) -> dict[str, Any] | None:
    """The row of the handout that this line is, or None where it is none; said why if something was typed on it."""
    identity = _cell(line, places[columns.ID])
    if identity == columns.HEADERS:
        return None
    row = given.get(identity)
    if row is None:
        if any(_cell(line, place) for place in there.values()):
            filled.problem(line.sheet, line.number, "", "row_added")
        return None
    if identity in seen:
        filled.problem(line.sheet, line.number, "", "row_twice", line=str(seen[identity]))
        return None
    seen[identity] = line.number
    found = fold_space(_cell(line, places[columns.REFERENCE])) if columns.REFERENCE in places else ""
    if found and found != fold_space(row["reference"]):
        filled.problem(line.sheet, line.number, "", "row_mixed", expected=row["reference"], found=found[:100])
        return None
    return dict(row)


def _read_row(filled: Filled, line: _Line, there: dict[str, int], row: dict[str, Any], statuses: dict[str, str]) -> dict[str, Any]:
    said = {name: columns.plain(_cell(line, place)) for name, place in there.items() if _is_asked(name, row)}
    for name in list(said):
        if wrong := _wrong(name, said, there[name] in line.formulas, statuses):
            code, params = wrong
            filled.problem(line.sheet, line.number, letters(line.first_column + there[name]), code, **params)
    return {"line": line.number, "assignment": row["assignment"], "values": said}


def _wrong(name: str, said: dict[str, str], is_formula: bool, statuses: dict[str, str]) -> tuple[str, dict[str, str]] | None:
    """What is wrong with one cell. A status in words becomes its code."""
    text = said[name]
    if is_formula:
        return "formula", {}
    if name == columns.STATUS and text:
        code = statuses.get(fold_space(text).casefold())
        if code is None:
            return "status_unknown", {"value": text[:100]}
        said[name] = code
    elif name == columns.LINKS:
        links = columns.split_links(text)
        if bad := next((link for link in links if len(link) > 1000 or not _is_link(link)), ""):
            return "link_unreadable", {"value": bad[:100]}
        said[name] = "\n".join(links)
    elif len(text) > columns.LONGEST:
        return "cell_too_long", {"length": str(len(text)), "limit": str(columns.LONGEST)}
    return None


def _is_asked(name: str, row: dict[str, Any]) -> bool:
    """A question of another round than the row's has a grey cell."""
    return not name.startswith(columns.QUESTION) or name in row["values"]


def _is_link(text: str) -> bool:
    try:
        is_address(text)
    except ValidationError:
        return False
    return True


def _cell(line: _Line, place: int) -> str:
    return line.cells[place].strip() if place < len(line.cells) else ""


def letters(place: int) -> str:
    """0 is "A", 26 is "AA"."""
    name = ""
    while place >= 0:
        name, place = chr(65 + place % 26) + name, place // 26 - 1
    return name
