"""Workbooks that people fill in and bring back: the empty template, and the rejected rows of an import with what is wrong.

Headers are those that the reader of tables knows, in every language of the interface; notes and instructions are translated.
"""

from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.db.models import Prefetch
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ministries.enums import InstitutionKind
from ministries.models import Institution, Post
from recommendations.enums import Kind, Position, TermKind
from recommendations.folding import fold_name
from recommendations.importing.headers import OURS
from recommendations.importing.institution_rows import COLUMNS as INSTITUTION_COLUMNS
from recommendations.importing.term_rows import COLUMNS
from recommendations.importing.value_rows import COLUMNS as VALUE_COLUMNS
from recommendations.models import Indicator, Mechanism, Term
from recommendations.operations.institutions_import import NO, YES

LONGEST = 32_767  # characters in a cell of Excel
ROWS = 2_000  # below the header that have drop-downs and formats
LISTS = "Lists"
WIDTHS = {"Code": 40, "Label": 40, "Signal words": 30, "Other names": 40, "Merged into": 40} | {
    "Text": 70,
    "Title": 40,
    "Themes": 30,
    "Affected persons": 25,
    "Institutions": 30,
    "Indicator": 50,
    "Note": 40,
}
HEADERS = (
    "Text", "Mechanism", "Symbol", "Title", "Paragraph", "Date", "Recommending States", "Position", "Type", "Themes", "Affected persons", "SDGs",
    "Institutions",
)  # fmt: skip


def _notes() -> dict[str, str]:
    return {
        "Text": _("The recommendation as it was made. The only column that must be filled in every row."),
        "Mechanism": _("Who made it. Choose one, or write its name."),
        "Symbol": _("The symbol of the document, such as CEDAW/C/SVN/CO/6."),
        "Title": _("The title of the document, if you like."),
        "Paragraph": _("The number of the paragraph in the document, such as 12 (a) or 140.23."),
        "Date": _("The date of the document, such as 2025-03-24."),
        "Recommending States": _("Only of the Universal Periodic Review. Several States are set apart by semicolons."),
        "Position": _("Only of the Universal Periodic Review: what the State under review answered."),
        "Type": _("A recommendation, or an observation, which asks for nothing."),
        "Themes": _("Choose one, or write several, set apart by semicolons."),
        "Affected persons": _("Choose one, or write several, set apart by semicolons."),
        "SDGs": _("Numbers of goals or targets, such as 5 or 16.3, set apart by semicolons."),
        "Institutions": _("Who is responsible. Kept as a note; nothing is assigned by an import."),
    }


def _choices() -> dict[str, list[str]]:
    """What each drop-down offers: this deployment's own names, and words that the reader knows."""

    def labels(kind: TermKind) -> list[str]:
        return list(Term.objects.filter(kind=kind).order_by("label").values_list("label", flat=True))

    return {
        "Mechanism": list(Mechanism.objects.order_by("code").values_list("code", flat=True)),
        "Position": [value.capitalize() for value in Position.values],
        "Type": [value.capitalize() for value in Kind.values],
        "Themes": labels(TermKind.THEME),
        "Affected persons": labels(TermKind.AFFECTED_PERSONS),
        "Institutions": list(Institution.objects.order_by("name").values_list("name", flat=True)),
    }


def write_template(file: IO[bytes]) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _title(_("Recommendations"))
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    _head(sheet, HEADERS)
    notes = _notes()
    for place, header in enumerate(HEADERS, 1):
        sheet.cell(1, place).comment = Comment(notes[header], "NMIRF", height=110, width=280)
    for place, (header, choices) in enumerate(_choices().items(), 1):
        for line, choice in enumerate(choices, 1):
            _put(lists.cell(line, place), choice)
        if choices:
            letter, at = get_column_letter(place), get_column_letter(HEADERS.index(header) + 1)
            # only an offer: several values, and names not yet known, may be written too
            offer = DataValidation("list", formula1=f"{LISTS}!${letter}$1:${letter}${len(choices)}", showErrorMessage=False)
            offer.add(f"{at}2:{at}{ROWS}")
            sheet.add_data_validation(offer)
    numbers = get_column_letter(HEADERS.index("Paragraph") + 1)
    sheet.column_dimensions[numbers].number_format = "@"
    for line in range(2, ROWS + 1):
        sheet[f"{numbers}{line}"].number_format = "@"  # else 140.10 becomes 140.1
    first = _("One recommendation a row, on the first sheet. Leave the headers as they are; columns you don't need may stay empty.")
    _instructions(book, [first, _("Without a column “State”, all rows are about your State.")], notes)
    book.save(file)


def _instructions(book: Workbook, first: list[str], notes: dict[str, str]) -> None:
    sheet = book.create_sheet(_title(_("How to fill it in")))
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.column_dimensions["A"].width = 110
    for line, words in enumerate([*first, *(f"{header}: {note}" for header, note in notes.items())], 1):
        _put(sheet.cell(line, 1), words)


