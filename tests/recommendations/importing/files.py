"""Writers of import files for the tests: fictional rows in the exact shapes of the real exports."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl

UHRI_HEADERS = (
    "Text",
    "Countries Concerned",
    "Reccomending Body",
    "Document Symbol",
    "Themes",
    "Affected Persons",
    "Sdgs",
    "Document Publication Date",
    "UPR Reccomending States",
    "UPR Position",
    "Type",
    "OHCHR Annotation Id",
    "UPR Session",
    "Regions Concerned",
    "Recommending Regions",
    "Date of publication on UHRI",
)
UPR_INFO_HEADERS = ("To", "To-Rgrp", "To-Org", "Text", "From", "From-Rgrp", "From-Org", "Response", "Action", "Issue", "Session")


def annotation_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def uhri_row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A recommendation of the UPR as the UHRI's workbook writes it; `changes` by header, blanks for spaces: Document_Symbol."""
    row: dict[str, Any] = dict.fromkeys(UHRI_HEADERS, "") | {
        "Text": f"140.{number} Strengthen the ombudsman's office, measure {number} (Portugal);",
        "Countries Concerned": "- Samoa",
        "Reccomending Body": "- UPR",
        "Document Symbol": "A/HRC/59/15",
        "Themes": "- Equality & non-discrimination\n- Right to health",
        "Affected Persons": "- Women & girls",
        "Sdgs": "- 10 - REDUCED INEQUALITIES",
        "Document Publication Date": 45740.4996,
        "UPR Reccomending States": "- Portugal",
        "UPR Position": "- Supported",
        "Type": "- Recommendations",
        "OHCHR Annotation Id": annotation_id(number),
        "UPR Session": "- 48th Session",
        "Regions Concerned": "- Asia-Pacific",
        "Date of publication on UHRI": 45800.4996282407,
    }
    return row | {header.replace("_", " "): value for header, value in changes.items()}


def write_sheet(path: Path, headers: Sequence[str], rows: Iterable[Sequence[Any]], *, above: Sequence[Sequence[Any]] = (), title: str = "") -> Path:
    """A workbook with one sheet. `title` is merged across the first row."""
    book = openpyxl.Workbook()
    sheet = book.active
    if title:
        sheet.append([title])
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(headers))
    for line in (*above, headers, *rows):
        sheet.append(list(line))
    book.save(path)
    return path


def write_uhri(path: Path, rows: Iterable[Mapping[str, Any]], **layout: Any) -> Path:
    return write_sheet(path, UHRI_HEADERS, [[row[header] for header in UHRI_HEADERS] for row in rows], **layout)


def uhri_object(number: int = 1, **changes: Any) -> dict[str, Any]:
    """The same recommendation as the UHRI's json has it."""
    return {
        "AnnotationId": annotation_id(number),
        "AnnotationType": "Recommendations",
        "Body": "- UPR",
        "Countries": ["Samoa"],
        "Regions": ["Asia-Pacific"],
        "Themes": ["Equality & non-discrimination", "Right to health"],
        "AffectedPersons": ["Women & girls"],
        "Sdgs": ["10 - REDUCED INEQUALITIES"],
        "Symbol": "A/HRC/59/15",
        "DocumentId": "d-1",
        "Text": f"140.{number} Strengthen the ombudsman's office, measure {number} (Portugal);",
        "PublicationDate": "2025-03-24T00:00:00",
        "PublicationDateOnUhri": "2025-05-23T00:00:00",
        "UprCycle": "4th cycle",
        "UprSession": ["48th Session"],
        "UprPositions": ["Supported"],
        "UprRecommendingCountry": ["Portugal"],
        "UprRecommendingRegions": ["Western Europe & Others"],
    } | changes


def write_json(path: Path, value: Any, *, mark: bytes = b"") -> Path:
    path.write_bytes(mark + json.dumps(value, ensure_ascii=False).encode())
    return path


