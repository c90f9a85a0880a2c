"""A Word document as blocks. Numbers that Word counts by itself are counted here, as python-docx doesn't."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

from .cells import fold_space
from .paper import MARK, Block, Paper, could_be_heading
from .rows import FileRefused
from .word import PARAGRAPH, paragraph_text

HEADING_STYLE = re.compile(r"^(?:_\s*H|HChG|H\d+G|heading|title|titre|t[ií]tulo)", re.I)  # "_ H_1_G" is the UN's own
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx")


def read_docx(path: Path) -> Paper:
    """Raises FileRefused where a part of the document is missing or broken."""
    try:
        document = Document(str(path))
        return Paper(tuple(_blocks(document)), tuple(_margins(document)))
    except (KeyError, ValueError, OpcError, XMLSyntaxError, BadZipFile) as error:
        raise FileRefused("file_damaged") from error


def _margins(document: Any) -> Iterator[str]:
    seen = set()
    for section in document.sections:
        for part in (section.header, section.first_page_header, section.even_page_header, section.footer):
            for paragraph in part._element.iter(PARAGRAPH):
                text = fold_space(paragraph_text(paragraph))
                if text and text not in seen:
                    seen.add(text)
                    yield text


def _blocks(document: Any) -> Iterator[Block]:
    counting = Counting(document)
    styles = {style.style_id: style for style in document.styles}
    for paragraph in document.element.body.iter(PARAGRAPH):
        text = fold_space(paragraph_text(paragraph))
        if not text:
            continue
        style = styles.get(paragraph.style)
        number = counting.number(paragraph, style)
        heading = bool(style is not None and HEADING_STYLE.match(style.name or "")) or (_is_strong(paragraph) and not MARK.match(text) and not number)
        yield Block(f"{number} {text}".strip(), heading and could_be_heading(text))


def _is_strong(paragraph: Any) -> bool:
    """All its runs with letters are bold or italic by themselves."""
    runs = [run for run in paragraph.iter(qn("w:r")) if any(c.isalpha() for text in run.iter(qn("w:t")) for c in text.text or "")]
    return bool(runs) and all(_is_on(run, "w:b") or _is_on(run, "w:i") for run in runs)


def _is_on(run: Any, name: str) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn(name)}")
    return mark is not None and mark.get(qn("w:val")) not in ("0", "false", "off")


class Counting:
    """Word's own numbering: what stands in front of a paragraph that only says "next of this list"."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[tuple[str, str], tuple[str, str, int]] = {}  # (list, level): format, pattern, start
        self.counts: dict[str, dict[int, int]] = {}
        root = next((part.element for part in _parts(document) if part.partname.endswith("/numbering.xml")), None)
        if root is None:
            return
        abstract = {a.get(qn("w:abstractNumId")): a for a in root.iter(qn("w:abstractNum"))}
        for num in root.iter(qn("w:num")):
            reference = num.find(qn("w:abstractNumId"))
            for level in abstract.get(reference.get(qn("w:val")) if reference is not None else None, ()):
                if level.tag == qn("w:lvl"):
                    self.levels[num.get(qn("w:numId")), level.get(qn("w:ilvl"))] = (
                        _value(level, "w:numFmt"), _value(level, "w:lvlText"), int(_value(level, "w:start") or 1),
                    )  # fmt: skip

    def number(self, paragraph: Any, style: Any) -> str:
        """ "12.", "(a)" or blank."""
        properties = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is None and style is not None:
            properties = style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is None:
            return ""
        numbered, level = _value(properties, "w:numId"), _value(properties, "w:ilvl") or "0"
        format, pattern, start = self.levels.get((numbered, level), ("", "", 1))
        counts = self.counts.setdefault(numbered, {})
        depth = int(level)
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        if format not in ("decimal", "lowerLetter", "lowerRoman"):
            return ""
        return re.sub(r"%(\d)", lambda match: _as_written(format, counts.get(int(match[1]) - 1, 1)), pattern)


def _parts(document: Any) -> Iterator[Any]:
    for relation in document.part.rels.values():
        if not relation.is_external and hasattr(relation.target_part, "element"):
            yield relation.target_part


def _value(element: Any, name: str) -> str:
    child = element.find(qn(name))
    return (child.get(qn("w:val")) or "") if child is not None else ""


def _as_written(format: str, number: int) -> str:
    if format == "lowerLetter":
        return chr(96 + (number - 1) % 26 + 1) * ((number - 1) // 26 + 1)
    return ROMAN[number - 1] if format == "lowerRoman" and number <= len(ROMAN) else str(number)
