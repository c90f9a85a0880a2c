"""The board of a round as a workbook, for whoever doesn't sign in."""

from typing import IO

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from recommendations.documents.tables import workbook, write_cell
from reporting.models import Round
from reporting.queries.rounds import FOR_SECRETARIAT, Line


def write_board(round: Round, lines: list[Line], file: IO[bytes]) -> None:
    """One row an institution, one column a state. No text becomes a formula."""
    with workbook(file) as book:
        sheet = book.add_worksheet(_("Round")[:31])
        if get_language_bidi():
            sheet.right_to_left()
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        styles = {False: book.add_format({"text_wrap": True, "valign": "top"}), True: book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})}
        about = [round.title, f"{date_format(round.opens_on)} – {date_format(round.closes_on)}", settings.NMIRF_NAME, _moment()]
        for row, words in enumerate(about):
            sheet.write_string(row, 0, words)
        top = len(about) + 1
        heads = [_("Institution"), *(str(words) for words in FOR_SECRETARIAT.values()), _("All"), _("Missing"), _("Last reminded")]
        for place, words in enumerate(heads):
            sheet.set_column(place, place, 14 if place else 45)
            sheet.write_string(top, place, words, bold)
        for row, line in enumerate(lines, top + 1):
            for place, value in enumerate([line.name, *(cell.number for cell in line.cells), line.total, line.missing, line.reminded_on]):
                write_cell(sheet, row, place, value, styles)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)


def _moment() -> str:
    return date_format(timezone.localtime(), "DATETIME_FORMAT")