def upr_info_row(text: str = "Ratify the Optional Protocol ", sender: str = "Chile", **changes: Any) -> dict[str, Any]:
    return {
        "To": "Samoa",
        "To-Rgrp": "Asia",
        "To-Org": "PIF, Commonwealth",
        "Text": text,
        "From": sender,
        "From-Rgrp": "GRULAC",
        "From-Org": "OAS",
        "Response": "Accepted",
        "Action": "5",
        "Issue": "International instruments,Minorities",
        "Session": "11",
    } | changes


def write_csv(
    path: Path,
    rows: Sequence[Mapping[str, Any]],
    *,
    headers: Sequence[str] = (),
    encoding: str = "mac_roman",
    line_end: str = "\r",
    delimiter: str = ",",
) -> Path:
    """As UPR Info writes it, unless told otherwise: Mac Roman, bare CR, none after the last row."""
    headers = headers or list(rows[0])
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(headers)
    writer.writerows([row[header] for header in headers] for row in rows)
    path.write_bytes(out.getvalue().removesuffix(line_end).encode(encoding))
    return path


LIST_HEADERS = {
    2: ("Recommendation", "Position", "Full list of themes", "Assessment/comments on level of implementation"),
    3: ("Recommendation", "Position", "Full list of themes", "Assessment/comments on level of implementation"),
    4: ("Recommendation and recommending State", "Position of the State under review", "Human rights themes and groups of persons", "Relevant SDGs"),
}
PERSONS_LABEL = {2: "Affected persons:", 3: "Groups of Persons: ", 4: "Groups of Persons: "}
SESSIONS = {2: 20, 3: 34, 4: 48}


def write_list(path: Path, cycle: int, headings: Mapping[str, Sequence[Mapping[str, Any]]], *, state: str = "Samoa") -> Path:
    """OHCHR's thematic list as it came in that cycle. `headings`: theme heading to its recommendations, each with `text`,
    `position`, `source`, `themes`, `persons`, `sdgs`. Cycle 3 has the columns of 2 and the labels of 4."""
    document = docx.Document()
    ordinal = {2: "2nd", 3: "3rd", 4: "4th"}[cycle]
    document.sections[0].header.paragraphs[
        0
    ].text = f"UPR of {state} ({ordinal} Cycle – {SESSIONS[cycle]}th session)\t\tThematic list of recommendations"
    document.add_paragraph("")
    table = document.add_table(rows=1, cols=4)
    for cell, header in zip(table.rows[0].cells, LIST_HEADERS[cycle], strict=True):
        cell.text = header
    dash = "" if cycle == 2 else "- "
    for heading, recommendations in headings.items():
        cells = table.add_row().cells
        cells[0].merge(cells[3]).text = f"Theme: {heading}"
        for one in recommendations:
            cells = table.add_row().cells
            label = "Source of position" if cycle == 2 else "Source of Position"
            cells[0].text = f"{one['text']} \n{label}: {one['source']}"
            cells[1].text = one["position"]
            persons = [f"- {person}" for person in one["persons"]]
            goals = [f"- {goal}" for goal in one.get("sdgs", ())]
            in_themes = ["Relevant SDGs:", *goals] if cycle == 3 and goals else []
            cells[2].text = "\n".join([*(dash + theme for theme in one["themes"]), PERSONS_LABEL[cycle], *persons, *in_themes])
            cells[3].text = "\n".join(goals) if cycle == 4 else "\n"
    document.save(path)
    return path


def write_zip(path: Path, parts: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORKBOOK_PARTS = {
    "[Content_Types].xml": (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def write_workbook(path: Path, cells: str, **more: bytes | str) -> Path:
    """A workbook around raw XML of its one sheet's rows; `more` parts by name, "__" for "/"."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    return write_zip(
        path, WORKBOOK_PARTS | {"xl/worksheets/sheet1.xml": sheet} | {name.replace("__", "/"): content for name, content in more.items()}
    )


def inline(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'
