"""What one cell says: text without the noise of its format, lists, dates, positions, numbers in front of a text."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from html import unescape

import nh3

from .names import state_code

MAX_CELL_CHARACTERS = 32_767  # Excel's own limit: longer cells come from a program gone wrong

# C0 and C1 controls but tab, line feed and carriage return; zero-width no-break space and zero-width space are noise.
# Joiners (emoji, Devanagari) and direction marks (Arabic) belong to the text.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
INVISIBLE = re.compile("[\ufeff\u200b\u00ad]")
BREAK_TAG = re.compile(r"<(?:br\s*/?|/p|/div|/li|/tr|/h[1-6])\s*>", re.I)
HTML_NAMES = (
    "a|b|big|blockquote|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|script|small|span|strike|strong|style|sub|sup|table|tbody|td|th|tr|tt|u|ul"
)
HTML_TAG = re.compile(rf"</?(?:{HTML_NAMES})(?=[\s>/])[^<>]*>", re.I)
LONE_LESS_THAN = re.compile(rf"<(?!/?(?:{HTML_NAMES})(?=[\s>/]))", re.I)


def as_text(value: object) -> str:
    """A cell's stored value as a person reads it: 20.0 is "20"; line breaks are kept."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def has_controls(text: str) -> bool:
    return CONTROLS.search(text) is not None


def fold_space(text: str) -> str:
    """White space folded, control characters and invisible blanks gone, accents composed (NFC)."""
    if not text.isascii():
        text = INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("\u2011", "-")
    if not text.isprintable():
        text = CONTROLS.sub("", text)
    return " ".join(text.split())


def without_html(text: str) -> str:
    """HTML's tags and entities taken off. A `<` that opens no HTML tag stays what it is."""
    if "<" in text and HTML_TAG.search(text):
        text = LONE_LESS_THAN.sub("&lt;", BREAK_TAG.sub("\n", text))
        return unescape(nh3.clean(text, tags=set()))
    return unescape(text) if "&" in text else text


LINE_END = re.compile(r"\r\n|[\n\r\x85\u2028]|;\s*(?=[-‐‑–]\s)")
LIST_DASH = re.compile(r"^[-‐‑–•*·]\s*(?=\S)|^[-‐‑–•·]\s*$")


@lru_cache(maxsize=8192)  # the same themes, persons and goals come again and again
def _list_item(text: str) -> str:
    return LIST_DASH.sub("", fold_space(text))


@lru_cache(maxsize=4096)
def split_lines(text: str) -> tuple[str, ...]:
    """Several values in one cell, one a line or set apart by "; - ", each perhaps behind a dash: "- Kenya\\n- Somalia"."""
    if not text:
        return ()
    return once(map(_list_item, LINE_END.split(text)))


# Labels of the UHRI that hold a semicolon themselves.
LABELS_WITH_SEMICOLON = re.compile(r"(definition); (general principles); (?=protection)", re.I)


def split_list(text: str) -> tuple[str, ...]:
    """As `split_lines`, and at semicolons and bars: people's own sheets. Never at commas, labels are full of them."""
    lines = split_lines(text)
    if ";" not in text and "|" not in text:
        return lines
    guarded = (LABELS_WITH_SEMICOLON.sub("\\1\x00 \\2\x00 ", line) for line in lines)
    parts = (part for line in guarded for part in re.split(r"[;|]", line))
    return once(LIST_DASH.sub("", fold_space(part.replace("\x00", ";"))) for part in parts)


def split_commas(text: str) -> tuple[str, ...]:
    """UPR Info's issues: "Minorities,National plan of action"."""
    return once(fold_space(part) for part in text.split(","))


def once(values: Iterable[str]) -> tuple[str, ...]:
    """Blanks and repeats left out, order kept."""
    found = dict.fromkeys(values)
    found.pop("", None)
    return tuple(found)


def state_name(text: str) -> str:
    """A State's name without the asterisk that sends a reader to a footnote: "State of Palestine*"."""
    return unescape(text).strip().rstrip("*").rstrip()


