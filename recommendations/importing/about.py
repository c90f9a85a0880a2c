"""What a document as issued says about itself and about what comes after it. Kept in ImportBatch.about, in these keys:

    title, symbol, mechanism (code or blank), state (as it names it), session ("81"), published_on, adopted_on
    next_report: {due_on, paragraph, words}                  the next periodic report, with the sentence that asks for it
    follow_up:   {due_on, paragraph, words, paragraphs: []}  information on the paragraphs it marks: ["12 (a)", "20"]

All values are text, dates as 2028-03-15, blank where it says nothing that can be read; the two mappings are left out then.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any

from .cells import fold_space
from .names import committee_and_state, mechanism_code
from .paper import Block, Paper
from .paragraphs import Numbered

MONTHS = {name: n for n, name in enumerate(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"), start=1)}  # fmt: skip
DAY = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(MONTHS)})\s+((?:19|20)\d\d)\b", re.I)
SYMBOL = re.compile(r"\b(?:[A-Z]{1,6}|E/C\.\d+|A/(?:HRC|\d+))(?:/(?:[A-Z]+(?:-[A-Z]+)*|[A-Z]*\.?\d[\w.-]*))+")
BROKEN_SYMBOL = re.compile(r"\b([A-Z]{1,6})\s+(?=/[A-Z]+/)")  # a cover sets the first letters larger, on a line of their own
COMMITTEE = re.compile(r"\b((?:Human Rights )?Committee(?: (?:on|against|for) [^.;:()*]+?)?)(?=$|[.;:()*]|\s(?:on|considered)\s(?:the|its)\b)")
OF_STATE = re.compile(
    r"(?:Concluding observations|Conclusions and recommendations).{0,160}?"
    r"(?:reports?|situation|absence of (?:a|an initial) report)\s+(?:of|in|submitted by)\s+"
    r"(?:the\s+(?=Government\s+of\s+)Government\s+of\s+)?(?P<state>[^*.;]+?)(?:,\s+(?:submitted|under|adopted)\b.*)?\s*\*{0,3}$",
    re.S,
)
ORDINALS = {name: n for n, name in enumerate(
    ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth",
     "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"), start=1)}  # fmt: skip
TENS = {name: n * 10 for n, name in enumerate(("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet"), start=2)}
SESSION = re.compile(
    r"\b(?:(?P<hundred>one hundred and |hundred and )?(?P<words>[a-z]+(?:-[a-z]+)?)|(?P<digits>\d{1,3})(?:st|nd|rd|th))\s+session\b", re.I
)

SENTENCE = re.compile(r"(?<=[a-z0-9)\]”’][.;])\s+(?=[A-Z(])")
NEXT_REPORT = re.compile(r"\bperiodic\s+reports?\b", re.I)
ASKED_FOR = re.compile(r"\b(?:submit|submission|submitted|due|provide|present)\b", re.I)
FOLLOW_UP = re.compile(
    r"\b(?:provide|submit|inform)\b.*\b(?:information|steps|measures|follow-up)\b.*\b(?:recommendations?|paragraphs?|paras?)\b", re.I | re.S
)
WITHIN = re.compile(r"\bwithin\s+(?:(?P<one>one|a)|(?P<two>two)|(?P<three>three)|(?P<number>\d{1,2}))\s+(?P<unit>years?|months?)\b", re.I)
MONTHS_WITHIN = re.compile(r"\bwithin\s+(?P<words>twelve|eighteen|twenty-four|thirty-six)\s+months\b", re.I)
MONTH_WORDS = {"twelve": 12, "eighteen": 18, "twenty-four": 24, "thirty-six": 36}
REFERENCES = re.compile(
    r"\bpara(?:graph)?s?\.?\s+(?P<list>\d{1,3}(?:\s*\([a-z]+\))*(?:"
    r"(?:\s*[,–-]\s*|\s*,?\s+(?:and|or|to)\s+)(?:(?:paragraphs?\s+)?\d{1,3}(?:\s*\([a-z]+\))*|\([a-z]+\))"
    r"(?:\s*\([a-z]+\))*)*)",
    re.I,
)
REFERENCE = re.compile(r"(?P<number>\d{1,3})|\((?P<letter>[a-z]+)\)|(?P<range>[–-]|\bto\b)")


def about_document(paper: Paper, head: Iterable[Block], paragraphs: list[Numbered]) -> dict[str, Any]:
    """The document's head: title, symbol, committee, State, session and dates."""
    head = list(head)
    lines = [block.text for block in head]
    front = BROKEN_SYMBOL.sub(r"\1", "\n".join(lines))
    first = " ".join(paragraph.text for paragraph in paragraphs[:3])
    symbol = symbol_of(paper.margins) or symbol_of([front])
    title = next((line for line in lines if re.match(r"(?:Concluding observations|Conclusions and recommendations)", line)), "").rstrip("* ")
    committee, _iso = committee_and_state(symbol)
    if not committee:
        committee = next((code for line in (*lines, title) for match in COMMITTEE.finditer(line) if (code := mechanism_code(match[1]))), None)
    state = OF_STATE.search(title)
    adopted = next((day for sentence in sentences(first) if "adopted" in sentence and (day := last_day(sentence))), None)
    published = next((day for line in lines if (day := last_day(line)) and len(line) < 120), None)
    return {
        "title": title[:500],
        "symbol": symbol,
        "mechanism": committee or "",
        "state": fold_space(state["state"]).removeprefix("the ") if state else "",
        "session": session_of([*lines, first]),
        "published_on": published.isoformat() if published else adopted.isoformat() if adopted else "",
        "adopted_on": adopted.isoformat() if adopted else "",
    }


