"""What headers mean: one table of spellings, and how a header row is found."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from .cells import as_text, fold_space
from .grids import Grid, Line
from .names import fold_name
from .rows import FileRefused

OURS = "NMIRF:"  # how a header of ours begins, in every language: what we say about a row, ignored when it comes back
HEADER_WITHIN = 20  # rows: letterheads and merged titles stand above it

# field of Row: its headers, compared without case, accents, punctuation
SPELLINGS: dict[str, tuple[str, ...]] = {
    "text": ("text", "recommendation", "recommendations", "recommendation text", "text of recommendation", "text of the recommendation",
             "recommendation and recommending state", "full text", "annotation text"),
    "states": ("countries concerned", "country concerned", "countries", "country", "state", "states", "state under review", "sur",
               "state concerned", "concerned country", "reviewed state", "country under review"),
    "mechanism": ("reccomending body", "recommending body", "body", "mechanism", "human rights mechanism", "un mechanism", "un body",
                  "treaty body", "issuing body", "source mechanism"),
    "symbol": ("document symbol", "symbol", "document", "document code", "un symbol", "document reference"),
    "title": ("title", "document title", "title of document"),
    "paragraph": ("paragraph", "para", "paragraph number", "paragraph no", "para no", "recommendation number", "recommendation no",
                  "number", "no", "rec no"),
    "themes": ("themes", "theme", "topic", "topics", "full list of themes", "human rights themes"),
    "affected_persons": ("affected persons", "affected person", "groups of persons", "persons affected", "concerned persons", "affected groups",
                         "groups", "groups in focus"),
    "sdgs": ("sdgs", "sdg", "relevant sdgs", "sustainable development goals", "sdg targets"),
    "published_on": ("document publication date", "publication date", "date", "date of document", "document date", "date of publication",
                     "date of adoption", "adopted on"),
    "recommending_states": ("upr reccomending states", "upr recommending states", "recommending states", "recommending state", "rs",
                            "recommending country", "recommending countries", "upr recommending country", "upr recommending state"),
    "position": ("upr position", "position", "response", "decision", "position of the state under review", "state position", "state response",
                 "acceptance", "position of state"),
    "kind": ("type", "annotation type"),
    "annotation_id": ("ohchr annotation id", "annotation id", "annotationid", "uhri id"),
    "session": ("upr session", "session", "upr session number"),
    "cycle": ("upr cycle", "cycle"),
    "issues": ("issue", "issues"),
    "action_category": ("action", "action category"),
    "institutions": ("lead ministry", "ministry", "ministries", "institution", "institutions", "responsible ministry", "responsible ministries",
                     "responsible institution", "responsible institutions", "lead institution", "lead agency", "responsible agency",
                     "responsible body", "responsible", "responsible entity", "implementing institution", "implementing agency",
                     "supporting ministry", "supporting ministries", "supporting institution", "supporting institutions"),
}  # fmt: skip
# Headers we know and keep as they are.
KEPT = (
    "regions concerned", "recommending regions", "date of publication on uhri", "upr reccomending regions", "upr recommending regions",
    "to rgrp", "to org", "from rgrp", "from org", "rgrp", "org", "notes", "note", "comment", "comments", "remarks", "due", "due date",
    "deadline", "status", "assessment comments on level of implementation", "uid", "file", "row", "document id", "source", "year",
)  # fmt: skip
FIELD_OF = {fold_name(spelling): name for name, spellings in SPELLINGS.items() for spelling in spellings}
KEPT_NAMES = frozenset(fold_name(name) for name in KEPT)
PLURAL = re.compile(r"\((?:s|es|ies)\)")
# "To" and "From" are States in UPR Info's files and the like, and may be anything alone.
PAIR = {"to": "states", "from": "recommending_states"}
LIST_FIELDS = frozenset({"themes", "affected_persons", "sdgs", "institutions", "issues", "states", "recommending_states"})


@dataclass(frozen=True)
class Header:
    """A table's header: which column fills which field, and under which name the others are kept."""

    line: int
    columns: tuple[str, ...]  # as the file spells them, blank ones too, by position
    fields: dict[str, tuple[int, ...]]  # field: its columns from 0; several only for list fields
    kept: dict[int, str]  # column: key in Row.extra
    unknown: tuple[int, ...] = ()
    spellings: frozenset[str] = field(default_factory=frozenset)  # folded, for telling formats apart

    def name_of(self, field_name: str) -> str:
        """The header a person looks for when something is wrong with this field."""
        return self.columns[self.fields[field_name][0]] if field_name in self.fields else ""


def header_key(cell: object) -> str:
    """ "Theme(s)" is "theme"."""
    return fold_name(PLURAL.sub("", as_text(cell)))


def count_known(cells: list[object]) -> int:
    """How many cells of a row are headers we know."""
    names = {header_key(cell) for cell in cells if cell != ""}
    pair = len(names & PAIR.keys()) if PAIR.keys() <= names else 0
    return pair + sum(name in FIELD_OF or name in KEPT_NAMES for name in names)


def find_header(grid: Grid, mapped: Callable[[int, list[object]], Header | None] = lambda _line, _cells: None) -> tuple[Header, Iterator[Line]]:
    """The header and the rows below it. Raises FileRefused where there is none, or none with a text.

    `mapped` reads a row as a header whose meaning somebody has told; the first such row is the header.
    """
    seen: list[Line] = []
    best, best_count = -1, 0
    for line in grid.rows:
        if (told := mapped(*line)) is not None:
            return told, grid.rows
        seen.append(line)
        count = count_known(line[1])
        if count > best_count:
            best, best_count = len(seen) - 1, count
        if len(seen) == HEADER_WITHIN:
            break
    if best < 0 or best_count < min(2, sum(cell != "" for cell in seen[best][1])):
        raise FileRefused("no_header", rows=str(HEADER_WITHIN))
    header = read_header(*seen[best])
    if "text" not in header.fields:
        names = [name for name in header.columns if name]
        if header.unknown:
            raise FileRefused("headers_unknown", headers=", ".join(header.columns[i] for i in header.unknown))
        raise FileRefused("no_text_column", headers=", ".join(names))
    return header, chain(seen[best + 1 :], grid.rows)


def read_header(line: int, cells: list[object]) -> Header:
    columns = tuple(fold_space(as_text(cell)) for cell in cells)
    folded = [header_key(name) for name in columns]
    meanings = FIELD_OF | PAIR if PAIR.keys() <= set(folded) else FIELD_OF
    fields: dict[str, tuple[int, ...]] = {}
    kept: dict[int, str] = {}
    unknown: list[int] = []
    for index, name in enumerate(folded):
        if not name or columns[index].startswith(OURS):
            continue
        meaning = meanings.get(name)
        if meaning and (meaning not in fields or meaning in LIST_FIELDS):
            fields[meaning] = (*fields.get(meaning, ()), index)
            continue
        if not meaning and name not in KEPT_NAMES:
            unknown.append(index)
        kept[index] = _extra_key(columns[index], name, set(kept.values()), after_recommending="recommending_states" in fields)
    return Header(line, columns, fields, kept, tuple(unknown), frozenset(folded))


def _extra_key(column: str, folded: str, taken: set[str], *, after_recommending: bool) -> str:
    """UPR Info's Rgrp and Org stand twice: of the State under review, then of the recommending State."""
    if folded in ("rgrp", "org"):
        column = f"{'From' if after_recommending else 'To'}-{column}"
    key, number = column, 2
    while key in taken:
        key, number = f"{column} ({number})", number + 1
    return re.sub(r"\s+", " ", key)
