"""A result as a table: Excel, csv, json. Written row by row, so that memory stays flat however long it is."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import IO, Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from recommendations.queries.columns import Value
from recommendations.queries.exports import Wanted

LONGEST = 32_767  # characters in a cell of Excel
CUT = " […]"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


def write_xlsx(wanted: Wanted, file: IO[bytes]) -> None:
    """The table on one sheet, what it is on another. No text becomes a formula, a number or a link."""
    with workbook(file) as book:
        sheet = book.add_worksheet(_("Recommendations")[:31])
        top = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        styles = {False: book.add_format({"text_wrap": True, "valign": "top"}), True: book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})}
        if get_language_bidi():
            sheet.right_to_left()
        for place, column in enumerate(wanted.columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, str(column.label), top)
        line = 0
        for line, (_row, cells) in enumerate(wanted.each(), 1):
            for place, value in enumerate(cells):
                write_cell(sheet, line, place, value, styles)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, line, len(wanted.columns) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        write_about(book, wanted)


def workbook(file: IO[bytes]) -> Workbook:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(file, options)
    book.set_properties({"author": settings.NMIRF_NAME, "created": timezone.now().replace(tzinfo=None)})
    return book


def write_cell(sheet: Any, line: int, place: int, value: Value, styles: dict[bool, Any]) -> None:
    if isinstance(value, date):
        sheet.write_datetime(line, place, value, styles[True])
    elif isinstance(value, int):
        sheet.write_number(line, place, value, styles[False])
    elif words := as_text(value):
        sheet.write_string(line, place, words if len(words) <= LONGEST else words[: LONGEST - len(CUT)] + CUT, styles[False])


def write_about(book: Workbook, wanted: Wanted) -> None:
    """The second sheet: whose table this is, which filters made it, and when."""
    sheet = book.add_worksheet(_("About")[:31])
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 80)
    if get_language_bidi():
        sheet.right_to_left()
    bold = book.add_format({"bold": True})
    for line, (label, value) in enumerate(about(wanted)):
        sheet.write_string(line, 0, label, bold)
        sheet.write_string(line, 1, value)


def about(wanted: Wanted) -> list[tuple[str, str]]:
    day = date_format(timezone.localtime(), "DATETIME_FORMAT")
    return [
        (_("From"), f"{settings.NMIRF_NAME}, {settings.NMIRF_STATE_NAME}"),
        (_("Exported"), day),
        (wanted.kind, str(wanted.count)),
        *wanted.in_words,
    ]


def write_csv(wanted: Wanted, file: IO[bytes]) -> None:
    for part in csv_lines(wanted):
        file.write(part)


def csv_lines(wanted: Wanted) -> Iterator[bytes]:
    """Begins with the byte order mark, without which Excel reads Arabic and Cyrillic as noise. Dates are 2026-11-24."""
    line = StringIO()
    writer = csv.writer(line)

    def written(cells: list[str]) -> bytes:
        writer.writerow([guarded(cell) for cell in cells])
        text = line.getvalue()
        line.seek(0)
        line.truncate()
        return text.encode()

    yield "\ufeff".encode()
    yield written([str(column.label) for column in wanted.columns])
    for _row, cells in wanted.each():
        yield written([as_text(value) for value in cells])


def write_json(wanted: Wanted, file: IO[bytes]) -> None:
    for part in json_lines(wanted):
        file.write(part)


def json_lines(wanted: Wanted) -> Iterator[bytes]:
    """A list of objects, one a line: `id` and the columns by their stable names, with codes instead of words where there are any."""
    names = [column.name for column in wanted.columns]
    yield b"["
    before = "\n"
    for row, cells in wanted.each(as_codes=True):
        thing = {"id": str(row.public_id)} | dict(zip(names, cells, strict=True))
        yield (before + json.dumps(thing, ensure_ascii=False, default=date.isoformat)).encode()
        before = ",\n"
    yield b"\n]\n"


def guarded(text: str) -> str:
    """With an apostrophe before what a spreadsheet would run as a formula; it shows the text as it is then."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_text(value: Value) -> str:
    """Several things stand one a line, as in the UN's own tables."""
    if isinstance(value, list):
        return "\n".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
