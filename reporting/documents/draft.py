"""A report's draft as a Word document."""

from io import BytesIO

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm
from docx.table import Table

from nmirf.common.word import add, element, lines, prepare, turn_right_to_left, write
from reporting.queries.reports import Draft

COLUMNS = (Cm(4), Cm(7.5), Cm(3.5))  # of the annex


def report_docx(draft: Draft) -> bytes:
    """The whole file: title page, numbered paragraphs under their headings, an annex of what is missing."""
    word = Document()
    prepare(word, draft.report.title)
    _front(word, draft)
    for part in draft.parts:
        if part.paragraphs:
            add(word, part.section.title, "Heading 1")
        for paragraph in part.paragraphs:
            first, *rest = lines(paragraph.text)
            add(word, first, "List Number")
            for line in rest:
                add(word, line, "List Continue")
    if draft.gaps:
        _annex(word, draft)
    if get_language_bidi():
        turn_right_to_left(word)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _front(word: WordDocument, draft: Draft) -> None:
    report, budget = draft.report, draft.budget
    built = report.built_at
    add(word, _("[Symbol, given by the United Nations or the regional body]"), "Normal")
    add(word, _("Distr.: draft, not for circulation"), "Normal")
    add(word, report.mechanism.name, "Normal")
    add(word, report.title, "Title")
    add(word, settings.NMIRF_STATE_NAME, "Normal")
    if built:
        day = date_format(timezone.localtime(built), "DATE_FORMAT")
        add(word, _("Draft built on %(day)s from the updates approved until then.") % {"day": day}, "Normal")
    add(
        word,
        _("%(words)s words of %(limit)s. This page and the annex are not counted.") % {"words": f"{budget.words:,}", "limit": f"{budget.limit:,}"},
        "Normal",
    )


def _annex(word: WordDocument, draft: Draft) -> None:
    """What is missing and whom to ask."""
    add(word, _("Annex: recommendations without an approved update"), "Heading 1").paragraph_format.page_break_before = True
    add(word, _("For the secretariat. Take this annex out before the report is sent; it is not counted in the words."), "Normal")
    table = word.add_table(rows=0, cols=3, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, COLUMNS, strict=True):
        column.width = width
    _row(table, [_("Recommendation"), _("Text"), _("Institutions to ask")], bold=True).append(element("w:tblHeader"))
    for gap in draft.gaps:
        asked = [a.institution.name for a in gap.recommendation.assignments.all()]
        _row(table, [gap.recommendation.reference, gap.recommendation.text, "\n".join(asked) or _("Not assigned yet")])


def _row(table: Table, texts: list[str], bold: bool = False) -> BaseOxmlElement:
    """A row that no page break splits; gives its properties."""
    row = table.add_row()
    for cell, text, width in zip(row.cells, texts, COLUMNS, strict=True):
        cell.width = width
        first, *rest = lines(text)
        write(cell.paragraphs[0], first, bold)
        for line in rest:
            write(cell.add_paragraph(), line, bold)
    properties = row._tr.get_or_add_trPr()
    properties.append(element("w:cantSplit"))
    return properties
