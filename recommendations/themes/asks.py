"""What a recommendation asks, read from its words: which treaties, and how much its verb asks. English; other languages get
no treaty tokens, and a strength only where the source gave one.
"""

import re
from collections.abc import Iterable

from recommendations.folding import fold_name
from recommendations.themes.treaties import NAMES, code_of

JOIN = re.compile(r"\b(?:ratif\w*|acced\w*|accession|becom\w+ (?:a )?(?:state )?part(?:y|ies)|sign(?:ing|ature)?)\b", re.I)
INVITE = re.compile(r"\b(?:standing|open|permanent) invitation\b", re.I)


def in_tokens(text: str) -> str:
    """The text with each treaty's name as one word, however it is called: "Ratify treatyicrmwx"."""
    text = NAMES.sub(lambda match: f" {_token(match)} ", text)
    text = JOIN.sub(" joining ", text) if "treaty" in text else text
    return INVITE.sub(" standinginvitation ", text)


# UPR Info's action categories (Database: Action category, October 2014): the verbs it gives as examples, and their like.
VERBS: dict[int, str] = {
    1: r"call(?:s|ing)? (?:on|upon)|seek|shar(?:e|ing)|request|ask",
    2: r"continu\w*|maintain\w*|persever\w*|persist\w*|pursu\w*|keep|carry on|sustain|further",
    3: r"analy[sz]\w*|consider\w*|envisag\w*|envision\w*|examin\w*|explor\w*|reflect\w*|revis\w*|review\w*|stud(?:y|ies|ying)",
    4: r"accelerat\w*|address\w*|encourag\w*|engag\w*|ensur\w*|guarante\w*|intensif\w*|promot\w*|speed\w*|strengthen\w*|tak(?:e|ing)|improv\w*"
    r"|enhanc\w*|increas\w*|protect\w*|combat\w*|step(?:ping)? up|make|making|work|respect\w*|support\w*|foster\w*|reinforc\w*|redoubl\w*|prevent\w*"
    r"|provid\w*|facilitat\w*|raise|pay|give|giving|devote|cooperat\w*|fight\w*|tackl\w*|expand\w*|widen\w*|strive|endeavou?r\w*",
    5: r"conduct\w*|develop\w*|eliminat\w*|establish\w*|investigat\w*|undertak\w*|abolish\w*|acced\w*|adopt\w*|amend\w*|implement\w*|enforc\w*"
    r"|ratif\w*|repeal\w*|sign|withdraw\w*|lift|enact\w*|prohibit\w*|criminali[sz]\w*|creat\w*"
    r"|set(?:ting)? up|extend\w*|issue|introduc\w*|incorporat\w*"
    r"|submit\w*|appoint\w*|become|becoming|join\w*|prosecut\w*|punish\w*|ban|end|put|complete|finali[sz]e|allocat\w*|train|build\w*|remove|release"
    r"|harmoni[sz]e"
    r"|bring|draft\w*|launch\w*|define|designate|grant|recogni[sz]e|decriminali[sz]\w*|enter|pass",
}  # fmt: skip
VERB = re.compile("|".join(rf"(?P<c{category}>\b(?:{verbs})\b)" for category, verbs in VERBS.items()), re.I)
SECOND = re.compile(r"^\s*(?:,?\s*and\s+|,\s*|/)", re.I)  # "Continue and strengthen": the second verb counts; not in "Continue to strengthen"
OPENING = 160  # characters: the verb stands at the beginning; in a committee's paragraph after "should"
SHOULD = re.compile(r"\b(?:should|recommends that the State party|urges the State party to|calls upon the State party to)\b", re.I)


def strength(text: str, category: int | None = None) -> int | None:
    """How much a recommendation asks, 1 (minimal) to 5 (specific), in UPR Info's categories; None where no verb tells.

    `category` is what the source gave and wins.
    """
    if category:
        return category
    begins = SHOULD.search(text)
    opening = text[begins.end() :][:OPENING] if begins else text[:OPENING]
    match = VERB.search(opening)
    if match is None:
        return None
    if match.lastgroup == "c2":
        rest = opening[match.end() :]
        joined = SECOND.match(rest)
        following = VERB.match(rest[joined.end() :]) if joined else None
        match = following or match
    return int((match.lastgroup or "c0")[1:])


WORD = re.compile(r"\w+(?:[-’']\w+)*")


def parts(text: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """The text cut in pieces, each with whether it is one of `words` (stems, and the tokens of `in_tokens`)."""
    wanted = set(words)
    starts = tuple(form for stem in wanted for form in (stem, f"{stem[:-1]}y" if stem.endswith("i") else stem))
    spans = [m.span() for m in NAMES.finditer(text) if _token(m) in wanted]
    for token, pattern in (("join", JOIN), ("standinginvit", INVITE)):
        if token in wanted:
            spans += [m.span() for m in pattern.finditer(text)]
    spans += [m.span() for m in WORD.finditer(text) if starts and fold_name(m[0]).startswith(starts)]
    pieces, end = [], 0
    for start, stop in sorted(spans):
        if stop <= end:
            continue
        start = max(start, end)
        pieces += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


def _token(match: re.Match[str]) -> str:
    """Ends in x, which no dictionary takes for an ending: "treatyced" would lose its "ed"."""
    return f"treaty{code_of(match).replace('-', '')}x"
