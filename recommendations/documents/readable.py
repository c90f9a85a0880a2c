"""A result as a Word document to read and print: under the heading of its document or cluster, each recommendation with what was chosen."""

from collections.abc import Callable, Sequence
from typing import IO

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nmirf.common.long_word import LongWord
from recommendations.models import ClusterMember, Recommendation
from recommendations.queries.columns import Column, Value, in_words
from recommendations.queries.exports import Wanted

IN_THE_LINE_ABOVE = {"symbol", "paragraph", "text"}  # every recommendation has these


def write_by_document(wanted: Wanted, file: IO[bytes]) -> None:
    """In the register's order. Where words were searched the best hits come first, so there are no headings."""
    _write(wanted, file, wanted.rows, (lambda row: "") if wanted.is_ranked else _document)


def write_by_cluster(wanted: Wanted, file: IO[bytes]) -> None:
    """Each once, in the first of its clusters by name; those in none at the end."""
    members = ClusterMember.objects.filter(recommendation=OuterRef("pk")).order_by("cluster__name").values("cluster__name")
    rows = wanted.rows.annotate(first_cluster=Subquery(members[:1]))
    rows = rows.order_by(F("first_cluster").asc(nulls_last=True), *rows.query.order_by)
    _write(wanted, file, rows, lambda row: getattr(row, "first_cluster", None) or _("In no cluster"))


def _write(wanted: Wanted, file: IO[bytes], rows: QuerySet[Recommendation], heading_of: Callable[[Recommendation], str]) -> None:
    with LongWord(file, wanted.kind) as word:
        front(word, wanted)
        last = ""
        for row, cells in wanted.each(rows=rows):
            heading = heading_of(row)
            if heading != last:
                word.paragraph(heading, "Heading 1", stays_with_next=True)
                last = heading
            word.paragraph([(f"{row.reference}  ", True), (row.text, False)])
            if said := _said(wanted.columns, cells):
                word.paragraph(said)


def front(word: LongWord, wanted: Wanted) -> None:
    word.paragraph(wanted.kind, "Title")
    day = date_format(timezone.localtime(), "DATE_FORMAT")
    word.paragraph(_("%(state)s, %(day)s") % {"state": settings.NMIRF_STATE_NAME, "day": day})
    word.paragraph(_("Number: %(count)s") % {"count": f"{wanted.count:,}"})
    for label, value in wanted.in_words:
        word.paragraph([(f"{label}: ", True), (value, False)])


def _document(row: Recommendation) -> str:
    named = [str(row.document), row.document.title if row.document.symbol else "", row.document.mechanism.name]
    return ", ".join(part for part in named if part)


def _said(columns: Sequence[Column], cells: list[Value]) -> list[tuple[str, bool]]:
    """ "Position: Noted · Lead institution: Ministry of Justice": what the chosen columns say, those that say nothing left out."""
    parts: list[tuple[str, bool]] = []
    for column, value in zip(columns, cells, strict=True):
        if column.name not in IN_THE_LINE_ABOVE and value not in (None, "", []):
            parts += [(f"{' · ' if parts else ''}{column.label}: ", True), (in_words(value), False)]
    return parts
