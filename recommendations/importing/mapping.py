"""What a table's columns mean where a person says it: the look at its first rows, our guesses, the reading by what was said.

A mapping is {column: field of rows.Row, NOTE or LEFT_OUT}. Columns are known by their header; a header that stands twice is
"Org" and "Org (2)", a column without one its letter in brackets, "(C)". No Django: the child reads by it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import chain, islice
from typing import Any

from .cells import as_text, fold_space, read_position, read_sdg
from .dates import NotADate, read_date
from .grids import Grid, Line
from .headers import FIELD_OF, HEADER_WITHIN, LIST_FIELDS, OURS, PAIR, SPELLINGS, Header, count_known, header_key
from .names import fold_name, mechanism_code, state_code

NOTE, LEFT_OUT = "", "-"
FIELDS = tuple(SPELLINGS)
ASKED = frozenset({"no_header", "no_text_column", "headers_unknown"})  # refusals that a person can turn into a mapping

SAMPLE_ROWS = HEADER_WITHIN + 30
SAMPLE_COLUMNS = 200
SAMPLE_CHARACTERS = 160  # of a cell
SHORT = 80  # characters: a header is rarely longer
EXAMPLES = 3


# --- columns and their key --------------------------------------------------------------------------------------------


def column_names(cells: Sequence[object]) -> tuple[str, ...]:
    """A name for each column, no two alike when folded."""
    names: list[str] = []
    taken: set[str] = set()
    for index, cell in enumerate(cells):
        header = _shown(cell)
        name, number = header or f"({letters(index)})", 2
        while (folded := _folded(name)) in taken:
            name, number = f"{header} ({number})", number + 1
        taken.add(folded)
        names.append(name)
    return tuple(names)


def letters(index: int) -> str:
    """A column from 0 as spreadsheets call it: "A", "AB"."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _folded(name: str) -> str:
    return header_key(name) or name.casefold()


def key_of(cells: Sequence[object]) -> str:
    """SHA-256 of the headers, folded, whatever their order; blank where there are none."""
    cells = cells[:SAMPLE_COLUMNS]  # what the page shows of a row has the same key as the row
    headers = sorted(_folded(name) for name, cell in zip(column_names(cells), cells, strict=True) if _shown(cell) and not name.startswith(OURS))
    return sha256("\n".join(headers).encode("utf-8", "replace")).hexdigest() if headers else ""


@dataclass(frozen=True)
class Remembered:
    """The mappings that people gave, by the key of the headers they are for."""

    mappings: Mapping[str, Mapping[str, str]]

    def of(self, cells: Sequence[object]) -> Mapping[str, str] | None:
        return self.mappings.get(key_of(cells)) if self.mappings else None

    def header(self, line: int, cells: list[object]) -> Header | None:
        """The row as a header read by its mapping, None where there is none for it."""
        mapping = self.of(cells)
        return None if mapping is None else mapped_header(line, cells, mapping)


def mapped_header(line: int, cells: Sequence[object], mapping: Mapping[str, str]) -> Header:
    """As headers.read_header, by what a person said. What isn't said is kept as a note."""
    meanings = {_folded(name): meaning for name, meaning in mapping.items()}
    columns = column_names(cells)
    fields: dict[str, tuple[int, ...]] = {}
    kept: dict[int, str] = {}
    for index, name in enumerate(columns):
        meaning = meanings.get(_folded(name), NOTE)
        if meaning in SPELLINGS and (meaning not in fields or meaning in LIST_FIELDS):
            fields[meaning] = (*fields.get(meaning, ()), index)
        elif meaning != LEFT_OUT and not name.startswith(OURS) and fold_space(as_text(cells[index])):
            kept[index] = name
    return Header(line, columns, fields, kept, spellings=frozenset(header_key(cell) for cell in cells))


# --- the look ---------------------------------------------------------------------------------------------------------


def with_sample(grid: Grid) -> tuple[Grid, list[Line]]:
    """The same grid, and its first rows."""
    sample = list(islice(grid.rows, SAMPLE_ROWS))
    return replace(grid, rows=chain(sample, grid.rows)), sample


def as_table(sheet: str, sample: Iterable[Line], line: int) -> dict[str, Any]:
    """What the page shows, as JSON: {"sheet", "line" (of the header), "rows": [[line, [cell, ...]], ...]}."""
    rows = [[number, _trimmed([_shown(cell) for cell in cells[:SAMPLE_COLUMNS]])] for number, cells in sample]
    return {"sheet": sheet, "line": line, "rows": rows}


def _shown(cell: object) -> str:
    return fold_space(as_text(cell)).removesuffix(" 00:00:00").replace("\x00", "")[:SAMPLE_CHARACTERS]


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def likely_header(sample: Sequence[Line]) -> int:
    """The line of the row that looks most like headers: several distinct short texts, and rows below it. 0 where none does."""
    counts = [_header_likeness(cells) for _line, cells in sample[:HEADER_WITHIN]]
    fullest = max(counts[: max(1, len(sample) - 1)], default=0)
    if fullest < 2:
        return 0
    return next(sample[index][0] for index, count in enumerate(counts) if count >= 2 and count >= 0.6 * fullest)


