"""From what a source says to what would be stored: names become codes of States and mechanisms, labels become numbers.

What is read is staged as this mapping (columns of staging.COLUMNS); matching and loading read it by SQL. Most values of a column
come again and again, so what each means is worked out once a file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings

from ministries.models import Institution
from recommendations.enums import MechanismKind, Outcome, TermKind
from recommendations.folding import text_key
from recommendations.importing.detect import ABOUT_ONE_STATE
from recommendations.importing.headers import FIELD_OF
from recommendations.importing.headings import Headings
from recommendations.importing.language import language_of
from recommendations.importing.names import committee_and_state, fold_name, mechanism_code, state_code
from recommendations.importing.rows import Problem, Row
from recommendations.models import Document, Mechanism, Recommendation, State, Term
from recommendations.seed.mechanisms import MECHANISMS

ALL = "all"  # in place of a State's code: the rows of every State, the others' as reference
REGIONAL = re.compile(r"\b(?:regional|inter american|african|european|council of europe|arab|asean)\b")
LENGTHS: dict[str, int] = {
    "annotation_id": Recommendation._meta.get_field("annotation_id").max_length or 0,
    "symbol": Document._meta.get_field("symbol").max_length or 0,
    "title": Document._meta.get_field("title").max_length or 0,
    "paragraph": Recommendation._meta.get_field("paragraph").max_length or 0,
    "position_source": Recommendation._meta.get_field("position_source").max_length or 0,
}
THEME, PERSONS, SDG, ISSUE = (kind.value for kind in (TermKind.THEME, TermKind.AFFECTED_PERSONS, TermKind.SDG, TermKind.ISSUE))
LABEL_LENGTH = Term._meta.get_field("label").max_length or 0


@dataclass(slots=True)
class Resolved:
    """One row of the file: what would become of it, before it is compared with what is there."""

    line: int
    outcome: Outcome  # new (not yet matched), rejected, elsewhere
    data: dict[str, Any]  # a value a column of staging.COLUMNS, what is blank left out
    problems: list[Problem] = field(default_factory=list)


class Rejected(Exception):
    def __init__(self, column: str, code: str, **params: str) -> None:
        super().__init__(code)
        self.column, self.code, self.params = column, code, params


def state_name(code: str) -> str:
    """What a State is called where the register has no name for it yet: "Iran (Islamic Republic of)"."""
    import pycountry

    own = {settings.NMIRF_STATE: settings.NMIRF_STATE_NAME, "XKX": "Kosovo", "EUE": "European Union"}
    if code in own:
        return own[code]
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return code
    name, *rest = country.name.split(", ")
    return getattr(country, "common_name", "") or (f"{name} ({', '.join(rest)})" if rest else name)


def known_state(code: str) -> bool:
    return code == settings.NMIRF_STATE or state_code(code) == code or State.objects.filter(code=code).exists()


@lru_cache(maxsize=8192)
def paragraph_key(paragraph: str) -> str:
    """Sorts as people count: 115.3 before 115.22, 12 (a) before 12 (b)."""
    return re.sub(r"\d+", lambda number: number[0].zfill(5), paragraph.casefold())[:80]


def names_of_states() -> dict[str, str]:
    """{name, folded: code} of the States that this deployment knows beside those of ISO 3166; its own may be fictional."""
    states = {fold_name(name): code for code, name in State.objects.values_list("code", "name")}
    return states | {fold_name(settings.NMIRF_STATE_NAME): settings.NMIRF_STATE}


class Resolver:
    """Knows the names of a deployment; one a file. Asks the database once, at its beginning."""

    def __init__(self, *, country: str, columns: tuple[str, ...], format: str, mapping: Mapping[str, str] | None = None) -> None:
        self.country = country
        self.home = settings.NMIRF_STATE if country == ALL else country
        self.is_about_home = format in ABOUT_ONE_STATE  # rows name no State; a note on the header may say so of other formats
        said = {meaning: column for column, meaning in (mapping or {}).items()}
        self.columns = said or {FIELD_OF.get(fold_name(column), ""): column for column in reversed(columns)}
        self.states = names_of_states()
        self.mechanisms: dict[str, str] = {}
        for code, name in Mechanism.objects.values_list("code", "name"):
            self.mechanisms |= {fold_name(code): code, fold_name(name): code}
        self.institutions = {fold_name(name) for names in Institution.objects.values_list("name", "short_name") for name in names}
        self.announced: set[str] = set()
        self.labels: dict[tuple[str, str], tuple[int, str]] = {}  # (kind, code): its number in this file, the label as first met
        self.number_of = lru_cache(maxsize=16_384)(self._number_of)
        self.state = lru_cache(maxsize=8192)(self._state)
        self.headings = Headings()

    def resolve(self, row: Row) -> Resolved:
        result = Resolved(row.line, Outcome.NEW, {"text": row.text})
        try:
            states = self._states(row, result)
            state = self.home if self.home in states else states[0]
            if self.country not in (ALL, state):
                return Resolved(row.line, Outcome.ELSEWHERE, {"state": state, "text": row.text[:200]})
            self._fill(result, row, state)
            result.outcome = Outcome.LEFT_OUT if row.is_left_out else Outcome.NEW
        except Rejected as reason:
            result.outcome = Outcome.REJECTED
            result.data |= {"symbol": row.symbol} if row.symbol else {}  # its document isn't read whole, see vanishing
            result.problems.append(Problem(row.line, reason.column, reason.code, reason.params))
        return result

    def _fill(self, result: Resolved, row: Row, state: str) -> None:
        key = text_key(row.text)
        if not key:
            raise Rejected(self.columns.get("text", ""), "text_missing")
        source = dict(row.extra)
        if len(row.states) > 1:
            source[self.columns.get("states") or "States"] = "; ".join(row.states)
        self._note_institutions(row, result)
        mechanism, mechanism_name = self._mechanism(row, result)
        short = {name: self._short(row, name, source, result) for name in LENGTHS}
        result.data = short | {
            "state": state,
            "mechanism": mechanism,
            "mechanism_name": mechanism_name,
            "session": row.session[:20],
            "cycle": row.cycle,
            "published_on": row.published_on,
            "paragraph_key": paragraph_key(short["paragraph"]),
            "kind": row.kind,
            "text": row.text,
            "text_key": key,
            "language": language_of(row.text),
            "position": row.position,
            "action_category": row.action_category,
            "is_follow_up": row.is_follow_up,
            "recommending": self._recommending(row, source, result) if row.recommending_states else [],
            "terms": self._terms(row),
            "source": source,
        }
        if row.original:
            result.data |= {"original": row.original, "heading": row.heading, "proposed": self.headings.themes(row.extra.get("Heading", ""))}

    def _note(self, result: Resolved, column: str, code: str, **params: str) -> None:
        result.problems.append(Problem(result.line, self.columns.get(column, ""), code, params, is_fatal=False))

    def _short(self, row: Row, name: str, source: dict[str, str], result: Resolved) -> str:
        """The value where it fits; a longer one stays among what else the source said."""
        value: str = getattr(row, name)
        if len(value) <= LENGTHS[name]:
            return value
        column = self.columns.get(name) or name
        source[column] = value
        self._note(result, name, "value_too_long", limit=str(LENGTHS[name]))
        return ""

    def _state(self, name: str) -> str | None:
        if name == settings.NMIRF_STATE:
            return name
        return self.states.get(fold_name(name)) or state_code(name)

    def _states(self, row: Row, result: Resolved) -> list[str]:
        """Codes of the States the row is about, at least one. Raises Rejected."""
        if not row.states:
            if self.is_about_home:
                return [self.home]
            raise Rejected(self.columns.get("states", ""), "state_missing")
        found = {name: self.state(name) for name in row.states}
        unknown = [name for name, code in found.items() if code is None]
        if len(unknown) == len(found):
            raise Rejected(self.columns.get("states", ""), "state_unknown", value="; ".join(unknown)[:200])
        for name in unknown:
            self._note(result, "states", "state_unknown", value=name[:200])
        return [code for code in found.values() if code]

    def _mechanism(self, row: Row, result: Resolved) -> tuple[str, str]:
        """(code, name where the mechanism is not known yet). Raises Rejected where there is none."""
        name = row.mechanism
        if not name:
            if code := committee_and_state(row.symbol)[0]:
                return code, ""
            raise Rejected(self.columns.get("mechanism", ""), "mechanism_missing")
        if code := self.mechanisms.get(fold_name(name)) or mechanism_code(name):
            return code, ""
        if name not in self.announced:
            self.announced.add(name)
            self._note(result, "mechanism", "mechanism_new", value=name[:200])
        return fold_name(name).replace(" ", "-").upper()[:60] or name[:60], name[:250]

    def _recommending(self, row: Row, source: dict[str, str], result: Resolved) -> list[str]:
        """Codes, sorted. Names that are no State's are kept as the source has them."""
        codes, unknown = set(), []
        for name in row.recommending_states:
            code = self.state(name)
            if code:
                codes.add(code)
            else:
                unknown.append(name)
                self._note(result, "recommending_states", "state_unknown", value=name[:200])
        if unknown:
            source["Recommending States"] = "; ".join(row.recommending_states)
        return sorted(codes)

    def _terms(self, row: Row) -> list[int]:
        """Numbers of the labels, as `labels` has them."""
        sdgs = [number if "." in number else f"SDG {number}" for number in row.sdgs]
        lists = ((THEME, row.themes), (PERSONS, row.affected_persons), (SDG, sdgs), (ISSUE, row.issues))
        numbers = dict.fromkeys([self.number_of(kind, label) for kind, labels in lists for label in labels])
        numbers.pop(0, None)
        return list(numbers)

    def _number_of(self, kind: str, words: str) -> int:
        """0 where no word is in it."""
        label = words.strip()[:LABEL_LENGTH]
        code = fold_name(label)[:LABEL_LENGTH]
        return self.labels.setdefault((kind, code), (len(self.labels) + 1, label))[0] if code else 0

    def _note_institutions(self, row: Row, result: Resolved) -> None:
        for name in row.institutions:
            if fold_name(name) not in self.institutions:
                self._note(result, "institutions", "institution_unknown", value=name[:200])


def new_mechanism(code: str, name: str) -> Mechanism:
    """A mechanism met for the first time: one of the UN's, or one only the file knows."""
    if code in MECHANISMS:
        name, kind = MECHANISMS[code]
    else:
        kind = MechanismKind.REGIONAL if REGIONAL.search(fold_name(name)) else MechanismKind.SPECIAL_PROCEDURE
    return Mechanism(code=code, name=name, kind=kind)
