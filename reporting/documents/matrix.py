"""OHCHR's thematic list of recommendations, as States receive it, fill it in and return it.

Its words are English whatever the language of the interface: they are OHCHR's, and our own reader
(recommendations/importing/readers/ohchr_list.py) knows the file again by them.
"""

import re
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings
from django.db.models import CharField, F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Value as Literal
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import override

from nmirf.common.long_word import LongWord
from recommendations.documents.tables import workbook, write_about, write_cell
from recommendations.enums import Kind, TermKind
from recommendations.models import Recommendation, Tag
from recommendations.queries.columns import COLUMNS, Value, each
from recommendations.queries.exports import Wanted

HEADERS = [
    "Recommendation and recommending State",
    "Position of the State under review",
    "Human rights themes and groups of persons",
    "Relevant SDGs",
    "Assessment/comments on level of implementation",
]
WIDTHS = (80, 22, 65, 30, 70)  # millimetres, on a wide A4
SHEET = {  # header: column, width in characters
    "Document symbol": ("symbol", 22),
    "Paragraph": ("paragraph", 11),
    "Recommendation": ("text", 70),
    "Recommending States": ("recommending_states", 28),
    "Position": ("position", 12),
    "Source": ("position_source", 24),
    "Themes": ("themes", 32),
    "Affected persons": ("affected_persons", 28),
    "SDGs": ("sdgs", 14),
    "Assessment/comments on level of implementation": ("assessment", 80),
}
NAMES = [name for name, _width in SHEET.values()]
SYMBOL = re.compile(r"\bA/\w+/")


def write_docx(wanted: Wanted, file: IO[bytes]) -> None:
    with override("en"), LongWord(file, "Thematic list of recommendations", is_wide=True, header=page_header(wanted)) as word:
        word.open_table(WIDTHS)
        word.row(HEADERS, is_header=True)
        last = ""
        for row, said in _rows(wanted):
            if row.heading and row.heading != last:  # type: ignore[attr-defined]
                word.heading_row(f"Theme: {row.heading}")  # type: ignore[attr-defined]
                last = row.heading  # type: ignore[attr-defined]
            word.row(cells(said))
        word.close_table()


def write_xlsx(wanted: Wanted, file: IO[bytes]) -> None:
    """A recommendation a row, in the order of the Word file; headings would be read as rows without a text, so themes have their column."""
    with override("en"), workbook(file) as book:
        sheet = book.add_worksheet("Thematic list")
        top = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        styles = {kind: book.add_format({"text_wrap": True, "valign": "top"}) for kind in (False, True)}
        for place, (header, (_name, width)) in enumerate(SHEET.items()):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, header, top)
        line = 0
        for line, (_row, said) in enumerate(_rows(wanted), 1):
            for place, name in enumerate(NAMES):
                write_cell(sheet, line, place, said[name], styles)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, line, len(NAMES) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        write_about(book, wanted)


def cells(said: dict[str, Any]) -> list[str]:
    """The five cells of a recommendation, with the labels that the later editions have inside."""
    number = said["paragraph"]
    states = "".join(f" ({state})" for state in said["recommending_states"])
    source = said["position_source"]
    if said["symbol"] and not SYMBOL.search(source):
        source = f"{source} {said['symbol']}".strip()
    text = f"{number}{'.' if number.isdigit() else ''} {said['text']}{states}{';' if states else ''}".strip()
    persons = ["Groups of Persons:", *_dashed(said["affected_persons"])] if said["affected_persons"] else []
    return [
        "\n".join([text, *([f"Source of Position: {source}"] if source else [])]),
        said["position"] or "-",  # never empty: a row with nothing beside its text would be a heading
        "\n".join([*_dashed(said["themes"]), *persons]),
        "\n".join(_dashed(said["sdgs"])),
        "\n".join(said["assessment"]),
    ]


def _dashed(labels: list[str]) -> list[str]:
    return [f"- {label}" for label in labels]


def _rows(wanted: Wanted) -> Iterator[tuple[Recommendation, dict[str, Value]]]:
    """By heading, then in the register's order: under the source's own heading, else the first of its themes, those with neither first."""
    themes = Tag.objects.filter(recommendation=OuterRef("pk"), term__kind=TermKind.THEME).order_by("term__label", "pk").values("term__label")
    own = NullIf(KT("source__Theme heading"), Literal(""), output_field=CharField())
    rows: QuerySet[Recommendation] = wanted.rows.filter(kind=Kind.RECOMMENDATION)
    rows = rows.annotate(heading=Coalesce(own, Subquery(themes[:1]), output_field=CharField())).in_order()  # type: ignore[attr-defined]
    rows = rows.order_by(F("heading").asc(nulls_first=True), *rows.query.order_by)
    for row, found in wanted.counted(each(rows, [COLUMNS[name] for name in NAMES])):
        yield row, dict(zip(NAMES, found, strict=True))


def page_header(wanted: Wanted) -> str:
    """ "UPR of Slovenia (4th Cycle - 48th Session)" where all is of one outcome of the UPR."""
    documents = list(
        wanted.rows.order_by().values_list("document__state__name", "document__cycle", "document__session", "document__symbol").distinct()[:2]
    )
    if len(documents) == 1:
        state, cycle, session, _symbol = documents[0]
        if cycle and session.isdigit():
            return f"UPR of {state} ({_ordinal(cycle)} Cycle - {_ordinal(int(session))} Session): Thematic list of recommendations"
    return f"{settings.NMIRF_STATE_NAME}: Thematic list of recommendations"


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending}"
