"""What two versions of a text say differently, word by word, for a page that shows both."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

HAN_AND_KANA = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # written without spaces: each character counts as a word
WORD = re.compile(rf"(?:[{HAN_AND_KANA}]|[^\s{HAN_AND_KANA}]+)\s*")
AROUND = 8  # words left standing on each side of a change
FOLDS_FROM = 30  # words in a row that both have; fewer are shown whole
MOST_COMPARED = 1_000_000  # pairs of words; beyond, what stands between the first and the last change counts as changed
CHANGED, FOLDED = "changed", "folded"


@dataclass(frozen=True)
class Piece:
    text: str
    mark: str = ""  # CHANGED, or FOLDED where words that both have are left out


def changed_words(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """The pieces of each version. Where not one word is in both, or one says nothing, neither has marks."""
    old, new = WORD.findall(before), WORD.findall(after)
    blocks = list(_blocks([word.rstrip() for word in old], [word.rstrip() for word in new]))
    if all(is_changed for is_changed, *_rest in blocks):
        return _whole(before), _whole(after)
    olds: list[Piece] = []
    news: list[Piece] = []
    for index, (is_changed, start, stop, new_start, new_stop) in enumerate(blocks):
        sides = ((olds, old[start:stop]), (news, new[new_start:new_stop]))
        for pieces, words in sides:
            if words:
                pieces += [Piece("".join(words), CHANGED)] if is_changed else _folded(words, index == 0, index == len(blocks) - 1)
    return olds, news


def _whole(text: str) -> list[Piece]:
    return [Piece(text)] if text else []


def _folded(words: Sequence[str], is_first: bool, is_last: bool) -> list[Piece]:
    if len(words) < FOLDS_FROM or (is_first and is_last):
        return [Piece("".join(words))]
    ends = (words[: 0 if is_first else AROUND], words[len(words) if is_last else -AROUND :])
    head, tail = ("".join(end) for end in ends)
    return [piece for piece in (Piece(head), Piece("", FOLDED), Piece(tail)) if piece.text or piece.mark]


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """(whether it differs, from, to, from and to in the new), from the first word to the last."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    old_end, new_end = len(old) - tail, len(new) - tail
    if head:
        yield False, 0, head, 0, head
    a, b = old[head:old_end], new[head:new_end]
    if len(a) * len(b) > MOST_COMPARED:
        yield True, head, old_end, head, new_end
    else:
        for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            yield tag != "equal", head + i, head + j, head + k, head + m
    if tail:
        yield False, old_end, len(old), new_end, len(new)
