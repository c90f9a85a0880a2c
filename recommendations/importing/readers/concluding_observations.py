"""Concluding observations as a treaty body issues them: numbered paragraphs of praise, concern and recommendation below headings.

"12. The Committee recommends that the State party: (a) ...; (b) ..." gives one row a letter, each whole: what stands in front of
the letters is put before it. A paragraph of praise or concern is one observation. Introduction and formalities (dissemination,
the next report) are read too, left out: a person can still take them in.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from ..about import about_document, follow_up, next_report
from ..language import language_of
from ..opened import Opened
from ..paper import Block, Paper
from ..paragraphs import Numbered, Part, number_blocks
from ..rows import FileRefused, Problem, Row

TITLE = re.compile(r"\bconcluding observations\b|\bconclusions and recommendations of the committee\b", re.I)
SYMBOL = re.compile(r"/(?:CO|CONC|CONCL)/", re.I)
LANGUAGES = {"fr": "French", "es": "Spanish", "ar": "Arabic", "ru": "Russian", "zh": "Chinese"}
VERB = (
    r"(?:recommends?|urges?|calls? (?:up)?on|encourages?|invites?|requests?|exhorts?|advises?|suggests?"
    r"|reiterates? (?:its|the) (?:[\w-]+ ){0,4}(?:recommendations?|call|request))"
)
RECOMMENDS = re.compile(
    rf"(?:\b(?:Committee|[Ii]t|and|also|further)\b|,)(?:\s+(?:[\w-]+ly|also|further|again|once|more|therefore|nevertheless|and)){{0,4}},?\s+{VERB}\b"
    r"|\bState\s+[Pp]arty\s+(?:should|must|ought\s+to|needs\s+to|shall|is\s+(?:[\w-]+ly\s+)?(?:urged|encouraged|invited|requested|called\s+upon))\b"
    r"|\b[Ii]t\s+(?:should|must)\b",
)
CONCERN = re.compile(
    r"\b(?:concern|regret|deplor|alarm|disturb|dismay|welcom|note[sd]?\b|tak(?:es|ing) note|appreciat|commend|acknowledg|congratulat|observ)", re.I
)
INTRODUCTION = re.compile(r"^introduction\b", re.I)
FORMALITY = re.compile(
    r"^(?:dissemination|follow[ -]?up(?: (?:procedure|information|and dissemination|to (?:the )?(?:present )?concluding observations))?$"
    r"|next (?:periodic )?report"
    r"|preparation of the next|submission of the next|implementation and reporting|simplified reporting)",
    re.I,
)
FORMAL_WORDS = re.compile(
    r"\bdisseminat\w+|\bperiodic reports?\b.*\bby\b|\bcommon core document\b|\bwidely (?:available|disseminated)\b", re.I | re.S
)
CONSIDERED = re.compile(r"^The Committee considered\b")
ARTICLES = re.compile(r"\s*\((?:arts?\.|articles?|paras?\.)[^()]*(?:\([^()]*\)[^()]*)*\)\s*$", re.I)


def is_concluding_observations(paper: Paper) -> bool:
    """By its own words: the title in front of the first paragraph, or the committee's symbol."""
    head, _paragraphs = number_blocks(paper.blocks)
    return any(TITLE.search(block.text) for block in head[:60]) or any(SYMBOL.search(text) for text in paper.margins)


def open_observations(paper: Paper) -> Opened:
    head, paragraphs = number_blocks(_below_title(paper))
    if not paragraphs:
        raise FileRefused("no_paragraphs")
    language = language_of(" ".join(paragraph.text for paragraph in paragraphs[:6]))
    if language != "en":
        raise FileRefused("document_language", language=LANGUAGES.get(language, language))
    about = about_document(paper, head, paragraphs)
    issued = about["adopted_on"] or about["published_on"]
    later = {
        "next_report": next_report(paragraphs),
        "follow_up": follow_up(paragraphs, date.fromisoformat(issued) if issued else None),
    }
    about |= {name: found for name, found in later.items() if found}
    return Opened("observations", (), _rows(paragraphs, about), about=about)


def _below_title(paper: Paper) -> Iterator[Block]:
    """The blocks; no line of the cover counts as a heading of what follows."""
    title = next((place for place, block in enumerate(paper.blocks[:60]) if TITLE.match(block.text)), -1)
    for place, block in enumerate(paper.blocks):
        yield Block(block.text) if place <= title else block