SUPPORTED = {"supported", "accepted", "support", "accept", "enjoy the support", "enjoys the support", "soutenue", "acceptada"}
NOTED = {"noted", "rejected", "note", "reject", "not supported", "not accepted"}
# Words of older data that are neither: nothing is guessed, the raw words are kept.
NEITHER = {"", "voluntary pledge", "consider", "considered", "pending", "implemented", "general response", "no response", "no clear position"}


@lru_cache(maxsize=256)
def read_position(text: str) -> tuple[str, str]:
    """(`supported`, `noted` or blank; a problem's code or blank)."""
    found = set()
    for part in re.split(r"[\n/;]", text):
        word = LIST_DASH.sub("", fold_space(part)).casefold().rstrip(".")
        if word in SUPPORTED:
            found.add("supported")
        elif word in NOTED:
            found.add("noted")
        elif word not in NEITHER:
            return "", "position_unknown"
    if len(found) > 1:
        return "", "position_mixed"
    return (found.pop() if found else ""), ""


THEME_CODE = re.compile(r"^([A-H]\d{1,2})\s+(?=[A-Z])")
RESERVATIONS = re.compile(r"r[eé]serv|оговор|تحفظ|保留", re.I)


def read_themes(labels: Iterable[str], text: str) -> tuple[tuple[str, ...], str]:
    """(labels without their old codes, the codes as "A12, B32").

    The UHRI puts "Reservations" on 30 % of its records, a default tag: it counts only where the text speaks of them.
    """
    read = [_theme(label) for label in labels]
    if not any(code or is_default for _label, code, is_default in read):
        return once(label for label, _code, _is_default in read), ""
    spoken_of = speaks_of_reservations(text)
    return once(label for label, _code, is_default in read if spoken_of or not is_default), ", ".join(once(code for _label, code, _is in read))


@lru_cache(maxsize=8192)
def _theme(label: str) -> tuple[str, str, bool]:
    """(label without its code, code or blank, whether it is the default tag)."""
    match = THEME_CODE.match(label)
    name = label[match.end() :] if match else label
    return name, match[1] if match else "", name.casefold() == "reservations"


def speaks_of_reservations(text: str) -> bool:
    return RESERVATIONS.search(text) is not None


SDG_NUMBER = re.compile(r"^(?:S\d{2}\s+)?(?:SDGs?|goals?|targets?)?\s*(\d{1,2})(?:\.(\d{1,2}|[a-d]))?(?![\d])", re.I)


@lru_cache(maxsize=1024)
def read_sdg(label: str) -> str:
    """The number of a goal or target ("10 - REDUCED INEQUALITIES" is "10"), blank where there is none from 1 to 17."""
    match = SDG_NUMBER.match(label)
    if match is None or not 1 <= int(match[1]) <= 17:
        return ""
    return f"{int(match[1])}.{match[2].lower()}" if match[2] else str(int(match[1]))


# "153.13 Ratify", "153.13Ratify", "92.3.1 pursue", "129.1. Establish", "49.The Committee", "12. (a) Adopt".
# Not "3.5 million" and not "10 years": one number alone needs its full stop.
PARAGRAPH = re.compile(
    r"^(?:(?P<levels>\d{1,3}(?:\.\d{1,3}){1,3})\.?(?!\d|\s*(?:million|billion|per cent|%))"
    r"|(?P<single>\d{1,3})(?:\.(?!\d)|(?=\s*\([a-z]{1,4}\))))"
    r"\s*(?P<letter>\([a-z]{1,4}\))?[.)]?\s*(?=\S)"
)
# "Rural women 49.The Committee notes": a heading run into the paragraph below it.
HEADING = re.compile(
    r"^(?P<heading>[A-Z][^.;:!?\d]{2,90}?)\s(?=\d{1,3}\.\s?(?:The|While|Recalling|In (?:the )?light|In accordance|Taking|Noting|With)\b)"
)
BEFORE_A_REFERENCE = re.compile(
    r"\b(?:articles?|paragraphs?|paras?|nos?|convention|recommendation|comment|resolution|goal|target|rule|protocol|section|chapter|of|and|to|in)$",
    re.I,
)


