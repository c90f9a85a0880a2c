"""A Word document of any length, written paragraph by paragraph and row by row: python-docx holds all of a document in memory.

python-docx makes everything but the body (styles, page, header, footer); the body goes straight into the file.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from types import TracebackType
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import get_language_bidi
from docx import Document
from docx.document import Document as WordDocument

from nmirf.common import word as look

Part = tuple[str, bool]  # a piece of a paragraph, and whether it is bold
BODY = "word/document.xml"
MARK = "HERE-STANDS-THE-BODY"


class LongWord:
    """`with LongWord(file, title) as word: word.paragraph("Text")`; in a table, widths are in millimetres."""

    def __init__(self, file: IO[bytes], title: str, *, is_wide: bool = False, header: str = "") -> None:
        skeleton = Document()
        look.prepare(skeleton, title, is_wide=is_wide)
        if header:
            look.write(skeleton.sections[0].header.paragraphs[0], header)
        skeleton.add_paragraph(MARK)
        self.is_rtl = get_language_bidi()
        if self.is_rtl:
            look.turn_right_to_left(skeleton)
        self.styles = {style.name: style.style_id for style in skeleton.styles}
        self.zip = ZipFile(file, "w", ZIP_DEFLATED)
        self.end = self._begin(skeleton)

    def _begin(self, skeleton: WordDocument) -> str:
        """Everything before the body; gives what comes after it."""
        made = BytesIO()
        skeleton.save(made)
        with ZipFile(made) as parts:
            for name in parts.namelist():
                if name != BODY:
                    self.zip.writestr(name, parts.read(name))
            whole = parts.read(BODY).decode()
        mark = whole.index(MARK)
        first, last = whole.rindex("<w:p>", 0, mark), whole.index("</w:p>", mark) + len("</w:p>")
        self.out = self.zip.open(BODY, "w", force_zip64=True)
        self._put(whole[:first])
        return whole[last:]

    def __enter__(self) -> "LongWord":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._put(self.end)
        self.out.close()
        self.zip.close()

    def paragraph(self, text: str | Sequence[Part], style: str = "Normal", *, stays_with_next: bool = False) -> None:
        self._put(self._paragraph([(text, False)] if isinstance(text, str) else text, style, stays_with_next))

    def open_table(self, widths: Sequence[int]) -> None:
        self.widths = widths
        direction = "<w:bidiVisual/>" if self.is_rtl else ""
        grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
        self._put(
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.styles["Table Grid"]}"/>{direction}<w:tblW w:w="{_twips(sum(widths))}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        )

    def row(self, cells: Sequence[str], *, is_header: bool = False) -> None:
        """A cell's lines are paragraphs of their own. A header is repeated on every page."""
        drawn = (self._cell(_twips(width), cell.split("\n"), 1, is_header) for width, cell in zip(self.widths, cells, strict=True))
        self._put(f"<w:tr><w:trPr>{'<w:tblHeader/>' if is_header else ''}</w:trPr>{''.join(drawn)}</w:tr>")

    def heading_row(self, text: str) -> None:
        """One cell across the whole table."""
        cell = self._cell(_twips(sum(self.widths)), [text], len(self.widths), True)
        self._put(f"<w:tr>{cell}</w:tr>")

    def close_table(self) -> None:
        self._put("</w:tbl>" + self._paragraph([("", False)], "Normal", False))  # the format wants a paragraph after a table

    def _cell(self, width: int, lines: Iterable[str], span: int, is_bold: bool) -> str:
        across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        inner = "".join(self._paragraph([(line, is_bold)], "Normal", False) for line in lines)
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}</w:tcPr>{inner}</w:tc>'

    def _paragraph(self, parts: Sequence[Part], style: str, stays_with_next: bool) -> str:
        keep, direction = "<w:keepNext/>" if stays_with_next else "", "<w:bidi/>" if self.is_rtl else ""
        drawn = "".join(
            _run(letters, is_bold, is_rtl) for text, is_bold in parts for letters, is_rtl in look.runs(" ".join(look.clean(text).splitlines()))
        )
        return f'<w:p><w:pPr><w:pStyle w:val="{self.styles[style]}"/>{keep}{direction}</w:pPr>{drawn}</w:p>'

    def _put(self, xml: str) -> None:
        self.out.write(xml.encode())


def _run(letters: str, is_bold: bool, is_rtl: bool) -> str:
    properties = ("<w:b/><w:bCs/>" if is_bold else "") + ("<w:rtl/>" if is_rtl else "")
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(letters)}</w:t></w:r>'


def _twips(millimetres: int) -> int:
    return round(millimetres * 1440 / 25.4)
