"""How rows cross the pipe from the child: one JSON value a line.

First `{"format": ..., "columns": [...], "about": {...}}`, then an array a row or problem, last `{"end": true}`. A refusal,
`{"refused": code, "params": {...}, "table": ...}`, may come at any place and ends it.

A row is the array of its fields, in the order of NAMES. `["at", done, total]` between them says how far
the reading is. Most words come again and again, so each is said once: `[word]` is a word to be
remembered, a number one remembered earlier (0 the blank, 1 the first), a word alone one that isn't worth it.
"""

import json
from dataclasses import fields
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from .rows import FileRefused, Problem, Row

MOST_WORDS = 50_000
LONGEST_WORD = 120  # characters
_KINDS = {field.name: field.type for field in fields(Row)}
PLAIN = (*(name for name, kind in _KINDS.items() if kind in (int, int | None, bool)), "text", "annotation_id")  # said each time
WORDS = tuple(name for name, kind in _KINDS.items() if kind is str and name not in PLAIN)
LISTS = tuple(name for name, kind in _KINDS.items() if kind == tuple[str, ...])
NAMES = (*PLAIN, *WORDS, *LISTS, "published_on", "extra")
_plain, _words, _lists = attrgetter(*PLAIN), attrgetter(*WORDS), attrgetter(*LISTS)
Word = int | list[str] | str


def start_line(format_name: str, columns: tuple[str, ...], about: dict[str, Any]) -> bytes:
    return _line({"format": format_name, "columns": columns, "about": about})


def end_line() -> bytes:
    return _line({"end": True})


def refusal_line(refused: FileRefused) -> bytes:
    return _line({"refused": refused.code, "params": refused.params, "table": refused.table})


def cells_line(line: int, cells: list[str]) -> bytes:
    """A line of the table as it stands, for those who ask for lines and not for rows."""
    return _line([line, cells])


def far_line(done: int, total: int) -> bytes:
    return _line(["at", done, total])


def value_line(value: Any) -> bytes:
    return _line(value)


class Writer:
    """The child's side. `characters` counts what was handed over, each word as often as it was."""

    def __init__(self) -> None:
        self.characters = 0
        self.words: dict[str, int] = {"": 0}

    def item_line(self, item: Row | Problem) -> bytes:
        word = self._word
        if isinstance(item, Problem):
            line = _line(["p", item.line, item.column, item.code, item.params, item.is_fatal])
            self.characters += len(line)
            return line
        self.characters += len(item.text) + len(item.annotation_id)
        row = [*_plain(item), *map(word, _words(item))]  # in the order in which they will be read
        row += [[word(each) for each in values] for values in _lists(item)]
        row.append(item.published_on and word(item.published_on.isoformat()))
        row.append([word(each) for pair in item.extra.items() for each in pair])
        return _line(row)

    def _word(self, word: str) -> Word:
        self.characters += len(word)
        number = self.words.get(word)
        if number is not None:
            return number
        if len(self.words) >= MOST_WORDS or len(word) > LONGEST_WORD:
            return word
        self.words[word] = len(self.words)
        return [word]


class Reader:
    """The parent's side. Equal words are the same object, however many rows have them."""

    def __init__(self) -> None:
        self.words = [""]

    def item(self, value: list[Any]) -> Row | Problem:
        if value[0] == "p":
            return Problem(*value[1:])
        word = self._word
        row = dict(zip(NAMES, value, strict=True))
        for name in WORDS:  # in the order they were said
            row[name] = word(row[name])
        for name in LISTS:
            row[name] = tuple([word(each) for each in row[name]])
        row["published_on"] = None if row["published_on"] is None else _day(word(row["published_on"]))
        extra = [word(each) for each in row["extra"]]
        row["extra"] = dict(zip(extra[::2], extra[1::2], strict=True))
        return Row(**row)

    def _word(self, said: Word) -> str:
        if isinstance(said, int):
            return self.words[said]
        if isinstance(said, str):
            return said
        self.words.append(said[0])
        return said[0]


_day = lru_cache(maxsize=8192)(date.fromisoformat)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _line(value: Any) -> bytes:
    return _encode(value).encode("utf-8", "replace") + b"\n"
