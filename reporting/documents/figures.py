"""A table of figures as a workbook."""

from typing import IO

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from recommendations.documents.tables import workbook
from reporting.queries.dashboard import Crosstab


def write_figures(table: Crosstab, about: str, file: IO[bytes]) -> None:
    """As on the page: a row a line, a column a series, above them what they are and of when. No text becomes a formula."""
    with workbook(file) as book:
        sheet = book.add_worksheet(_("Figures")[:31])
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        if get_language_bidi():
            sheet.right_to_left()
        said = [f"{about}: {table.title}", table.note, f"{settings.NMIRF_NAME}, {date_format(timezone.localtime(), 'DATETIME_FORMAT')}"]
        for row, words in enumerate(said):
            sheet.write_string(row, 0, words)
        top = len(said) + 1
        heads = [table.head, *(label for _code, label in table.columns), *([_("All")] if table.has_total else [])]
        for place, words in enumerate(heads):
            sheet.set_column(place, place, 14 if place else 45)
            sheet.write_string(top, place, words, bold)
        for row, line in enumerate(table.lines, top + 1):
            sheet.write_string(row, 0, line.label)
            for place, figure in enumerate([*line.figures, *([line.total] if table.has_total else [])], 1):
                sheet.write_number(row, place, figure.count)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
