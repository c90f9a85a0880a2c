"""Word documents: the UN's plain look, page numbers, and a direction for every paragraph.

All text is put in as text: nothing a person wrote becomes a field, a formula or markup. python-docx knows no paragraph
direction, so this module sets it: a document in Arabic reads right to left, and within each paragraph Latin symbols stay
left to right.
"""

import re
import unicodedata
from itertools import groupby

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x84\x86-\x9f]")
A4 = (Cm(21), Cm(29.7))
STYLES = [("Normal", 10), ("Title", 17), ("Heading 1", 13), ("Heading 2", 11), ("List Number", 10), ("List Continue", 10)]  # points


def prepare(word: WordDocument, title: str, *, is_wide: bool = False) -> None:
    """The UN's plain look, the document's language, a page number; nothing of python-docx's own template in the properties."""
    page = word.sections[0]
    page.orientation, (page.page_width, page.page_height) = WD_ORIENT.PORTRAIT, A4
    if is_wide:
        page.orientation, (page.page_height, page.page_width) = WD_ORIENT.LANDSCAPE, A4
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(1.5)
    for name, size in STYLES:
        style = word.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Times New Roman", Pt(size), RGBColor(0, 0, 0)
        properties = style.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        fonts.set(qn("w:cs"), "Times New Roman")
        put(properties, element("w:szCs", val=str(size * 2)), *_AFTER_SIZE)  # half points; Arabic has a size of its own
        style.paragraph_format.space_after = Pt(6)
    language = get_language() or settings.LANGUAGE_CODE
    put(word.styles["Normal"].element.get_or_add_rPr(), element("w:lang", val=language, bidi=language), *_AFTER_LANGUAGE)
    frame = word.styles["Title"].element.pPr.find(qn("w:pBdr"))
    frame.getparent().remove(frame)
    properties = word.core_properties
    properties.title, properties.author, properties.language = clean(title)[:255], settings.NMIRF_NAME[:255], language
    properties.comments, properties.created, properties.modified = "", timezone.now(), timezone.now()
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page_number = element("w:fldSimple", instr="PAGE")
    footer._p.append(page_number)
    page_number.append(footer.add_run("1")._r)


def add(word: WordDocument, text: str, style: str) -> WordParagraph:
    return write(word.add_paragraph(style=style), " ".join(lines(text)))


def write(paragraph: WordParagraph, text: str, bold: bool = False) -> WordParagraph:
    """The text in runs of one direction each, so that a symbol inside an Arabic sentence stays whole."""
    for letters, right_to_left in runs(text):
        run = paragraph.add_run(letters)
        run.bold = bold or None
        if right_to_left:
            run.font.rtl = True
            run.font.cs_bold = bold or None
    return paragraph


def runs(text: str) -> list[tuple[str, bool]]:
    """The text's parts of one direction each, with whether they read right to left."""
    groups = groupby(_with_direction(clean(text)), key=lambda pair: pair[1])
    return [("".join(letter for letter, _direction in letters), right_to_left) for right_to_left, letters in groups]


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


def turn_right_to_left(word: WordDocument) -> None:
    """Paragraphs, tables and pages that begin at the right."""
    for paragraph in word.element.iter(qn("w:p")):
        properties = paragraph.get_or_add_pPr()
        properties.insert_element_before(element("w:bidi"), *_AFTER_BIDI)
    for table in word.element.iter(qn("w:tblPr")):
        table.insert_element_before(element("w:bidiVisual"), *_AFTER_BIDI_VISUAL)
    for page in word.element.iter(qn("w:sectPr")):
        page.insert_element_before(element("w:bidi"), "w:rtlGutter", "w:docGrid")


def put(properties: BaseOxmlElement, new: BaseOxmlElement, *successors: str) -> None:
    """Put the element where the format wants it, in the place of one that is there."""
    for old in properties.findall(new.tag):
        properties.remove(old)
    properties.insert_element_before(new, *successors)


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


def lines(text: str) -> list[str]:
    """The lines that say something; at least one, maybe empty."""
    return [line.strip() for line in clean(text).splitlines() if line.strip()] or [""]


def clean(text: str) -> str:
    """Without what XML can't hold and control characters nobody sees."""
    return NOT_XML.sub("", text)


def element(name: str, **attributes: str) -> BaseOxmlElement:
    new = OxmlElement(name)
    for key, value in attributes.items():
        new.set(qn(f"w:{key}"), value)
    return new
