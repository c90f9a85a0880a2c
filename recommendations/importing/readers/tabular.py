"""The three formats that are tables: OHCHR's UHRI workbook, UPR Info's export, and people's own sheets."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from pathlib import Path
from typing import Any

from ..cells import as_text, split_commas, split_list
from ..detect import format_of_table
from ..grids import Grid, Line, csv_grid, workbook_grids
from ..guard import Contents
from ..headers import Header, count_known, find_header
from ..mapping import ASKED, Remembered, as_table, best_known_header, likely_header, with_sample
from ..names import normalise_text
from ..opened import Opened
from ..repeats import with_states_merged, without_repeats
from ..rows import FileRefused, Problem, Row
from ..tables import Manner, notes_on_header, read_table

UHRI = Manner(has_html=True)
UPR_INFO = Manner(split_issues=split_commas, mechanism="UPR")
SHEET = Manner(split=split_list, split_issues=split_list)


NOTHING = Remembered({})


def open_table(path: Path, contents: Contents, remembered: Remembered = NOTHING) -> Opened:
    """The first sheet with a header that we know. Which of the three formats it is, its headers say."""
    grid, header, lines, notes, table = _first_table(path, contents, remembered)
    format_name = format_of_table(header)
    rows = READERS[format_name](grid, header, _with_rows(lines))
    columns = tuple(name for name in header.columns if name)
    return Opened(format_name, columns, _after(notes, rows), lambda line: (line, grid.height), {"table": table})


def original_lines(path: Path, contents: Contents, remembered: Remembered, wanted: Container[int]) -> Iterator[tuple[int, list[str]]]:
    """The header's line and those of the wanted lines, cells as their text, in the order of the file.

    Lines that became one row with a wanted line, because they differ in the recommending State only, come under its number.
    """
    _grid, header, lines, _notes, _table = _first_table(path, contents, remembered)
    yield header.line, list(header.columns)
    apart = _columns_of_states(header) if _is_row_a_state(header) else None
    first: dict[tuple[str, ...], int] = {}
    for line, cells in lines:
        texts = [as_text(cell) for cell in cells]
        key = () if apart is None else tuple(normalise_text(text) for index, text in enumerate(texts) if index not in apart)
        if line in wanted:
            yield line, texts
            first.setdefault(key, line)
        elif apart is not None and key in first:
            yield first[key], texts


def _is_row_a_state(header: Header) -> bool:
    """Its rows give one recommending State each, and are merged."""
    return "recommending_states" in header.fields and "annotation_id" not in header.fields


def _columns_of_states(header: Header) -> set[int]:
    """What tells rows apart that are one recommendation."""
    return {*header.fields["recommending_states"], *(index for index, name in header.kept.items() if name.startswith("From-"))}


def plain_lines(path: Path, contents: Contents) -> Iterator[tuple[int, list[str]]]:
    """The lines of the first sheet, or of a csv file. Raises FileRefused."""
    if contents.kind not in ("xlsx", "xls", "csv"):
        raise FileRefused("no_rows")
    grid = csv_grid(path, len) if contents.kind == "csv" else next(workbook_grids(path, contents), None)
    for line, cells in grid.rows if grid else ():
        yield line, [as_text(cell) for cell in cells]


def all_sheets(path: Path, contents: Contents) -> Iterator[tuple[str, int, int, list[str], list[int]]]:
    """Of every visible sheet of a workbook: (its name, line, first column, cells as text, which of them are formulas). Raises FileRefused."""
    if contents.kind != "xlsx":
        raise FileRefused("no_workbook")
    for grid in workbook_grids(path, contents):
        formulas = defaultdict(list)
        for line, place in grid.formulas:
            formulas[line].append(place)
        for line, cells in grid.rows:
            yield grid.name, line, grid.first_column, [as_text(cell) for cell in cells], sorted(formulas[line])


Found = tuple[Grid, Header, Iterator[Line]]


def _first_table(path: Path, contents: Contents, remembered: Remembered) -> tuple[Grid, Header, Iterator[Line], list[Problem], dict[str, Any]]:
    if contents.kind == "csv":
        found, table = _look(csv_grid(path, lambda cells: len(cells) if remembered.of(cells) else count_known(cells)), remembered)
        return (*found, [], table)
    refused: FileRefused | None = None
    others: list[str] = []
    first: tuple[Found, dict[str, Any]] | None = None
    for grid in workbook_grids(path, contents):
        if first:
            others.append(grid.name)
            continue
        try:
            first = _look(grid, remembered)
        except FileRefused as error:
            if refused is None or (error.table and not refused.table):
                refused = error
    if first is None:
        raise refused or FileRefused("no_rows")
    found, table = first
    notes = [Problem(found[1].line, "", "sheet_left_out", {"sheet": name}, is_fatal=False) for name in others]
    return (*found, notes, table)


def _look(grid: Grid, remembered: Remembered) -> tuple[Found, dict[str, Any]]:
    """The header of one sheet, and its first rows for a person who wants to say what the columns mean.

    Raises FileRefused; with the first rows where a person could tell, because some row looks like headers.
    """
    grid, sample = with_sample(grid)
    try:
        header, lines = find_header(grid, remembered.header)
    except FileRefused as refused:
        line = best_known_header(sample) or likely_header(sample)
        if refused.code in ASKED and line and any(number > line for number, cells in sample if any(cell != "" for cell in cells)):
            refused.table = as_table(grid.name, sample, line)
        raise
    return (grid, header, lines), as_table(grid.name, sample, header.line)


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
    yield from with_states_merged(rows) if _is_row_a_state(header) else without_repeats(rows)


READERS: dict[str, Callable[[Grid, Header, Iterator[Line]], Iterator[Row | Problem]]] = {
    "uhri_xlsx": read_uhri,
    "upr_info": read_upr_info,
    "sheet": read_sheet,
}