def write_rejected(file: IO[bytes], headers: Sequence[str], rows: Iterable[tuple[Sequence[str], str]]) -> None:
    """`rows` are (cells as in the file, what is wrong in words). The last column is ours: read again, it is ignored."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _title(_("Rejected rows"))
    _head(sheet, [*headers, f"{OURS} {_('What is wrong')}"])
    wrong = len(headers) + 1
    sheet.column_dimensions[get_column_letter(wrong)].width = 60
    for line, (cells, words) in enumerate(rows, 2):
        for place, cell in enumerate(cells[: len(headers)], 1):
            if cell:
                _put(sheet.cell(line, place), cell.removesuffix(" 00:00:00"))
        _put(sheet.cell(line, wrong), words)
    book.save(file)


def write_terms(file: IO[bytes]) -> None:
    """The whole taxonomy, a term a row, in the columns that come back by operations/taxonomy_import.py."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _title(_("Taxonomy"))
    _head(sheet, COLUMNS)
    terms = Term.objects.select_related("merged_into").prefetch_related("aliases").order_by("kind", "label", "pk")
    for line, term in enumerate(terms, 2):
        names = sorted(name.label for name in term.aliases.all() if name.code != fold_name(term.label))
        into = term.merged_into.code if term.merged_into else ""
        cells = [term.kind, term.code, term.label, term.scheme, term.signal_words, "\n".join(names), into]
        for place, cell in enumerate(cells, 1):
            _put(sheet.cell(line, place), cell)
    book.save(file)


def write_institutions(file: IO[bytes]) -> None:
    """All institutions, a post a row, in the columns that come back by operations/institutions_import.py."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _title(_("Institutions"))
    _head(sheet, INSTITUTION_COLUMNS)
    line = 1
    for one in Institution.objects.prefetch_related(Prefetch("posts", Post.objects.order_by("-is_head", "title"))).order_by("kind", "name"):
        own = [one.slug, one.name, one.short_name, one.kind, one.territory, one.mandate, YES if one.is_active else NO]
        for post in [[post.title, YES if post.is_head else NO] for post in one.posts.all()] or [["", ""]]:
            line += 1
            for place, cell in enumerate([*own, *post], 1):
                _put(sheet.cell(line, place), cell)
    offer = DataValidation("list", formula1='"' + ",".join(InstitutionKind.values) + '"', showErrorMessage=False)
    offer.add(f"D2:D{ROWS}")
    sheet.add_data_validation(offer)
    book.save(file)


def write_values(file: IO[bytes], indicators: Iterable[Indicator]) -> None:
    """A row for each value that is usual of them, to be filled in; the columns come back by operations/values_import.py.

    `indicators` as queries.indicators.with_usual_groups gives them.
    """
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _title(_("Values"))
    unit = f"{OURS} {_('Unit')}"
    headers = [VALUE_COLUMNS[0], unit, *VALUE_COLUMNS[1:]]
    _head(sheet, headers)
    notes = _value_notes()
    for place, header in enumerate(headers, 1):
        if header in notes:
            sheet.cell(1, place).comment = Comment(notes[header], "NMIRF", height=110, width=280)
    line = 1
    for one in indicators:
        for dimension, category in one.usual_groups:  # type: ignore[attr-defined]
            line += 1
            for place, cell in enumerate([one.title, one.unit, "", "", dimension, category, one.source, ""], 1):
                if cell:
                    _put(sheet.cell(line, place), cell)
    for row in range(2, ROWS + 1):
        sheet.cell(row, headers.index("Measured for") + 1).number_format = "yyyy-mm-dd"
    _instructions(book, [_("One value a row, on the first sheet. Rows without a value are left out; rows may be added.")], notes)
    book.save(file)


def _value_notes() -> dict[str, str]:
    return {
        "Indicator": _("Its name, as it stands here. Others are not taken."),
        "Measured for": _("The day, such as 2025-12-31; of a year alone its last day is taken."),
        "Value": _("A number in the unit of the indicator, without the unit. It is kept to four places."),
        "Broken down by": _("Such as Sex or Region; empty for the whole."),
        "Group": _("Such as Women; empty for the whole."),
        "Source": _("The survey or register that the value comes from. Where it is empty, the indicator’s own."),
        "Note": _("What a reader should know, if anything."),
    }


def _head(sheet: Any, headers: Sequence[str]) -> None:
    for place, header in enumerate(headers, 1):
        if header:
            _put(sheet.cell(1, place), header)
            sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(header, 18)
    sheet.freeze_panes = "A2"


def _put(cell: Any, text: str) -> None:
    """Text stays text: what begins with "=" never becomes a formula."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _title(words: str) -> str:
    return words[:31]
