"""What somebody wants to take with them: a result of the register, its columns, and the forms a file of it can have.

A form is registered here by name, so that upper apps add theirs; its function is named by its path and loaded when it is
needed: the libraries that write files are slow to load.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.text import slugify
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from nmirf.jobs.kinds import Progress
from recommendations.models import Recommendation
from recommendations.queries.columns import Column, Value, each
from recommendations.queries.filters import RecommendationFilter
from recommendations.queries.in_words import filters_in_words
from recommendations.queries.register import found, searched

AT_ONCE = 5_000  # recommendations; a longer file is made in the background
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Wanted:
    """All that the filters find for this person, whatever page is in view; `progress` hears of every row that was written."""

    user: Any
    query: str  # filters as in the address of the register
    columns: Sequence[Column]
    progress: Progress | None = field(default=None, compare=False)

    @cached_property
    def filters(self) -> QueryDict:
        return QueryDict(self.query)

    @cached_property
    def rows(self) -> QuerySet[Recommendation]:
        return found(self.user, self.filters)

    @cached_property
    def count(self) -> int:
        return self.rows.count()

    @property
    def is_ranked(self) -> bool:
        """Best hits first, not by document."""
        return bool(searched(self.filters))

    @cached_property
    def in_words(self) -> list[tuple[str, str]]:
        return filters_in_words(self.filters)

    @property
    def kind(self) -> str:
        """What the rows are called: title of a file, first word of its name."""
        kind = self.filters.get("kind", "")
        return {"observation": _t("Observations"), RecommendationFilter.BOTH: _t("Recommendations and observations")}.get(kind, _t("Recommendations"))

    def each(self, *, as_codes: bool = False, rows: QuerySet[Recommendation] | None = None) -> Iterator[tuple[Recommendation, list[Value]]]:
        pairs = each(self.rows if rows is None else rows, self.columns, as_codes=as_codes)
        yield from self.counted(pairs)

    def counted(self, things: Iterator[Any]) -> Iterator[Any]:
        """The things, one a recommendation, with the progress told."""
        for number, thing in enumerate(things, 1):
            yield thing
            if self.progress:
                self.progress.at(number, self.count)


@dataclass(frozen=True, slots=True)
class Form:
    name: str  # stable: in addresses
    label: Promise
    hint: Promise
    ending: str
    content_type: str
    writer: str  # path of a function (wanted, file open for writing bytes) -> None
    title: Promise | None = None  # first words of the file's name, in place of what the rows are

    def write(self, wanted: Wanted, file: Any) -> None:
        import_string(self.writer)(wanted, file)

    def file_name(self, wanted: Wanted, on: date | None = None) -> str:
        """Says what is in it: "recommendations-valmera-cedaw-noted-2026-11-24.xlsx"."""
        words = " ".join([str(self.title or wanted.kind), settings.NMIRF_STATE_NAME, *(value for _label, value in wanted.in_words)])
        return f"{slugify(words, allow_unicode=True)[:100].rstrip('-')}-{on or timezone.localdate():%Y-%m-%d}.{self.ending}"


FORMS: dict[str, Form] = {}


def register(form: Form) -> None:
    FORMS[form.name] = form


register(
    Form("xlsx", _("Excel table (xlsx)"), _("One row each, with filters and dates."), "xlsx", EXCEL, "recommendations.documents.tables.write_xlsx")
)
register(
    Form("csv", _("Plain table (csv)"), _("For other programs; Excel opens it too."), "csv", "text/csv", "recommendations.documents.tables.write_csv")
)
register(
    Form(
        "json", _("Data (json)"), _("For programmers: a list of objects."), "json", "application/json", "recommendations.documents.tables.write_json"
    )
)
register(Form("docx", _("Word, by document (docx)"), _("To read and print."), "docx", WORD, "recommendations.documents.readable.write_by_document"))
register(
    Form("docx_clusters", _("Word, by cluster (docx)"), _("To read and print."), "docx", WORD, "recommendations.documents.readable.write_by_cluster")
)
