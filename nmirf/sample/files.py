"""Writes the sample's documents as the files a secretariat would receive, in the exact shape of the real exports.

Only the import reads them, so the sample goes the way of every other recommendation.
"""

import csv
import io
import json
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from docx import Document as new_word_document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.shared import Pt

from .data import FOLDER, Sample, load
from .shapes import STATE_CODE, STATE_NAME, Document, Format, Item

REGION = "Latin America and the Caribbean"
UPR_INFO_GROUP, UPR_INFO_ORGANISATIONS = "GRULAC", "OAS, ACS"
TYPES = {"recommendation": "Recommendations", "observation": "Concerns/Observations"}
UHRI_HEADERS = (
    "Text", "Countries Concerned", "Reccomending Body", "Document Symbol", "Themes", "Affected Persons", "Sdgs", "Document Publication Date",
    "UPR Reccomending States", "UPR Position", "Type", "OHCHR Annotation Id", "UPR Session", "Regions Concerned", "Recommending Regions",
    "Date of publication on UHRI",
)  # fmt: skip
UPR_INFO_HEADERS = ("To", "To-Rgrp", "To-Org", "Text", "From", "From-Rgrp", "From-Org", "Response", "Action", "Issue", "Session")
OHCHR_HEADERS = (
    "Recommendation and recommending State",
    "Position of the State under review",
    "Human rights themes and groups of persons",
    "Relevant SDGs",
)
SHEET_HEADERS = ("Text", "Mechanism", "Document symbol", "Paragraph", "Theme", "Date")
GOALS = (
    "NO POVERTY", "ZERO HUNGER", "GOOD HEALTH AND WELL-BEING", "QUALITY EDUCATION", "GENDER EQUALITY", "CLEAN WATER AND SANITATION",
    "AFFORDABLE AND CLEAN ENERGY", "DECENT WORK AND ECONOMIC GROWTH", "INDUSTRY, INNOVATION AND INFRASTRUCTURE", "REDUCED INEQUALITIES",
    "SUSTAINABLE CITIES AND COMMUNITIES", "RESPONSIBLE CONSUMPTION AND PRODUCTION", "CLIMATE ACTION", "LIFE BELOW WATER", "LIFE ON LAND",
    "PEACE, JUSTICE AND STRONG INSTITUTIONS", "PARTNERSHIPS FOR THE GOALS",
)  # fmt: skip

Rows = Iterator[tuple[Document, Item]]


def write_files(folder: Path, sample: Sample | None = None) -> list[Path]:
    """Writes one file a format into `folder` and returns their paths. No recommendation stands in two of them."""
    sample = sample or load()
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for format_, (name, write) in WRITERS.items():
        path = folder / name
        write(path, _rows(sample, format_))
        written.append(path)
    return written


def annotation_id(document: Document, item: Item) -> str:
    """The same at each writing, as OHCHR's ids are."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{STATE_CODE}/{document.symbol}#{item.paragraph}"))


def upr_info_states() -> dict[str, dict[str, str]]:
    """State as UHRI spells it → its name, regional group and organisations in UPR Info's export."""
    states: dict[str, dict[str, str]] = json.loads((FOLDER / "states.json").read_text(encoding="utf-8"))
    return states


def _rows(sample: Sample, format_: Format) -> Rows:
    return ((document, item) for document, item in sample.items.values() if document.format == format_)


def _sdg_label(number: str) -> str:
    return number if "." in number else f"{number} - {GOALS[int(number) - 1]}"


def _numbered(item: Item) -> str:
    """The number glued to the text, as UHRI has it: `12. The Committee …`, `22. (a) Adopt …`."""
    number, _, letter = item.paragraph.partition(" ")
    return f"{number}. {letter} {item.text}" if letter else f"{number}. {item.text}"


def _on_uhri(published: date) -> datetime:
    return datetime(published.year, published.month, published.day, 11, 59, 28) + timedelta(days=60)


# --- UHRI, workbook -----------------------------------------------------------------------------------------------------


def _write_uhri_workbook(path: Path, rows: Rows) -> None:
    cells = ([*UHRI_HEADERS], *(_uhri_cells(document, item) for document, item in rows))
    _write_workbook(path, "Sheet1", cells)


def _uhri_cells(document: Document, item: Item) -> list[Any]:
    published = (document.published_on - date(1899, 12, 30)).days
    return [
        _numbered(item), _dashed(STATE_NAME), _dashed(document.mechanism), document.symbol, _dashed(*item.themes), _dashed(*item.affected_persons),
        _dashed(*map(_sdg_label, item.sdgs)), published, None, None, _dashed(TYPES[item.kind]), annotation_id(document, item), None,
        _dashed(REGION), None, (_on_uhri(document.published_on) - datetime(1899, 12, 30)) / timedelta(days=1),
    ]  # fmt: skip


def _dashed(*values: str) -> str:
    return "\n".join(f"- {value}" for value in values)


def _write_workbook(path: Path, sheet: str, rows: tuple[list[Any], ...]) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"created": datetime(2026, 1, 1)})  # the same bytes at each writing
        worksheet = workbook.add_worksheet(sheet)
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for line, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    worksheet.write_datetime(line, column, cell, day)
                elif cell is not None:
                    worksheet.write(line, column, cell)


# --- UHRI, json -----------------------------------------------------------------------------------------------------------


def _write_uhri_json(path: Path, rows: Rows) -> None:
    objects = [_uhri_object(document, item) for document, item in rows]
    path.write_text(json.dumps(objects, ensure_ascii=False, indent=1), encoding="utf-8")


