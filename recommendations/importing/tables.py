"""From a table's line to a Row: what the three tabular formats share.

Most contents of a column come again and again, and some come together: all lines of a document have its symbol, its
State, its day. What they mean is worked out once and kept (`_TableReader.meant`), with what is wrong with it; only texts and ids are
read anew in each line.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar, cast

from .cells import (
    LIST_DASH,
    MAX_CELL_CHARACTERS,
    as_text,
    cycle_of_session,
    fold_space,
    has_controls,
    once,
    read_kind,
    read_position,
    read_sdg,
    read_session,
    read_themes,
    speaks_of_reservations,
    split_lines,
    split_paragraph,
    split_states,
    state_name,
    without_html,
)
from .dates import NotADate, read_date
from .grids import Grid, Line
from .headers import Header
from .names import committee_and_state, mechanism_code
from .rows import Problem, Row

SERIAL_OF_1981 = 29_600  # a number below it in a column of dates may be a year
DATE_WORD = re.compile(r"\b(?:date|due|deadline)\b", re.I)
REPLACEMENT = "\ufffd"  # what undecodable bytes become
MOST_KEPT = 5_000  # contents of a column, or of some together, whose meaning is kept
T = TypeVar("T")
Themes = tuple[tuple[str, ...], str]  # labels, their old codes


@dataclass(frozen=True)
class Manner:
    """How a format writes its cells."""

    has_html: bool = False
    split: Callable[[str], tuple[str, ...]] = split_lines
    split_issues: Callable[[str], tuple[str, ...]] = split_lines
    mechanism: str = ""  # whose recommendations these are, where no column says it


# Fields that say the same in many lines together.
TOGETHER = {
    "document": ("states", "mechanism", "symbol", "title", "published_on", "session", "cycle"),
    "answer": ("kind", "position", "issues", "action_category", "institutions"),
}


class Refused(Exception):
    """The line is refused; its problems have been noted."""


def read_table(grid: Grid, header: Header, lines: Iterator[Line], manner: Manner) -> Iterator[Row | Problem]:
    """A Row, or what is wrong with it, for each line below the header that holds anything."""
    reader = _TableReader(grid, header, manner)
    for line, cells in lines:
        if any(cell != "" and (not isinstance(cell, str) or not cell.isspace()) for cell in cells):
            reader.line, reader.cells, reader.problems = line, cells, []
            try:
                row = reader.read()
            except Refused:
                yield from reader.problems
            else:
                yield from reader.problems
                yield row


class _TableReader:
    """Reads line after line, noting what is wrong with each."""

    line: int
    cells: list[object]
    problems: list[Problem]

    def __init__(self, grid: Grid, header: Header, manner: Manner) -> None:
        self.grid, self.header, self.manner = grid, header, manner
        self.kept: dict[Hashable, dict[tuple[object, ...], tuple[Any, list[Problem]]]] = defaultdict(dict)
        self.columns = {what: self.columns_of(*fields) for what, fields in TOGETHER.items()}
        self.columns["extra"] = (*header.kept, *self.columns_of("institutions"))

    def columns_of(self, *fields: str) -> tuple[int, ...]:
        return tuple(index for field in fields for index in self.header.fields.get(field, ()))

    def meant(self, what: str, work: Callable[[str], T]) -> T:
        """What `work` makes of these cells (of a field, or of TOGETHER) in this line, known from an earlier one where they were the same."""
        columns = self.columns.get(what)
        if columns is None:
            columns = self.columns[what] = self.columns_of(what)
        cells = self.cells
        content: tuple[object, ...] = tuple([cells[index] if index < len(cells) else "" for index in columns])
        if 1 in content or 0 in content:  # which equal True and False
            content = (content, *map(type, content))
        kept = self.kept[what]
        if (found := kept.get(content)) is not None:
            value, notes = found
            if notes:
                self.problems += [replace(note, line=self.line) for note in notes]
            return cast(T, value)
        before = len(self.problems)
        value = work(what)
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[content] = value, self.problems[before:]
        return value

    def note(self, column: str, code: str, **params: str) -> None:
        self.problems.append(Problem(self.line, column, code, params, is_fatal=False))

    def refuse(self, column: str, code: str, **params: str) -> Refused:
        """To be raised: the line is not taken."""
        self.problems.append(Problem(self.line, column, code, params))
        return Refused()

    def read(self) -> Row:
        if self.grid.is_csv:
            self.check_csv_line()
        raw = self.read_text()
        document = self.meant("document", self.read_document)
        recommending = self.meant("recommending_states", self.states)
        number, heading, text = split_paragraph(fold_space(raw))
        if document["mechanism"] in ("", "UPR") or recommending:
            text, named = split_states(text, known=recommending)
            recommending = recommending or named
        plain, spoken_of = self.meant("themes", self.read_themes)
        themes, codes = spoken_of if spoken_of is not plain and speaks_of_reservations(text) else plain
        extra = self.meant("extra", self.read_extra)
        if heading or codes:
            extra = extra | _filled({"Heading": heading, "Theme codes": codes})
        return Row(
            line=self.line,
            text=text,
            annotation_id=self.one_line("annotation_id"),
            paragraph=self.meant("paragraph", self.one_line).rstrip(".") or number,
            recommending_states=recommending,
            themes=themes,
            affected_persons=self.meant("affected_persons", self.values),
            sdgs=self.meant("sdgs", self.read_sdgs),
            extra=extra,
            **document,
            **self.meant("answer", self.read_answer),
        )

    # --- cells ---

    def cell(self, index: int) -> object:
        return self.cells[index] if index < len(self.cells) else ""

    def text(self, field: str) -> str:
        """The field's cell (or cells, one a line) as text; too long, damaged or worked-out ones are noted."""
        columns = self.header.fields.get(field, ())
        if len(columns) == 1:
            return self.checked(columns[0])
        return "\n".join(filter(None, (self.checked(index) for index in columns)))

    def checked(self, index: int) -> str:
        text = as_text(self.cell(index))
        if not text:
            return ""
        column = self.header.columns[index]
        if len(text) > MAX_CELL_CHARACTERS:
            self.note(column, "cell_too_long", length=str(len(text)), limit=str(MAX_CELL_CHARACTERS))
            return ""
        if not text.isprintable() and has_controls(text):
            self.note(column, "control_characters")
        return text

    def one_line(self, field: str) -> str:
        return fold_space("; ".join(split_lines(self.text(field)))) if field in self.header.fields else ""

    def values(self, field: str) -> tuple[str, ...]:
        return self.manner.split(self.text(field)) if field in self.header.fields else ()

    def states(self, field: str) -> tuple[str, ...]:
        return once(state_name(value) for value in self.values(field))

    # --- fields ---

    def check_csv_line(self) -> None:
        width, expected = len(self.cells), len(self.header.columns)
        if any(REPLACEMENT in cell for cell in self.cells if isinstance(cell, str)):
            raise self.refuse("", "bytes_unreadable")
        if width < expected and any("\n" in cell or "\r" in cell for cell in self.cells[-1:] if isinstance(cell, str)):
            raise self.refuse("", "quote_not_closed")
        if any(cell != "" for cell in self.cells[expected:]):
            raise self.refuse("", "too_many_fields", fields=str(width), expected=str(expected))
        if any(place >= width for places in self.header.fields.values() for place in places):
            self.note("", "too_few_fields", fields=str(width), expected=str(expected))

    def read_text(self) -> str:
        index = self.header.fields["text"][0]
        column, value = self.header.columns[index], self.cell(index)
        text = as_text(value)
        if len(text) > MAX_CELL_CHARACTERS:
            raise self.refuse(column, "cell_too_long", length=str(len(text)), limit=str(MAX_CELL_CHARACTERS))
        if (self.line, index) in self.grid.formulas:
            if not isinstance(value, str) or not value.strip():
                raise self.refuse(column, "formula")
            self.note(column, "formula_value")
        text = self.checked(index)
        if self.manner.has_html:
            text = without_html(text)
        if not text.strip():
            raise self.refuse(column, "text_missing")
        if not isinstance(value, str) or not any(character.isalpha() for character in text):
            raise self.refuse(column, "text_without_words", value=text.strip()[:40])
        return text

    def read_document(self, _what: str) -> dict[str, Any]:
        mechanism, symbol = self.read_body("mechanism"), self.one_line("symbol")
        if not mechanism:
            mechanism = committee_and_state(symbol)[0] or ("UPR" if "recommending_states" in self.header.fields else "")
        session = self.read_session("session")
        return {
            "mechanism": "UPR" if mechanism_code(mechanism) == "UPR" else mechanism,
            "symbol": symbol,
            "title": self.one_line("title"),
            "published_on": self.read_day("published_on"),
            "states": self.states("states") or self.state_of(symbol),
            "session": session,
            "cycle": self.read_cycle("cycle") or cycle_of_session(session),
        }

    def read_answer(self, _what: str) -> dict[str, Any]:
        position, position_source = self.read_position("position")
        return {
            "kind": read_kind(self.text("kind")),
            "position": position,
            "position_source": position_source,
            "issues": self.manner.split_issues(self.text("issues")),
            "action_category": self.read_category("action_category"),
            "institutions": self.values("institutions"),
        }

    def read_body(self, field: str) -> str:
        """The mechanism. UHRI's bodies come as "SR Minorities; - Special Procedures": the family is none."""
        names = [name for name in split_lines(self.text(field)) if name.casefold() not in ("special procedures", "treaty bodies")]
        if len(names) > 1:
            self.note(self.header.name_of(field), "several_mechanisms", taken=names[0], others=", ".join(names[1:]))
        return names[0] if names else self.manner.mechanism

    def state_of(self, symbol: str) -> tuple[str, ...]:
        """A treaty body's symbol names the State, as its ISO code."""
        return tuple(filter(None, (committee_and_state(symbol)[1],)))

    def read_day(self, field: str) -> date | None:
        columns = self.header.fields.get(field)
        value = self.cell(columns[0]) if columns else ""
        try:
            return read_date(value, epoch=self.grid.epoch)
        except NotADate as problem:
            self.note(self.header.name_of(field), problem.code, value=as_text(value).strip()[:40])
            return None

    def read_position(self, field: str) -> tuple[str, str]:
        """(position, as the source puts it)."""
        text = self.text(field)
        position, problem = read_position(text)
        if problem:
            self.note(self.header.name_of(field), problem, value=fold_space(text)[:80])
        return position, "; ".join(split_lines(text))

    def read_session(self, field: str) -> str:
        text = LIST_DASH.sub("", fold_space(self.text(field)))
        session = read_session(text)
        if text and not session:
            self.note(self.header.name_of(field), "session_unreadable", value=text[:40])
        return session

    def read_cycle(self, field: str) -> int | None:
        cycle = read_session(self.text(field))
        return int(cycle) if cycle else None

    def read_themes(self, field: str) -> tuple[Themes, Themes]:
        """Of a text that doesn't speak of reservations, and of one that does: the very same where that makes no difference."""
        labels = self.values(field)
        plain, spoken_of = read_themes(labels, ""), read_themes(labels, "reservations")
        return plain, (plain if plain == spoken_of else spoken_of)

    def read_sdgs(self, field: str) -> tuple[str, ...]:
        numbers = []
        for label in self.values(field):
            if number := read_sdg(label):
                numbers.append(number)
            else:
                self.note(self.header.name_of(field), "sdg_unknown", value=label[:80])
        return once(numbers)

    def read_category(self, field: str) -> int | None:
        text = self.text(field).strip()
        if text in ("1", "2", "3", "4", "5"):
            return int(text)
        if text:
            self.note(self.header.name_of(field), "action_unknown", value=text[:40])
        return None

    def read_extra(self, _what: str) -> dict[str, str]:
        extra = {key: self.kept_as_it_is(index) for index, key in self.header.kept.items()}
        for field in ("institutions",):  # which of them leads is for the loader, and for people, to say
            for index in self.header.fields.get(field, ()):
                extra[self.header.columns[index]] = "; ".join(split_lines(as_text(self.cell(index))))
        return _filled(extra)

    def kept_as_it_is(self, index: int) -> str:
        value = self.cell(index)
        if isinstance(value, float) and value >= SERIAL_OF_1981 and DATE_WORD.search(self.header.kept[index]):
            value = self.day_of(value)
        if isinstance(value, datetime):
            value = value.date()
        text = self.checked(index) if isinstance(value, str) else as_text(value)
        return "; ".join(split_lines(text))

    def day_of(self, serial: float) -> object:
        try:
            return read_date(serial, epoch=self.grid.epoch)
        except NotADate:
            return serial


def _filled(extra: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in extra.items() if value}


def notes_on_header(header: Header, *, wanted: tuple[str, ...] = ()) -> Iterator[Problem]:
    """Columns we don't know (kept as they are) and columns we miss: said once, at the header's line."""
    for index in header.unknown:
        yield Problem(header.line, header.columns[index], "column_unknown", {"column": header.columns[index]}, is_fatal=False)
    for field in wanted:
        if field not in header.fields:
            yield Problem(header.line, "", f"no_{field}_column", is_fatal=False)
