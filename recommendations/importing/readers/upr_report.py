"""The report of the UPR's working group: what follows "II. Conclusions and/or recommendations", numbered 140.1, 140.2 ...

A paragraph with a single number says of all below it whether they "enjoy the support" of the State, are "noted", or "will be
examined"; then the position comes later, in the report's addendum, and is left blank.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from ..about import last_day, session_of, symbol_of
from ..cells import cycle_of_session, fold_space, split_states
from ..opened import Opened
from ..paper import Block, Paper
from ..rows import FileRefused, Problem, Row

TITLE = re.compile(r"Report\s+of\s+the\s+Working\s+Group\s+on\s+the\s+Universal\s+Periodic\s+Review", re.I)
ADDENDUM = re.compile(r"^Addendum\b", re.I)
CONCLUSIONS = re.compile(r"^(?:[IVX]+\.\s*)?Conclusions?\s+and(?:\s*/\s*or)?\s+recommendations?\b", re.I)
RECOMMENDATION = re.compile(r"^(?P<number>(?P<first>\d{1,3})\.(?P<second>\d{1,3}))\.?\s*(?=[^\s\d])")
SINGLE = re.compile(r"^(?P<number>\d{1,3})\.\s+(?=\S)")
REVIEW_OF = re.compile(r"\breview\s+of\s+(?:the\s+)?(?P<state>[A-Z][^.]*?)\s+was\s+held\b")
POSITIONS = (
    ("", re.compile(r"\bwill\s+be\s+examined\b|\bwill\s+(?:examine|provide\s+responses)\b|\bin\s+due\s+course\b", re.I)),
    ("noted", re.compile(
        r"\b(?:did|do|does)\s+not\s+enjoy\s+the\s+support\b|\b(?:has|have|been|were|are)\s+(?:been\s+)?noted\b|\btakes?\s+note\b"
        r"|\bnot\s+(?:be\s+)?supported\b", re.I)),
    ("supported", re.compile(r"\benjoys?\s+(?:the|its)\s+support\b|\b(?:are|been|were)\s+(?:supported|accepted)\b", re.I)),
)  # fmt: skip


def is_upr_report(paper: Paper) -> bool:
    return any(TITLE.search(text) for text in _front(paper))


def _front(paper: Paper) -> list[str]:
    return [block.text for block in paper.blocks[:40]]


def open_report(paper: Paper) -> Opened:
    front = _front(paper)
    if any(ADDENDUM.match(text) or re.search(r"Review\W*\s+.*\bAddendum\b", text) for text in front) or any(
        "/Add." in text for text in paper.margins
    ):
        raise FileRefused("upr_addendum")
    about = _about(paper, front)
    rows = list(_rows(paper.blocks, about))
    if not any(isinstance(row, Row) for row in rows):
        raise FileRefused("no_upr_recommendations")
    return Opened("upr_report", (), iter(rows), about=about)


def _about(paper: Paper, front: list[str]) -> dict[str, Any]:
    text = " ".join(block.text for block in paper.blocks[:80])
    state = REVIEW_OF.search(text)
    published = next((day for line in front if (day := last_day(line)) and "Distr" in line), None) or next(
        (d for line in front if (d := last_day(line))), None
    )
    held = re.search(r"\bheld\s+its\s+[\w-]+\s+session\b", text)
    return {
        "title": "Report of the Working Group on the Universal Periodic Review",
        "symbol": symbol_of(paper.margins) or symbol_of([fold_space(text[:2000])]),
        "mechanism": "UPR",
        "state": fold_space(state["state"]) if state else "",
        "session": session_of([held[0]]) if held else "",
        "published_on": published.isoformat() if published else "",
        "adopted_on": "",
    }


def _rows(blocks: tuple[Block, ...], about: dict[str, Any]) -> Iterator[Row | Problem]:
    for line, (number, text, words) in enumerate(_recommendations(blocks), start=1):
        body, states = split_states(text, trusting=True)
        if not states:
            yield Problem(line, "", "no_recommending_state", {"paragraph": number}, is_fatal=False)
        yield Row(
            line=line,
            text=body.rstrip(" .;"),
            mechanism="UPR",
            symbol=about["symbol"],
            title=about["title"],
            paragraph=number,
            published_on=date.fromisoformat(about["published_on"]) if about["published_on"] else None,
            states=(about["state"],) if about["state"] else (),
            recommending_states=states,
            position=next((position for position, pattern in POSITIONS if pattern.search(words)), ""),
            session=about["session"],
            cycle=cycle_of_session(about["session"]),
            original=f"{number} {text}",
        )


def _recommendations(blocks: tuple[Block, ...]) -> Iterator[tuple[str, str, str]]:
    """(number, text, the words of the paragraph above that say what the State thinks of it)."""
    start = max((place for place, block in enumerate(blocks) if CONCLUSIONS.match(block.text) and len(block.text) < 120), default=0)
    words, number, text = "", "", ""
    last = (0, 0)
    for block in blocks[start:]:
        found = RECOMMENDATION.match(block.text)
        single = SINGLE.match(block.text)
        if found and _follows((int(found["first"]), int(found["second"])), last):
            if number:
                yield number, text, words
            last = (int(found["first"]), int(found["second"]))
            number, text = found["number"], block.text[found.end() :]
        elif single and (not last[0] or int(single["number"]) == last[0] + 1):
            if number:
                yield number, text, words
            words, number, text = block.text, "", ""
            last = (int(single["number"]), 0)
        elif number and not text.rstrip().endswith((";", ".")):
            text = f"{text} {block.text}"
        elif last[0] and not last[1]:
            words = f"{words} {block.text}"
    if number:
        yield number, text, words


def _follows(new: tuple[int, int], last: tuple[int, int]) -> bool:
    """140.13 after 140.12, or after one of the next few numbers; 141.1 below paragraph 141."""
    if last == (0, 0):
        return new[1] == 1
    return new[0] == last[0] and last[1] < new[1] <= last[1] + 4