def _uhri_object(document: Document, item: Item) -> dict[str, Any]:
    return {
        "AnnotationId": annotation_id(document, item),
        "AnnotationType": TYPES[item.kind],
        "Body": f"- {document.mechanism}",
        "Countries": [STATE_NAME],
        "Regions": [REGION],
        "Themes": item.themes,
        "AffectedPersons": item.affected_persons,
        "Sdgs": [_sdg_label(number) for number in item.sdgs],
        "Symbol": document.symbol,
        "DocumentId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{STATE_CODE}/{document.symbol}")),
        "Text": _numbered(item),
        "PublicationDate": f"{document.published_on.isoformat()}T00:00:00",
        "PublicationDateOnUhri": _on_uhri(document.published_on).isoformat(),
        "UprCycle": None,
        "UprSession": [],
        "UprPositions": [],
        "UprRecommendingCountry": [],
        "UprRecommendingRegions": [],
    }


# --- UPR Info, csv --------------------------------------------------------------------------------------------------------


def _write_upr_info(path: Path, rows: Rows) -> None:
    """Mac Roman, lines ended by CR alone, no line end after the last; a row for each recommending State."""
    states = upr_info_states()
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r")
    writer.writerow(UPR_INFO_HEADERS)
    for document, item in rows:
        blank = " " if len(item.text) % 2 else ""  # half of the real texts end in a blank
        response = "Accepted" if item.position == "supported" else "Noted"
        for state in item.recommending_states:
            here = states[state]
            writer.writerow(
                (STATE_NAME, UPR_INFO_GROUP, UPR_INFO_ORGANISATIONS, item.text + blank, here["upr_info_name"], here["group"],
                 here["organisations"], response, item.action_category, ",".join(item.issues), document.session)
            )  # fmt: skip
    path.write_bytes(buffer.getvalue().removesuffix("\r").encode("mac_roman"))


# --- OHCHR's thematic list, docx ------------------------------------------------------------------------------------------


def _write_thematic_list(path: Path, rows: Rows) -> None:
    """The table of a cycle-4 list: recommendations under the theme that each has first, headings across the table."""
    by_theme: dict[str, list[tuple[Document, Item]]] = {}
    for document, item in rows:
        by_theme.setdefault(item.themes[0], []).append((document, item))
    word = new_word_document()
    word.styles["Normal"].font.size = Pt(10)
    _set_up_page(word.sections[0], next(iter(by_theme.values()))[0][0])
    table = word.add_table(rows=1, cols=len(OHCHR_HEADERS))
    for cell, header in zip(table.rows[0].cells, OHCHR_HEADERS, strict=True):
        cell.paragraphs[0].add_run(header).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for theme, members in by_theme.items():
        cells = table.add_row().cells
        cells[0].merge(cells[-1]).paragraphs[0].add_run(f"Theme: {theme}").bold = True
        for document, item in members:
            _fill_list_row(table.add_row().cells, document, item)
    word.save(str(path))


def _set_up_page(section: Any, document: Document) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.header.paragraphs[
        0
    ].text = f"UPR of {STATE_NAME} ({document.cycle}th Cycle - {document.session}th Session)\t\t\tThematic list of recommendations*"
    section.footer.paragraphs[0].text = "* Recommendations of other mechanisms are in the Universal Human Rights Index (UHRI)."


def _fill_list_row(cells: Any, document: Document, item: Item) -> None:
    by = " ".join(f"({state})" for state in item.recommending_states)
    _fill(cells[0], [f"{item.paragraph} {item.text} {by};"], label="Source of Position: ", below=f"{document.symbol}/Add.1 - Para.3")
    _fill(cells[1], [item.position.capitalize()])
    _fill(cells[2], [f"- {theme}" for theme in item.themes], label="Groups of Persons: ")
    for person in item.affected_persons:
        cells[2].add_paragraph(f"- {person}")
    _fill(cells[3], [f"- {_sdg_label(number)}" for number in item.sdgs])


def _fill(cell: Any, lines: list[str], *, label: str = "", below: str = "") -> None:
    """A paragraph a line, the first in the cell's own; then, if any, a bold label and what it says."""
    cell.paragraphs[0].text = lines[0]
    for line in lines[1:]:
        cell.add_paragraph(line)
    if label:
        paragraph = cell.add_paragraph()
        paragraph.add_run(label).bold = True
        paragraph.add_run(below)


# --- a home-made sheet ----------------------------------------------------------------------------------------------------


def _write_sheet(path: Path, rows: Rows) -> None:
    cells = (
        [item.text, document.mechanism, document.symbol, item.paragraph, "; ".join(item.themes), document.published_on] for document, item in rows
    )
    _write_workbook(path, "Regional bodies", ([*SHEET_HEADERS], *cells))


WRITERS: dict[Format, tuple[str, Callable[[Path, Rows], None]]] = {
    "uhri_xlsx": ("uhri-valmera-2017-2024.xlsx", _write_uhri_workbook),
    "uhri_json": ("uhri-valmera-2023-2025.json", _write_uhri_json),
    "upr_info_csv": ("upr-info-valmera-session-35.csv", _write_upr_info),
    "ohchr_docx": ("upr48-valmera-thematic-list-of-recommendations.docx", _write_thematic_list),
    "homemade_xlsx": ("regional-bodies.xlsx", _write_sheet),
}