def symbol_of(texts: Iterable[str]) -> str:
    return next((match[0] for text in texts for match in SYMBOL.finditer(text) if "/" in match[0]), "")


def session_of(texts: Iterable[str]) -> str:
    """Digits, of the first session that is named: "eighty-first session", "112th session"."""
    for text in texts:
        for match in SESSION.finditer(text):
            if match["digits"]:
                return match["digits"]
            tens, _, unit = match["words"].casefold().partition("-")
            value = ORDINALS.get(tens, 0) if not unit else 0
            if not value and tens[:-1] in TENS and tens.endswith("y"):
                value = TENS[tens[:-1]] + ORDINALS.get(unit, 0)
            elif not value and not unit and tens.removesuffix("ieth") in TENS:
                value = TENS[tens.removesuffix("ieth")]
            if value:
                return str(value + (100 if match["hundred"] else 0))
    return ""


def sentences(text: str) -> list[str]:
    return SENTENCE.split(text)


def last_day(text: str) -> date | None:
    """The last day a text names, None where it names none that exists."""
    return next(reversed(_days(text)), None)


def first_day(text: str) -> date | None:
    return next(iter(_days(text)), None)


def _days(text: str) -> list[date]:
    days = []
    for day, month, year in DAY.findall(text):
        with suppress(ValueError):  # 31 June: not a day
            days.append(date(int(year), MONTHS[month.casefold()], int(day)))
    return days


def next_report(paragraphs: list[Numbered]) -> dict[str, Any]:
    """Of the last paragraphs that ask for the next periodic report, with the day it is due on."""
    for paragraph in reversed(paragraphs):
        for sentence in sentences(paragraph.text):
            report = NEXT_REPORT.search(sentence)
            if report and ASKED_FOR.search(sentence) and (day := first_day(sentence[report.end() :]) or last_day(sentence)):
                return {"due_on": day.isoformat(), "paragraph": str(paragraph.number), "words": sentence[:600]}
    return {}


def follow_up(paragraphs: list[Numbered], issued: date | None) -> dict[str, Any]:
    """What the document wants to hear before the next report, on which paragraphs, and until when. `issued`: the day "within
    one year" counts from."""
    for paragraph in reversed(paragraphs):
        for sentence in sentences(paragraph.text):
            due = last_day(sentence) or within(sentence, issued)
            marked = references(sentence)
            if marked and FOLLOW_UP.search(sentence) and (due or WITHIN.search(sentence) or MONTHS_WITHIN.search(sentence)):
                return {
                    "due_on": due.isoformat() if due else "",
                    "paragraph": str(paragraph.number),
                    "words": sentence[:600],
                    "paragraphs": marked[:40],
                }
    return {}


def within(text: str, issued: date | None) -> date | None:
    """The end of "within two years", "within twelve months" from `issued` on."""
    if issued is None:
        return None
    if words := MONTHS_WITHIN.search(text):
        return _later(issued, MONTH_WORDS[words["words"].casefold()])
    match = WITHIN.search(text)
    if match is None:
        return None
    number = int(match["number"]) if match["number"] else 1 if match["one"] else 2 if match["two"] else 3
    return _later(issued, number * (12 if match["unit"].casefold().startswith("year") else 1))


def _later(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = [31, 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    return date(year, month, min(day.day, last))


def references(text: str) -> list[str]:
    """Paragraphs a sentence names, each once: "paragraphs 12 (a) and (c), 20 and 31–33" is 12 (a), 12 (c), 20, 31, 32, 33."""
    found: dict[str, None] = {}
    for match in REFERENCES.finditer(text):
        number, letter, is_range = "", "", False
        pending = ""  # a number whose letters may follow
        for token in REFERENCE.finditer(match["list"]):
            if token["range"]:
                is_range = True
            elif token["number"]:
                if pending:
                    found[pending] = None
                if is_range and number:
                    found |= dict.fromkeys(str(n) for n in range(int(number), min(int(token["number"]), int(number) + 30)))
                number = pending = token["number"]
                letter, is_range = "", False
            else:
                first = chr(ord(letter) + 1) if is_range and len(letter) == 1 and len(token["letter"]) == 1 else token["letter"]
                letters = [chr(n) for n in range(ord(first), ord(token["letter"]) + 1)] if len(first) == 1 == len(token["letter"]) else [first]
                found |= dict.fromkeys(f"{number} ({each})" for each in letters)
                letter, pending, is_range = token["letter"], "", False
        if pending:
            found[pending] = None
    return list(found)
