"""Words of a text, folded so that spellings meet, and where each stands in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from recommendations.folding import fold_name

WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Token:
    word: str  # folded: case and accents off
    start: int  # of the text, in characters
    end: int


def tokens(text: str) -> list[Token]:
    return [Token(fold_name(found[0]).replace(" ", ""), found.start(), found.end()) for found in WORD.finditer(text)]


def n_grams(text: str, longest: int = 2) -> list[str]:
    """Every run of one to `longest` words, folded, joined by blanks."""
    words = [token.word for token in tokens(text)]
    return [" ".join(words[at : at + size]) for size in range(1, longest + 1) for at in range(len(words) - size + 1)]


def places(text: str, phrases: Iterable[str]) -> list[tuple[int, int]]:
    """(start, end) of every run of words in the text that is one of the phrases; overlapping runs are one."""
    found = tokens(text)
    wanted = {tuple(token.word for token in tokens(phrase)) for phrase in phrases}
    spans = [
        (found[at].start, found[at + size - 1].end)
        for size in {len(run) for run in wanted if run}
        for at in range(len(found) - size + 1)
        if tuple(token.word for token in found[at : at + size]) in wanted
    ]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