def split_paragraph(text: str) -> tuple[str, str, str]:
    """(paragraph number, heading in front of it, the rest): ("49", "Rural women", "The Committee notes ...")."""
    heading = ""
    match = HEADING.match(text)
    if match and not BEFORE_A_REFERENCE.search(match["heading"]):
        heading, text = match["heading"], text[match.end() :]
    match = PARAGRAPH.match(text)
    if match is None:
        return "", heading, text
    number = (match["levels"] or match["single"]) + (f" {match['letter']}" if match["letter"] else "")
    return number, heading, text[match.end() :]


# A bracket that may hold one more inside it: "(Senegal, Venezuela (Bolivarian Republic of),Peru)".
BRACKET = r"[(（]((?:[^()（）]|[(（][^()（）]*[)）])*)[)）]"
LAST_BRACKET = re.compile(rf"{BRACKET}\s*[.;,؛；。]*\s*$")
INNER_BRACKET = re.compile(rf"{BRACKET}(?=\s*(?:;|؛|；|[(（]))")
STATE_SEPARATOR = re.compile(r"\s*[,;/،、]\s*(?![^()]*\))|\s+and\s+(?=[A-Z][a-z]+$)")


def _is_state(name: str) -> bool:
    """Not by its code: two or three letters in a text are an acronym."""
    return (len(name) > 3 or not name.isascii()) and state_code(name) is not None


@lru_cache(maxsize=8192)
def _states_of(bracket: str, *, known: frozenset[str], trusting: bool) -> tuple[str, ...] | None:
    """The States a bracket names, or None where it holds something else.

    `known` are names (casefolded) that the row gives in another column; `trusting` takes names we can't resolve, as long
    as they look like names, because the format promises States at this place.
    """
    whole = state_name(bracket)
    if _is_state(whole) or whole.casefold() in known:
        return (whole,)
    names = tuple(state_name(name) for name in STATE_SEPARATOR.split(whole) if name.strip())
    if names and all(_is_state(name) or name.casefold() in known for name in names):
        return names
    looks_like_names = all(name[:1].isupper() and not any(c.isdigit() for c in name) and not name.isupper() for name in names)
    return names if trusting and names and looks_like_names else None


def split_states(text: str, *, known: Iterable[str] = (), trusting: bool = False) -> tuple[str, tuple[str, ...]]:
    """(text without the recommending States in brackets at its end, all recommending States it names).

    Brackets inside a text ("... (Egypt); continue ... (Azerbaijan);") give their States too, but stay where they stand:
    they say who asked for which part.
    """
    known_names = frozenset(name.casefold() for name in known)
    last: list[str] = []
    body = text
    while match := LAST_BRACKET.search(body):
        states = _states_of(match[1], known=known_names, trusting=trusting and not last)
        if states is None:
            break
        last, body = [*states, *last], body[: match.start()].rstrip()
    if not last:
        return text, ()
    inner = [state for match in INNER_BRACKET.finditer(body) for state in _states_of(match[1], known=known_names, trusting=False) or ()]
    return body.rstrip(" ;,"), once(inner + last)


def read_session(text: str) -> str:
    """A UPR session's number out of "- 20th Session", "20", "Session 20"; blank where there is none from 1 to 99."""
    match = re.search(r"(?<!\d)\d{1,2}(?!\d)", text)
    return str(int(match[0])) if match and int(match[0]) else ""


UPR_CYCLES = ((1, 12, 1), (13, 26, 2), (27, 40, 3), (41, 54, 4))  # first session, last session, cycle


@lru_cache(maxsize=128)
def cycle_of_session(session: str) -> int | None:
    number = int(session) if session else 0
    return next((cycle for first, last, cycle in UPR_CYCLES if first <= number <= last), None)


@lru_cache(maxsize=256)
def read_kind(text: str) -> str:
    """`observation` for UHRI's "Concerns/Observations" and the like, else `recommendation`."""
    return "observation" if re.search(r"concern|observation", text, re.I) else "recommendation"