def best_known_header(sample: Sequence[Line]) -> int:
    """The line of the first row with most headers that we know, at least two. 0 where there is none."""
    count, line = max(((count_known(cells), -number) for number, cells in sample[:HEADER_WITHIN]), default=(0, 0))
    return -line if count >= 2 else 0


def _header_likeness(cells: Sequence[object]) -> int:
    texts = [fold_space(cell) for cell in cells if isinstance(cell, str) and cell.strip()]
    short = {text.casefold() for text in texts if len(text) <= SHORT and any(character.isalpha() for character in text)}
    return len(short) if len(short) >= 0.6 * len(texts) else 0


@dataclass(frozen=True)
class Column:
    """One column as the page asks about it."""

    name: str  # key of the mapping
    letter: str
    header: str  # blank where the file has none
    examples: tuple[str, ...]
    guess: str


def columns_of(table: Mapping[str, Any], line: int, states: Collection[str] = ()) -> list[Column]:
    """The columns when the headers stand in row `line`. Empty where that row isn't in the sample or is blank. `states` as in `guess`."""
    header = row_of(table, line)
    below = [cells for number, cells in table["rows"] if number > line]
    width = max([len(header), *map(len, below)]) if any(header) else 0
    header = header + [""] * (width - len(header))
    values = [[cells[index] for cells in below if index < len(cells) and cells[index]] for index in range(width)]
    shown = [index for index in range(width) if (header[index] or values[index]) and not header[index].startswith(OURS)]
    names = column_names(header)
    guesses = guess([header[index] for index in shown], [values[index] for index in shown], states)
    return [
        Column(names[index], letters(index), header[index], tuple(dict.fromkeys(values[index]))[:EXAMPLES], meaning)
        for index, meaning in zip(shown, guesses, strict=True)
    ]


# --- guesses ----------------------------------------------------------------------------------------------------------

SYMBOL = re.compile(r"^[A-Z]{1,6}/[A-Z0-9./-]+$")
NUMBERED = re.compile(r"^\d{1,3}(?:\.\d{1,3}){0,3}\.?(?: ?\([a-z]{1,4}\))?$")
UUID = re.compile(r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.I)


def guess(headers: Sequence[str], values: Sequence[Sequence[str]], states: Collection[str] = ()) -> list[str]:
    """A field for each column: by spellings we know, else by what most of its values look like; NOTE where neither tells.

    `states`: names, folded, of States beside those of ISO 3166, such as this deployment's own where it is fictional.
    """
    folded = [header_key(header) for header in headers]
    meanings = FIELD_OF | PAIR if PAIR.keys() <= set(folded) else FIELD_OF
    guesses: list[str] = []
    for name in folded:
        meaning = meanings.get(name, NOTE)
        guesses.append(meaning if meaning not in guesses or meaning in LIST_FIELDS else NOTE)
    tests = [(field, partial(_is_state, states=states) if test is _is_state else test) for field, test in TESTS]
    free = [index for index, meaning in enumerate(guesses) if meaning == NOTE and values[index]]
    if "text" not in guesses and free:
        longest = max(free, key=lambda index: _mean_length(values[index]))
        if _mean_length(values[longest]) >= 40:
            guesses[longest] = "text"
    for index in free:
        if guesses[index] == NOTE:
            guesses[index] = next((field for field, test in tests if field not in guesses and _most(values[index], test)), NOTE)
    return guesses


def _mean_length(values: Sequence[str]) -> float:
    return sum(map(len, values)) / len(values)


def _most(values: Sequence[str], test: Any) -> bool:
    return sum(bool(test(value)) for value in values) >= max(1, 0.7 * len(values))


def _is_date(value: str) -> bool:
    if value.isdigit():
        return False
    try:
        return read_date(value) is not None
    except NotADate:
        return False


def _is_state(value: str, states: Collection[str] = ()) -> bool:
    parts = [part.strip(" -*") for part in re.split(r"[;|\n]", value)]
    return len(value) > 1 and all(state_code(part) or fold_name(part) in states for part in parts if part)


TESTS = (
    ("annotation_id", UUID.match),
    ("symbol", SYMBOL.match),
    ("states", _is_state),
    ("recommending_states", _is_state),
    ("mechanism", mechanism_code),
    ("position", lambda value: len(value) < SHORT and read_position(value)[0]),
    ("published_on", _is_date),
    ("sdgs", lambda value: re.match(r"SDG", value, re.I) and read_sdg(value)),
    ("paragraph", NUMBERED.match),
)


# --- what is wrong with a mapping -------------------------------------------------------------------------------------


def row_of(table: Mapping[str, Any], line: int) -> list[str]:
    """The cells of a row of the look, empty where it has none such."""
    return next((cells for number, cells in table["rows"] if number == line), [])


def twice(mapping: Mapping[str, str]) -> dict[str, str]:
    """{column: the earlier column that has its field already}, of fields that take one column only."""
    first: dict[str, str] = {}
    wrong = {}
    for name, meaning in mapping.items():
        if meaning in SPELLINGS and meaning not in LIST_FIELDS and first.setdefault(meaning, name) != name:
            wrong[name] = first[meaning]
    return wrong
