"""Blocks of a document put together to numbered paragraphs with their lettered parts, below their headings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .paper import SENTENCE_END, Block

NUMBER = re.compile(r"^(\d{1,3})\.\s*(?=\S)(?!\d)")
LETTER = re.compile(r"^\(([a-z]{1,2})\)\s*(?=\S)")
ROMAN = re.compile(r"^\((?=[ivx])x{0,2}(?:ix|iv|v?i{0,3})\)\s*(?=\S)")
ENUMERATOR = re.compile(r"^(?:(?P<chapter>[IVX]+)|(?P<section>[A-Z])|(?P<number>\d{1,2}))\.\s*(?=\S)")
NOTE = re.compile(r"^\*{1,3}\s*(?=\S)")  # "* Adopted by the Committee at its ... session"
MISSED = 3  # so many numbers may be missing in between


@dataclass(slots=True)
class Part:
    """What stands under a number, or under one of its letters."""

    letter: str  # "a"; blank for what stands directly under the number
    text: str


@dataclass(slots=True)
class Numbered:
    number: int
    headings: tuple[str, ...]  # from the chapter down, without their enumerators
    parts: list[Part] = field(default_factory=list)
    comes_after: int = 0  # the number before it, where numbers are missing in between; else 0

    @property
    def text(self) -> str:
        return " ".join(f"({part.letter}) {part.text}" if part.letter else part.text for part in self.parts)


def number_blocks(blocks: Iterable[Block]) -> tuple[list[Block], list[Numbered]]:
    """(what stands in front of the first numbered paragraph, and notes under an asterisk; the numbered paragraphs).

    A block whose number or letter is not the next one goes on from the block before: "... in articles 12 and" / "13. The ...".
    """
    head: list[Block] = []
    found: list[Numbered] = []
    headings: list[tuple[int, str]] = []
    above = False  # the block above is a heading
    for block in blocks:
        if NOTE.match(block.text):
            head.append(block)
            continue
        number = NUMBER.match(block.text)
        if number and not block.is_heading and _is_next(int(number[1]), block.text[number.end() :], found):
            value, before = int(number[1]), found[-1].number if found else 0
            found.append(Numbered(value, tuple(words for _level, words in headings), comes_after=before if value > before + 1 else 0))
            found[-1].parts.append(Part("", block.text[number.end() :]))
            above = False
            continue
        if block.is_heading:
            headings = _below(headings, block.text, above)
            above = True
        if not found:
            head.append(block)
        elif not block.is_heading:
            _go_on(found[-1], block.text)
    return head, found


def _is_next(number: int, rest: str, found: list[Numbered]) -> bool:
    last = found[-1].number if found else 0
    if number == last + 1:
        return True
    return bool(found) and last < number <= last + 1 + MISSED and rest[:1].isupper() and SENTENCE_END.search(found[-1].parts[-1].text) is not None


def _below(headings: list[tuple[int, str]], text: str, above: bool) -> list[tuple[int, str]]:
    """The headings in force once `text` has come: those it stands below, and itself."""
    match = ENUMERATOR.match(text)
    if match is None:
        level = max(4, headings[-1][0] + 1) if above and headings else 4
    else:
        level = 1 if match["chapter"] and match["chapter"] not in "CDLM" else 2 if match["section"] or match["chapter"] else 3
    words = text[match.end() :] if match else text
    return [*((each, name) for each, name in headings if each < level), (level, words.rstrip("* "))]


def _go_on(paragraph: Numbered, text: str) -> None:
    last = paragraph.parts[-1]
    letter = LETTER.match(text)
    if letter and letter[1] == _next_letter(paragraph.parts):
        paragraph.parts.append(Part(letter[1], text[letter.end() :]))
    elif ROMAN.match(text) or not SENTENCE_END.search(last.text) or last.text.endswith((":", ";", ",")):
        last.text = f"{last.text} {text}"
    else:
        paragraph.parts.append(Part("", text))


def _next_letter(parts: list[Part]) -> str:
    """After "(h)" comes "(i)", after "(a)" an "(i)" is a number of its own."""
    letters = [part.letter for part in parts if part.letter]
    if not letters or not parts[-1].letter:
        return "a"
    last = letters[-1]
    return "aa" if last == "z" else last[:-1] + chr(ord(last[-1]) + 1)