def _rows(paragraphs: list[Numbered], about: dict[str, Any]) -> Iterator[Row | Problem]:
    marked = frozenset(about.get("follow_up", {}).get("paragraphs", ()))
    met: set[str] = set()
    line = 0
    for paragraph in paragraphs:
        for number, text, original, kind, doubt in _split(paragraph):
            line += 1
            is_marked = kind == "recommendation" and bool({number, str(paragraph.number)} & marked)
            if is_marked:
                met |= {number, str(paragraph.number)} & marked
            if doubt:
                yield Problem(line, "", doubt, {"paragraph": number}, is_fatal=False)
            if paragraph.comes_after and original.startswith(f"{paragraph.number}."):
                yield Problem(line, "", "paragraph_gap", {"before": str(paragraph.comes_after), "after": str(paragraph.number)}, is_fatal=False)
            yield _row(line, paragraph, number, text, original, kind, about, is_marked)
    for number in sorted(marked - met):
        yield Problem(0, "", "follow_up_not_found", {"paragraph": number}, is_fatal=False)


def _row(line: int, paragraph: Numbered, number: str, text: str, original: str, kind: str, about: dict[str, Any], is_marked: bool) -> Row:
    headings = tuple(paragraph.headings)
    return Row(
        line=line,
        text=text,
        kind="observation" if kind == "formality" else kind,
        mechanism=about["mechanism"],
        symbol=about["symbol"],
        title=about["title"],
        paragraph=number,
        published_on=date.fromisoformat(about["published_on"]) if about["published_on"] else None,
        states=(about["state"],) if about["state"] else (),
        session=about["session"],
        is_follow_up=is_marked,
        is_left_out=kind == "formality",
        heading=" > ".join(headings),
        original=original,
        extra={"Heading": theme_words(headings[-1])} if headings else {},
    )


def theme_words(heading: str) -> str:
    """A heading without the articles it cites: "Domestic violence (arts. 2 and 16)"."""
    return ARTICLES.sub("", heading).strip()


def _split(paragraph: Numbered) -> Iterator[tuple[str, str, str, str, str]]:
    """(number, text, original, kind, code of a doubt or blank) of each row a paragraph gives."""
    for place, run in enumerate(_runs(paragraph.parts)):
        front = f"{paragraph.number}. " if place == 0 else ""
        chapeau, letters = run[0], run[1:]
        kind, doubt = classify(chapeau.text, paragraph.headings)
        if letters and kind == "recommendation":
            for first, part in enumerate(letters):
                own = f"({part.letter}) {part.text}"
                original = f"{front}{chapeau.text} {own}" if first == 0 else own
                yield f"{paragraph.number} ({part.letter})", f"{chapeau.text} {_ended(part.text)}", original, kind, doubt
        else:
            text = " ".join([chapeau.text, *(f"({part.letter}) {part.text}" for part in letters)])
            yield str(paragraph.number), text, front + text, kind, doubt


def _runs(parts: list[Part]) -> Iterator[list[Part]]:
    """Each text under the number, with the letters that follow it; texts of the same kind that follow each other are one."""
    run: list[Part] = []
    for part in parts:
        if run and not part.letter:
            if len(run) == 1 and classify(run[0].text, ())[0] == classify(part.text, ())[0]:
                run = [Part("", f"{run[0].text} {part.text}")]
                continue
            yield run
            run = []
        run.append(part)
    yield run


def _ended(text: str) -> str:
    """The part of an enumeration as a sentence of its own."""
    return re.sub(r"\s*[;,]\s*(?:and|or)?\s*$", ".", text)


def classify(text: str, headings: tuple[str, ...] = ()) -> tuple[str, str]:
    """("recommendation", "observation" or "formality"; a problem's code where a person should look)."""
    if any(INTRODUCTION.match(heading) for heading in headings) or CONSIDERED.match(text):
        return "formality", ""
    if any(FORMALITY.match(theme_words(heading)) for heading in headings) or (not headings and FORMAL_WORDS.search(text[:600])):
        return "formality", ""
    recommends = RECOMMENDS.search(text)
    concerned = CONCERN.search(text)
    if recommends:
        return "recommendation", "kind_mixed" if concerned and concerned.start() < recommends.start() and "oncern" in text[
            : recommends.start()
        ] else ""
    return "observation", "" if concerned else "kind_doubtful"
