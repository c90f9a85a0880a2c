"""A report's draft as a Word document.

All text is put in as text: nothing a person wrote becomes a field, a formula or markup. python-docx knows no paragraph
direction, so this module sets it: a document in Arabic reads right to left, and within each paragraph Latin symbols stay
left to right.
"""

import re
import unicodedata
from io import BytesIO
from itertools import groupby

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph as WordParagraph

from reporting.queries.reports import Draft

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x84\x86-\x9f]")
A4 = (Cm(21), Cm(29.7))
COLUMNS = (Cm(4), Cm(7.5), Cm(3.5))  # of the annex


def report_docx(draft: Draft) -> bytes:
    """The whole file: title page, numbered paragraphs under their headings, an annex of what is missing."""
    word = Document()
    _prepare(word, draft)
    _front(word, draft)
    for part in draft.parts:
        if part.paragraphs:
            _add(word, part.section.title, "Heading 1")
        for paragraph in part.paragraphs:
            first, *rest = _lines(paragraph.text)
            _add(word, first, "List Number")
            for line in rest:
                _add(word, line, "List Continue")
    if draft.gaps:
        _annex(word, draft)
    if get_language_bidi():
        _right_to_left(word)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _prepare(word: WordDocument, draft: Draft) -> None:
    """The UN's plain look, the document's language, a page number; nothing of python-docx's own template in the properties."""
    page = word.sections[0]
    page.orientation, (page.page_width, page.page_height) = WD_ORIENT.PORTRAIT, A4
    for name, size in [("Normal", 10), ("Title", 17), ("Heading 1", 13), ("Heading 2", 11), ("List Number", 10), ("List Continue", 10)]:
        style = word.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Times New Roman", Pt(size), RGBColor(0, 0, 0)
        properties = style.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        fonts.set(qn("w:cs"), "Times New Roman")
        _set(properties, _element("w:szCs", val=str(size * 2)), *_AFTER_SIZE)  # half points; Arabic has a size of its own
        style.paragraph_format.space_after = Pt(6)
    language = get_language() or settings.LANGUAGE_CODE
    _set(word.styles["Normal"].element.get_or_add_rPr(), _element("w:lang", val=language, bidi=language), *_AFTER_LANGUAGE)
    frame = word.styles["Title"].element.pPr.find(qn("w:pBdr"))
    frame.getparent().remove(frame)
    properties = word.core_properties
    properties.title, properties.author, properties.language = _clean(draft.report.title)[:255], settings.NMIRF_NAME[:255], language
    properties.comments, properties.created, properties.modified = "", timezone.now(), timezone.now()
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page_number = _element("w:fldSimple", instr="PAGE")
    footer._p.append(page_number)
    page_number.append(footer.add_run("1")._r)


def _front(word: WordDocument, draft: Draft) -> None:
    report, budget = draft.report, draft.budget
    built = report.built_at
    _add(word, _("[Symbol, given by the United Nations or the regional body]"), "Normal")
    _add(word, _("Distr.: draft, not for circulation"), "Normal")
    _add(word, report.mechanism.name, "Normal")
    _add(word, report.title, "Title")
    _add(word, settings.NMIRF_STATE_NAME, "Normal")
    if built:
        day = date_format(timezone.localtime(built), "DATE_FORMAT")
        _add(word, _("Draft built on %(day)s from the updates approved until then.") % {"day": day}, "Normal")
    _add(
        word,
        _("%(words)s words of %(limit)s. This page and the annex are not counted.") % {"words": f"{budget.words:,}", "limit": f"{budget.limit:,}"},
        "Normal",
    )


