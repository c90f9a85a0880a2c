"""The three formats that are tables: OHCHR's UHRI workbook, UPR Info's export, and people's own sheets."""

from collections.abc import Callable, Iterator
from pathlib import Path

from ..cells import split_commas, split_list
from ..detect import format_of_table
from ..grids import Grid, Line, csv_grid, workbook_grids
from ..guard import Contents
from ..headers import Header, count_known, find_header
from ..opened import Opened
from ..repeats import with_states_merged, without_repeats
from ..rows import FileRefused, Problem, Row
from ..tables import Manner, notes_on_header, read_table

UHRI = Manner(has_html=True)
UPR_INFO = Manner(split_issues=split_commas, mechanism="UPR")
SHEET = Manner(split=split_list, split_issues=split_list)


def open_table(path: Path, contents: Contents) -> Opened:
    """The first sheet with a header that we know. Which of the three formats it is, its headers say."""
    grid, header, lines, notes = _first_table(path, contents)
    format_name = format_of_table(header)
    rows = READERS[format_name](grid, header, _with_rows(lines))
    return Opened(format_name, tuple(name for name in header.columns if name), _after(notes, rows))


def _first_table(path: Path, contents: Contents) -> tuple[Grid, Header, Iterator[Line], list[Problem]]:
    if contents.kind == "csv":
        grid = csv_grid(path, count_known)
        return (grid, *find_header(grid), [])
    refused: FileRefused | None = None
    others: list[str] = []
    found: tuple[Grid, Header, Iterator[Line]] | None = None
    for grid in workbook_grids(path, contents):
        if found:
            others.append(grid.name)
            continue
        try:
            found = (grid, *find_header(grid))
        except FileRefused as error:
            refused = refused or error
    if found is None:
        raise refused or FileRefused("no_rows")
    notes = [Problem(found[1].line, "", "sheet_left_out", {"sheet": name}, is_fatal=False) for name in others]
    return (*found, notes)


def _with_rows(lines: Iterator[Line]) -> Iterator[Line]:
    """The same lines. Raises FileRefused, before anything is handed over, where none holds anything."""
    for line in lines:
        if any(cell != "" for cell in line[1]):
            return _chain(line, lines)
    raise FileRefused("no_rows")


def _chain(line: Line, lines: Iterator[Line]) -> Iterator[Line]:
    yield line
    yield from lines


def _after(notes: list[Problem], rows: Iterator[Row | Problem]) -> Iterator[Row | Problem]:
    yield from notes
    yield from rows


def read_uhri(grid: Grid, header: Header, lines: Iterator[Line]) -> Iterator[Row | Problem]:
    """16 columns; every value of a list stands on a line of its own behind "- "."""
    yield from notes_on_header(header, wanted=("states", "mechanism"))
    yield from without_repeats(read_table(grid, header, lines, UHRI))


def read_upr_info(grid: Grid, header: Header, lines: Iterator[Line]) -> Iterator[Row | Problem]:
    """A row for each recommending State: merged. Some editions (xls) say SuR, RS and twice Rgrp, Org."""
    yield from notes_on_header(header)
    yield from with_states_merged(read_table(grid, header, lines, UPR_INFO))


def read_sheet(grid: Grid, header: Header, lines: Iterator[Line]) -> Iterator[Row | Problem]:
    """Somebody's own table: any order of columns, any of the headers we know."""
    yield from notes_on_header(header, wanted=("states", "mechanism"))
    rows = read_table(grid, header, lines, SHEET)
    is_row_a_state = "recommending_states" in header.fields and "annotation_id" not in header.fields
    yield from with_states_merged(rows) if is_row_a_state else without_repeats(rows)


READERS: dict[str, Callable[[Grid, Header, Iterator[Line]], Iterator[Row | Problem]]] = {
    "uhri_xlsx": read_uhri,
    "upr_info": read_upr_info,
    "sheet": read_sheet,
}
