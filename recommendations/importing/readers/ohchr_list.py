"""OHCHR's thematic list of recommendations (docx): one table, theme headings across it, a recommendation a row.

The columns changed from one cycle of the UPR to the next, so each is known by its header and each part of a cell by its label:

    cycle 2   Recommendation | Position | Full list of themes | Assessment ...     codes ("A12 ..."), "Affected persons:"
    cycle 3   the columns of cycle 2 with the labels of cycle 4
    cycle 4   Recommendation and recommending State | Position of the State ... | Human rights themes and groups of persons | Relevant SDGs
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

from ..cells import (
    LIST_DASH,
    MAX_CELL_CHARACTERS,
    cycle_of_session,
    fold_space,
    has_controls,
    once,
    read_position,
    read_sdg,
    read_themes,
    split_lines,
    split_paragraph,
    split_states,
)
from ..names import fold_name, normalise_text
from ..opened import Opened
from ..rows import FileRefused, Problem, Row
from ..word import PARAGRAPH, paragraph_text

HEADER_WITHIN = 5  # rows: a title can stand above it
HEADERS = {
    "recommendation": "text", "recommendations": "text", "recommendation and recommending state": "text",
    "recommendation and recommending states": "text", "recommendation recommending state": "text",
    "position": "position", "position of the state under review": "position", "position of state under review": "position",
    "full list of themes": "themes", "themes": "themes", "human rights themes and groups of persons": "themes", "human rights themes": "themes",
    "relevant sdgs": "sdgs", "sdgs": "sdgs", "relevant sdgs and targets": "sdgs",
    "affected persons": "affected_persons", "groups of persons": "affected_persons",
    "assessment comments on level of implementation": "assessment",
}  # fmt: skip
# Labels inside the themes' cell: what stands below them, up to the next.
LABELS = {
    "affected persons": "affected_persons",
    "groups of persons": "affected_persons",
    "group of persons": "affected_persons",
    "relevant sdgs": "sdgs",
    "sdgs": "sdgs",
    "themes": "themes",
    "human rights themes": "themes",
}
SOURCE = re.compile(r"^\s*Sources?\s+of\s+positions?\s*:?\s*", re.I)
SYMBOL = re.compile(r"\bA/(?:HRC|\d+)/[\w./]*\w")
PAGE_HEADER = re.compile(r"UPR\s+of\s+(?:the\s+)?(?P<state>.+?)\s*\((?P<cycle>\d)\w*\s+cycle\s*[-–—,]\s*(?P<session>\d+)\w*\s+session", re.I)
# Goals among the themes, without a label: "S16 SDG 16 - peace, ...", "16 - PEACE, ..."
SDG_LABEL = re.compile(r"^(?:S\d{2}\s+)?(?:SDGs?\b|\d{1,2}\s+[-–]\s+[A-Z]{2})")


def open_list(path: Path) -> Opened:
    try:
        document = Document(str(path))
    except (KeyError, ValueError, OpcError, XMLSyntaxError, BadZipFile) as error:  # a part is missing or broken
        raise FileRefused("file_damaged") from error
    tables = [_own(table, ROW) for table in _own(document.element.body, TABLE)]
    for number, rows in enumerate(tables):
        header = next((row for row in rows[:HEADER_WITHIN] if {"text", "position"} <= set(_columns(row).values())), None)
        if header is not None:
            items = list(_merged(_read(tables[number:], _columns(header), _about(document))))
            if not any(isinstance(item, Row) for item in items):
                raise FileRefused("no_rows")
            return Opened("ohchr_list", tuple(_cell_text(cell) for cell in _own(header, CELL)), iter(items))
    raise FileRefused("no_list")


@dataclass(frozen=True)
class About:
    """What the page's header says of the whole list."""

    state: str = ""
    session: str = ""
    cycle: int | None = None


def _about(document: Any) -> About:
    for section in document.sections:
        for part in (section.header, section.first_page_header):
            for text in (fold_space(paragraph.text) for paragraph in part.paragraphs):
                if match := PAGE_HEADER.search(text):
                    return About(match["state"], str(int(match["session"])), int(match["cycle"]))
    return About()


def _columns(row: Any) -> dict[int, str]:
    """{place of a cell: what it holds} for a row of headers, empty where it is none."""
    names = (fold_name(_cell_text(cell)) for cell in _own(row, CELL))
    return {place: HEADERS[name] for place, name in enumerate(names) if name in HEADERS}


def _read(lists: list[list[Any]], columns: dict[int, str], about: About) -> Iterator[Row | Problem]:
    """A table can go on in another one, and repeat its header; a table of another kind has other columns and gives nothing."""
    line, heading = 0, ""
    for rows in lists:
        for row in rows:
            line += 1
            cells = [_cell_lines(cell) for cell in _own(row, CELL)]
            texts = [" ".join(lines) for lines in cells]
            if len(cells) == 1 or not any(texts[1:]):
                if texts[0:1] != [""]:
                    heading = re.sub(r"^Themes?\s*:\s*", "", texts[0], flags=re.I) if texts else heading
            elif found := _columns(row):
                columns = found if "text" in found.values() else columns
            elif len(cells) > max(columns):
                yield from _read_row(line, {name: cells[place] for place, name in columns.items()}, heading, about)


