"""The text layer of a PDF as blocks: page headers, page numbers, footnotes and their marks taken off, words put together again.

What a line is shows in its type and place: footnotes are set smaller, their marks much smaller, headings in bold or italics;
a paragraph begins after a wider gap or with a number.
"""

import io
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException, PSException
from pdfplumber.utils.exceptions import PdfminerException

from .cells import fold_space
from .guard import Limits
from .paper import MARK, SENTENCE_END, Block, Paper, could_be_heading
from .rows import FileRefused

# What pdfminer raises at files that are no PDF as the standard has it.
BROKEN = (
    PdfminerException, PDFException, PSException, AssertionError, AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError,
    struct.error, zlib.error,
)  # fmt: skip
MARK_SIZE, SMALL_SIZE = 0.78, 0.94  # of the size most of the text is set in: below, a footnote's mark; below, a footnote
WIDE_GAP = 1.28  # of the usual distance of two lines
CHARACTERS_A_PAGE = 40  # fewer on average, and the pages are pictures
PAGE_NUMBER = re.compile(
    r"^(?:(?:GE\.\s?\d{2}-\d+)?\s*(?:\(E\))?\s*\d{0,4}|\d{1,4}\s+GE\.\s?\d{2}-\d+|[-–]\s?\d+\s?[-–]|(?:page\s)?\d{1,4}(?:\s?(?:/|of)\s?\d+)?)$", re.I
)
EDGE_LINES = 2  # so many at the top and bottom of a page can be its header and footer


@dataclass(slots=True)
class Line:
    text: str
    bottom: float
    size: float
    is_strong: bool  # all of it bold or italic
    gap: float = 0.0  # to the line above, 0.0 at the top of a page


def read_pdf(path: Path, limits: Limits) -> Paper:
    """Raises FileRefused where it needs a password, has no text layer, is too long or too broken."""
    try:
        return _read(path, limits)
    except PDFPasswordIncorrect as error:
        raise FileRefused("password") from error
    except BROKEN as error:
        if isinstance(error, PdfminerException) and isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            raise FileRefused("password") from error
        return _read_mended(path, limits)


def _read_mended(path: Path, limits: Limits) -> Paper:
    """Files with a broken table of their parts, which PDFium finds again by looking through all of it."""
    mended = io.BytesIO()
    try:
        with pypdfium2.PdfDocument(path) as document:
            document.save(mended)
        mended.seek(0)
        return _read(mended, limits)
    except (pypdfium2.PdfiumError, *BROKEN) as error:
        raise FileRefused("password" if "password" in str(error).lower() else "file_damaged") from error


def _read(source: Any, limits: Limits) -> Paper:
    with pdfplumber.open(source) as pdf:
        if not pdf.pages:
            raise IndexError("no page is found by the table of parts")
        if len(pdf.pages) > limits.pdf_pages:
            raise FileRefused("pdf_pages", pages=str(len(pdf.pages)), limit=str(limits.pdf_pages))
        pages, characters = [], 0
        for page in pdf.pages:
            lines = _lines(page)
            page.close()
            pages.append(lines)
            characters += sum(len(line.text) for line in lines)
            if characters > limits.pdf_characters:
                raise FileRefused("pdf_too_long", limit=str(limits.pdf_characters))
        if characters < CHARACTERS_A_PAGE * max(1, len(pages)):
            raise FileRefused("pdf_no_text")
    margins = _take_margins(pages)
    lines = _body(pages)
    return Paper(tuple(_blocks(lines)), margins)


def _lines(page: Any) -> list[Line]:
    sizes = Counter(round(char["size"], 1) for char in page.chars if not char["text"].isspace())
    if not sizes:
        return []
    body = sizes.most_common(1)[0][0]
    clean = page.filter(lambda thing: thing["object_type"] != "char" or thing["size"] >= body * MARK_SIZE)
    return [line for found in clean.extract_text_lines(strip=True) if (line := _line(found)).text]


