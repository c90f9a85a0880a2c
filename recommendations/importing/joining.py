"""Paragraphs of a document cut as the register has them already.

The UHRI gives a paragraph with its letters as one record, a document as issued a row a letter. Where the register holds
paragraph 12 of the same document whole, its letters are put together again, so that nothing is doubled.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from recommendations.importing.rows import Problem, Row
from recommendations.models import Recommendation

LETTERED = re.compile(r"^(\d+) \([a-z]+\)$")


def as_in_register(items: Iterable[Row | Problem], about: dict[str, Any]) -> Iterator[Row | Problem]:
    """The same items; letters of a paragraph that the register holds whole come as one row, at the line of the first."""
    items = list(items)
    whole = _whole_paragraphs(about.get("symbol", ""))
    joined: dict[str, list[Row]] = {}
    later = set()  # lines of the second letter and those after it: what is said of the first holds for all
    for item in items:
        if isinstance(item, Row) and (number := _number_of(item)) in whole:
            later |= {item.line} if number in joined else set()
            joined.setdefault(number, []).append(item)
    for item in items:
        if item.line in later:
            continue
        rows = joined.get(_number_of(item)) if isinstance(item, Row) else None
        yield _as_one(rows) if rows else item


def _as_one(rows: list[Row]) -> Row:
    original = " ".join(row.original for row in rows)
    text = re.sub(r"^\d+\.\s*", "", original)
    return replace(rows[0], paragraph=_number_of(rows[0]), text=text, original=original, is_follow_up=any(row.is_follow_up for row in rows))


def _number_of(row: Row) -> str:
    """ "6" of paragraph "6 (a)", blank of one without a letter."""
    match = LETTERED.match(row.paragraph)
    return match[1] if match else ""


def _whole_paragraphs(symbol: str) -> frozenset[str]:
    """Numbers without a letter that the register has of the document, and none of their letters."""
    if not symbol:
        return frozenset()
    numbers = set(Recommendation.objects.filter(document__symbol=symbol).values_list("paragraph", flat=True))
    lettered = {match[1] for number in numbers if (match := LETTERED.match(number))}
    return frozenset(number for number in numbers if number.isdigit() and number not in lettered)