def _read_row(line: int, cells: dict[str, list[str]], heading: str, about: About) -> Iterator[Row | Problem]:
    text_ends = next((place for place, text in enumerate(cells["text"]) if SOURCE.match(text)), len(cells["text"]))
    lines, source = cells["text"][:text_ends], SOURCE.sub("", " ".join(cells["text"][text_ends:]))
    whole = " ".join(lines)
    if not whole:
        yield Problem(line, "Recommendation", "text_missing")
        return
    if len(whole) > MAX_CELL_CHARACTERS:
        yield Problem(line, "Recommendation", "cell_too_long", {"length": str(len(whole)), "limit": str(MAX_CELL_CHARACTERS)})
        return
    if any(has_controls(text) for text in lines):
        yield Problem(line, "Recommendation", "control_characters", is_fatal=False)
    paragraph, _, text = split_paragraph(fold_space(whole))
    text, states = split_states(text, trusting=True)
    words = "; ".join(cells.get("position", ()))
    position, problem = read_position(words)
    if problem:
        yield Problem(line, "Position", problem, {"value": words[:80]}, is_fatal=False)
    parts = _parts(cells)
    labels = once((*parts["themes"], *([heading] if heading and not parts["themes"] else ())))
    themes, codes = read_themes(labels, text)
    for label in parts["sdgs"]:
        if not read_sdg(label):
            yield Problem(line, "SDGs", "sdg_unknown", {"value": label[:80]}, is_fatal=False)
    symbol = SYMBOL.search(source)
    extra = {
        "Theme heading": heading,
        "Theme codes": codes,
        "Position": words,
        "State in the page header": about.state,
        "Assessment": " ".join(cells.get("assessment", ())),
    }
    yield Row(
        line=line,
        text=text,
        mechanism="UPR",
        symbol=re.sub(r"/Add\.\d+$", "", symbol[0]) if symbol else "",
        paragraph=paragraph,
        recommending_states=states,
        position=position,
        position_source=source,
        session=about.session,
        cycle=about.cycle or cycle_of_session(about.session),
        themes=themes,
        affected_persons=once(parts["affected_persons"]),
        sdgs=once(read_sdg(label) for label in parts["sdgs"]),
        extra={name: value for name, value in extra.items() if value},
    )


def _parts(cells: dict[str, list[str]]) -> dict[str, list[str]]:
    """The themes' cell taken apart by its labels, beside the columns that hold one thing only."""
    parts: dict[str, list[str]] = {"themes": [], "affected_persons": [], "sdgs": []}
    for column in ("themes", "affected_persons", "sdgs"):
        part = column
        for text in cells.get(column, ()):
            label, _, rest = text.partition(":")
            if fold_name(label) in LABELS and (rest or text.rstrip().endswith(":")):
                part, text = LABELS[fold_name(label)], rest
            value = LIST_DASH.sub("", fold_space(text))
            parts["sdgs" if part == "themes" and SDG_LABEL.match(value) else part].extend(split_lines(value))
    return parts


def _merged(items: Iterable[Row | Problem]) -> Iterator[Row | Problem]:
    """A recommendation can stand under several theme headings: one row with all their labels. All rows are held for it."""
    by_paragraph: dict[object, Row] = {}
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        key = item.paragraph or normalise_text(item.text)
        first = by_paragraph.setdefault(key, item)
        if first is item:
            continue
        if normalise_text(first.text) != normalise_text(item.text):
            yield Problem(item.line, "Recommendation", "paragraph_taken", {"paragraph": item.paragraph, "line": str(first.line)})
            continue
        headings = once([*first.extra.get("Theme heading", "").split("; "), item.extra.get("Theme heading", "")])
        by_paragraph[key] = replace(
            first,
            recommending_states=once((*first.recommending_states, *item.recommending_states)),
            themes=once((*first.themes, *item.themes)),
            affected_persons=once((*first.affected_persons, *item.affected_persons)),
            sdgs=once((*first.sdgs, *item.sdgs)),
            extra=first.extra | {"Theme heading": "; ".join(headings)},
        )
    yield from by_paragraph.values()


# --- text of a cell ---------------------------------------------------------------------------------------------------

TABLE, ROW, CELL = qn("w:tbl"), qn("w:tr"), qn("w:tc")


def _own(element: Any, tag: str) -> list[Any]:
    """The element's tables, rows or cells, those in content controls too, but not those of a table inside it."""
    found = []
    for child in element:
        if child.tag == tag:
            found.append(child)
        elif child.tag not in (TABLE, PARAGRAPH):
            found.extend(_own(child, tag))
    return found


def _cell_lines(cell: Any) -> list[str]:
    """The cell's lines, folded, blank ones left out."""
    lines = (fold_space(line) for paragraph in cell.iter(PARAGRAPH) for line in paragraph_text(paragraph).split("\n"))
    return [line for line in lines if line]


def _cell_text(cell: Any) -> str:
    return " ".join(_cell_lines(cell))