def _line(found: dict[str, Any]) -> Line:
    chars = [char for char in found["chars"] if char["text"].isalpha()] or found["chars"]
    strong = sum(1 for char in chars if re.search(r"bold|italic|oblique|black|heavy|semibold|,B", char["fontname"], re.I))
    size = Counter(round(char["size"], 1) for char in chars).most_common(1)[0][0]
    return Line(fold_space(found["text"]), found["bottom"], size, strong >= 0.95 * len(chars))


def _take_margins(pages: list[list[Line]]) -> tuple[str, ...]:
    """Takes page headers and footers off in place: lines at the edge that come back on other pages, whatever their numbers."""
    edges = Counter(key for lines in pages for key in {_key(line) for line in (*lines[:EDGE_LINES], *lines[-EDGE_LINES:])})
    again = {key for key, pages_with in edges.items() if pages_with >= max(2, len(pages) * 0.3)}
    margins: dict[str, None] = {}
    for lines in pages:
        for place in (0, -1):
            for _each in range(EDGE_LINES):
                if not lines or not (_key(lines[place]) in again or PAGE_NUMBER.match(lines[place].text)):
                    break
                margins[lines.pop(place).text] = None
    return tuple(margins)


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _body(pages: list[list[Line]]) -> list[Line]:
    """All lines but the footnotes: what is set smaller at the foot of a page."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    kept = []
    for lines in pages:
        end = len(lines)
        while end and lines[end - 1].size < body * SMALL_SIZE:
            end -= 1
        above = None
        for line in lines[: end or len(lines)]:
            line.gap = line.bottom - above if above is not None else 0.0
            above = line.bottom
            kept.append(line)
    return kept


def _blocks(lines: list[Line]) -> Iterator[Block]:
    gaps = sorted(line.gap for line in lines if line.gap > 0) or [12.0]
    leading = gaps[len(gaps) // 4]  # of lines that follow each other; most gaps are none between paragraphs
    words = _words(lines)
    block: list[Line] = []
    for line in lines:
        if block and _begins(line, block, leading):
            yield _block(block, words)
            block = []
        block.append(line)
    if block:
        yield _block(block, words)


def _begins(line: Line, block: list[Line], leading: float) -> bool:
    last = block[-1]
    ended = SENTENCE_END.search(last.text) is not None
    if line.gap > leading * WIDE_GAP or line.gap < 0 or abs(line.size - last.size) > last.size * 0.15:
        return True
    if not line.gap and line.is_strong and all(each.is_strong for each in block) and line.text[:1].isupper():
        return True  # a heading alone at the foot of the page before
    if MARK.match(line.text) and (ended or all(each.is_strong for each in block)):
        return True
    return line.is_strong != last.is_strong and (ended or all(each.is_strong for each in block))


def _block(lines: list[Line], words: frozenset[str]) -> Block:
    text = join_lines([line.text for line in lines], words)
    return Block(text, all(line.is_strong for line in lines) and could_be_heading(text))


def _words(lines: Iterable[Line]) -> frozenset[str]:
    """The document's own words, whole ones only: what stands at a line's end or beginning may be half of one."""
    return frozenset(word.casefold() for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text)[1:-1])


def join_lines(lines: list[str], words: frozenset[str]) -> str:
    """One text. A hyphen at a line's end goes where the document writes the word without one elsewhere, or where it joins no two
    words of the document: "imple-" "mentation", but "long-" "term"."""
    text = ""
    for line in lines:
        match = re.search(r"([^\W\d_]+)-$", text)
        after = re.match(r"[^\W\d_]+", line)
        if not match or not after or not after[0].islower():
            text = f"{text}{'' if text.endswith(('-', '–', '/')) else ' '}{line}" if text else line
            continue
        first, second = match[1].casefold(), after[0].casefold()
        is_compound = f"{first}-{second}" in words or (f"{first}{second}" not in words and first in words and second in words)
        text = (text if is_compound else text[:-1]) + line
    return fold_space(text)
