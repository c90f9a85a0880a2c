"""The workbook that a focal point fills in without a connection.

One sheet has an item a row; only the cells to be filled in are unlocked. Its first row and first column are hidden: they say whose
workbook it is and which row is which. Another sheet tells how to fill it in. No text becomes a formula, a number or a link.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from recommendations.documents.tables import LONGEST, workbook
from recommendations.enums import Status
from reporting.handouts import columns
from reporting.handouts.columns import QUESTION, STATUS, Column
from reporting.models import Handout
from reporting.queries.handouts import Item

LISTS = "Lists"
FIRST = 2  # row of the first item, from 0: below the hidden names and the headers
CUT = " […]"
# What people may do in the locked sheet: make it readable, not change it.
ALLOWED = {"format_columns": True, "format_rows": True, "select_locked_cells": True, "select_unlocked_cells": True}


@dataclass(frozen=True, slots=True)
class Styles:
    header: Any
    header_filled: Any
    read: Any
    filled: Any
    grey: Any


def write_handout(handout: Handout, items: Iterable[Item], file: IO[bytes]) -> None:
    """In the handout's language. `items` are those that stand in it."""
    with translation.override(handout.language), workbook(file) as book:
        styles = _styles(book)
        wanted = columns.columns(handout.questions)
        sheet = book.add_worksheet(_("Your answers")[:31])
        _lay_out(sheet, wanted, styles, columns.sign(handout))
        by_id = {str(item.assignment.public_id): item for item in items}
        line = FIRST
        for line, row in enumerate(handout.rows, FIRST):
            _write_row(sheet, line, row, by_id[row["assignment"]], wanted, styles)
        _set_rules(sheet, wanted, line)
        _write_instructions(book, handout, wanted)
        _write_lists(book)


def _styles(book: Any) -> Styles:
    plain = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
    head = plain | {"bold": True, "bottom": 2}
    return Styles(
        header=book.add_format(head | {"bg_color": "#E7E6E6"}),
        header_filled=book.add_format(head | {"bg_color": "#DDEBF7"}),
        read=book.add_format(plain | {"bg_color": "#F2F2F2"}),
        filled=book.add_format(plain | {"locked": False, "num_format": "@"}),
        grey=book.add_format(plain | {"bg_color": "#D9D9D9"}),
    )


def _lay_out(sheet: Any, wanted: list[Column], styles: Styles, token: str) -> None:
    if get_language_bidi():
        sheet.right_to_left()
    sheet.set_row(0, None, None, {"hidden": True})  # before anything is written there: rows leave as soon as they are full
    for place, column in enumerate(wanted):
        sheet.set_column(place, place, column.width, None, {"hidden": column.name == columns.ID})
        sheet.write_string(0, place, token if column.name == columns.ID else column.name)
    for place, column in enumerate(wanted):
        style = styles.header_filled if column.note else styles.header
        sheet.write_string(1, place, columns.HEADERS if column.name == columns.ID else column.title, style)
    sheet.freeze_panes(FIRST, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_footer("&C&P / &N")
    sheet.protect("", ALLOWED)


def _write_row(sheet: Any, line: int, row: dict[str, Any], item: Item, wanted: list[Column], styles: Styles) -> None:
    told = _told(item)
    for place, column in enumerate(wanted):
        if column.name == columns.ID:
            sheet.write_string(line, place, row["assignment"], styles.read)
        elif column.name in told:
            _put(sheet, line, place, told[column.name], styles.read)
        elif column.name.startswith(QUESTION) and column.name not in row["values"]:
            sheet.write_blank(line, place, None, styles.grey)
        else:
            text = row["values"].get(column.name, "")
            _put(sheet, line, place, str(Status(text).label) if column.name == STATUS and text else text, styles.filled)


def _put(sheet: Any, line: int, place: int, text: str, style: Any) -> None:
    if text:
        sheet.write_string(line, place, text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT, style)
    else:
        sheet.write_blank(line, place, None, style)


def _told(item: Item) -> dict[str, str]:
    """What a person reads on the row, by column."""
    assignment, last, begun = item.assignment, item.last, item.open
    return {
        columns.REFERENCE: assignment.recommendation.reference,
        "recommendation": assignment.recommendation.text,
        "role": str(assignment.get_role_display()),
        "due": date_format(assignment.due_on, "SHORT_DATE_FORMAT") if assignment.due_on else "",
        "last": f"{last.get_status_display()}\n{columns.plain(last.text)}" if last else "",
        "returned": begun.return_reason if begun else "",
    }


def _set_rules(sheet: Any, wanted: list[Column], last: int) -> None:
    """What Excel says no to while somebody types."""
    for place, column in enumerate(wanted):
        if not column.note:
            continue
        note = {"input_title": _short(column.title, 32), "input_message": _short(column.note, 255)}
        if column.name == STATUS:
            rule: dict[str, Any] = {
                "validate": "list",
                "source": f"={LISTS}!$A$1:$A${len(columns.STATUSES)}",
                "error_title": _short(_("Status of implementation"), 32),
                "error_message": _short(_("Choose one of the list."), 255),
            }
        else:
            rule = {
                "validate": "length",
                "criteria": "<=",
                "value": columns.LONGEST,
                "error_title": _short(_("Too long"), 32),
                "error_message": _short(_("A text may have up to %(limit)s characters.") % {"limit": columns.LONGEST}, 255),
            }
        sheet.data_validation(FIRST, place, last, place, rule | note)


def _write_lists(book: Any) -> None:
    sheet = book.add_worksheet(LISTS)
    for line, code in enumerate(columns.STATUSES):
        sheet.write_string(line, 0, str(Status(code).label))
    sheet.hide()
    sheet.protect("")


def _write_instructions(book: Any, handout: Handout, wanted: list[Column]) -> None:
    sheet = book.add_worksheet(_("How to fill it in")[:31])
    if get_language_bidi():
        sheet.right_to_left()
    sheet.set_column(0, 0, 100)
    wrap, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True, "font_size": 14})
    sheet.write_string(0, 0, _title(handout), bold)
    for line, words in enumerate(_instructions(handout, wanted), 1):
        sheet.write_string(line, 0, words, wrap)
    sheet.protect("", ALLOWED)


def _title(handout: Handout) -> str:
    return f"{handout.institution} – {handout.round}" if handout.round else str(handout.institution)


def _instructions(handout: Handout, wanted: list[Column]) -> list[str]:
    issued = {"name": handout.user.name, "on": date_format(localtime(handout.issued_at), "DATETIME_FORMAT"), "mechanism": settings.NMIRF_NAME}
    lines = [_("Downloaded by %(name)s on %(on)s from %(mechanism)s.") % issued]
    if handout.round:
        lines.append(_("The round closes on %(on)s.") % {"on": date_format(handout.round.closes_on)})
        lines += [handout.round.instructions] if handout.round.instructions else []
    return [
        *lines,
        _("1. Write in the white cells of the sheet “%(sheet)s”. The other cells are locked.") % {"sheet": _("Your answers")[:31]},
        _("2. You need not fill in every row. What you leave as it is changes nothing."),
        _("3. Save the file as an Excel workbook (.xlsx) and upload it under Updates, Excel. You see what it would change before anything is saved."),
        _("4. Somebody else of your institution may upload it too. Don't give it to others: it holds drafts."),
        *(f"{column.title}: {column.note}" for column in wanted if column.note),
    ]


def _short(words: str, length: int) -> str:
    """Excel takes no more, and refuses the whole workbook where it is given more."""
    return words if len(words) <= length else words[: length - 1] + "…"