def _annex(word: WordDocument, draft: Draft) -> None:
    """What is missing and whom to ask."""
    _add(word, _("Annex: recommendations without an approved update"), "Heading 1").paragraph_format.page_break_before = True
    _add(word, _("For the secretariat. Take this annex out before the report is sent; it is not counted in the words."), "Normal")
    table = word.add_table(rows=0, cols=3, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, COLUMNS, strict=True):
        column.width = width
    _row(table, [_("Recommendation"), _("Text"), _("Institutions to ask")], bold=True).append(_element("w:tblHeader"))
    for gap in draft.gaps:
        asked = [a.institution.name for a in gap.recommendation.assignments.all()]
        _row(table, [gap.recommendation.reference, gap.recommendation.text, "\n".join(asked) or _("Not assigned yet")])


def _row(table: Table, texts: list[str], bold: bool = False) -> BaseOxmlElement:
    """A row that no page break splits; gives its properties."""
    row = table.add_row()
    for cell, text, width in zip(row.cells, texts, COLUMNS, strict=True):
        cell.width = width
        first, *rest = _lines(text)
        _write(cell.paragraphs[0], first, bold)
        for line in rest:
            _write(cell.add_paragraph(), line, bold)
    properties = row._tr.get_or_add_trPr()
    properties.append(_element("w:cantSplit"))
    return properties


def _add(word: WordDocument, text: str, style: str) -> WordParagraph:
    return _write(word.add_paragraph(style=style), " ".join(_lines(text)))


def _write(paragraph: WordParagraph, text: str, bold: bool = False) -> WordParagraph:
    """The text in runs of one direction each, so that a symbol inside an Arabic sentence stays whole."""
    for right_to_left, letters in groupby(_with_direction(_clean(text)), key=lambda pair: pair[1]):
        run = paragraph.add_run("".join(letter for letter, _direction in letters))
        run.bold = bold or None
        if right_to_left:
            run.font.rtl = True
            run.font.cs_bold = bold or None
    return paragraph


def _with_direction(text: str) -> list[tuple[str, bool]]:
    """Each character with whether it reads right to left; signs and blanks go with the letters before them."""
    pairs, right_to_left = [], get_language_bidi()
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"R", "AL", "AN"}:
            right_to_left = True
        elif kind in {"L", "EN"}:
            right_to_left = False
        pairs.append((letter, right_to_left))
    return pairs


def _right_to_left(word: WordDocument) -> None:
    """Paragraphs, tables and pages that begin at the right."""
    for paragraph in word.element.iter(qn("w:p")):
        properties = paragraph.get_or_add_pPr()
        properties.insert_element_before(_element("w:bidi"), *_AFTER_BIDI)
    for table in word.element.iter(qn("w:tblPr")):
        table.insert_element_before(_element("w:bidiVisual"), *_AFTER_BIDI_VISUAL)
    for page in word.element.iter(qn("w:sectPr")):
        page.insert_element_before(_element("w:bidi"), "w:rtlGutter", "w:docGrid")


def _set(properties: BaseOxmlElement, element: BaseOxmlElement, *successors: str) -> None:
    """Put the element where the format wants it, in the place of one that is there."""
    for old in properties.findall(element.tag):
        properties.remove(old)
    properties.insert_element_before(element, *successors)


# What the format wants after w:lang and w:szCs in a run's properties, after w:bidiVisual in a table's, after w:bidi in a paragraph's.
_AFTER_LANGUAGE = ("w:eastAsianLayout", "w:specVanish", "w:oMath")
_AFTER_SIZE = (
    "w:highlight", "w:u", "w:effect", "w:bdr", "w:shd", "w:fitText", "w:vertAlign", "w:rtl", "w:cs", "w:em", "w:lang", *_AFTER_LANGUAGE,
)  # fmt: skip
_AFTER_BIDI_VISUAL = ("w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc", "w:tblLayout", "w:tblLook")
_AFTER_BIDI = (
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc",
    "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip


def _lines(text: str) -> list[str]:
    """The lines that say something; at least one, maybe empty."""
    return [line.strip() for line in _clean(text).splitlines() if line.strip()] or [""]


def _clean(text: str) -> str:
    """Without what XML can't hold and control characters nobody sees."""
    return NOT_XML.sub("", text)


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
