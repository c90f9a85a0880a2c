"""What a reader hands over: one `Row` for each recommendation of a file, one `Problem` for each thing that is wrong.

Plain data, no Django: readers run in a child process and their output crosses a pipe as JSON lines.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One recommendation as its source gives it: cleaned of the format's noise, not yet matched to anything.

    Names of States, mechanisms and terms are as the source spells them (list dashes, stray blanks and asterisks gone);
    the loader resolves them. Tuples are empty and strings blank where the source says nothing.
    """

    line: int  # where a person finds it: sheet row, csv record's first line, table row, or position in a json array; from 1
    text: str  # HTML gone, white space folded, paragraph number and trailing States in brackets taken off
    kind: str = "recommendation"  # or "observation"
    annotation_id: str = ""  # UHRI's
    mechanism: str = ""  # e.g. "CEDAW", "UPR", "SR Torture", "Committee on the Rights of the Child"
    symbol: str = ""  # e.g. "CEDAW/C/IRQ/CO/8"
    title: str = ""  # of the document, where the source has one
    paragraph: str = ""  # e.g. "153.13", "49", "12 (a)"
    published_on: date | None = None
    states: tuple[str, ...] = ()  # under review
    recommending_states: tuple[str, ...] = ()  # UPR; order of the source, each once
    position: str = ""  # "supported", "noted" or blank
    position_source: str = ""  # the raw words: "Accepted", "Noted", "A/HRC/59/15/Add.1, para. 7"
    session: str = ""  # UPR session number as digits
    cycle: int | None = None  # UPR cycle
    themes: tuple[str, ...] = ()
    affected_persons: tuple[str, ...] = ()
    sdgs: tuple[str, ...] = ()  # "16" or "16.3"
    issues: tuple[str, ...] = ()  # UPR Info's issue labels
    action_category: int | None = None  # UPR Info's, 1-5
    institutions: tuple[str, ...] = ()  # from a home-made sheet; matched, never created
    is_follow_up: bool = False  # the document asks for an answer to this paragraph before the next report
    # Of documents as issued, read paragraph by paragraph:
    heading: str = ""  # the headings above the paragraph, "Violence > Domestic violence"
    original: str = ""  # what stands in the document, number included; those of all rows in order are its text
    is_left_out: bool = False  # an introduction, a formality: kept for the person who confirms, not imported
    # Everything else the source said, by its header; and what readers find beside it: "Heading" (run into a text), "Theme codes"
    # ("A12, B32"), of OHCHR's lists "Theme heading", "Position" (as printed), "Assessment" and "State in the page header".
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one row. The words for `code` are in problems.py, in every language of the interface."""

    line: int
    column: str  # header as the file spells it, or a blank where the row as a whole is meant
    code: str
    params: dict[str, str] = field(default_factory=dict)
    is_fatal: bool = True  # the row is rejected; False: it is taken, without this value


class FileRefused(Exception):
    """The file as a whole can't be read; nothing of it is taken. `code` and `params` as in Problem."""

    table: dict[str, Any] | None = None  # the first rows of a table whose headers say nothing to us: mapping.as_table

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params
