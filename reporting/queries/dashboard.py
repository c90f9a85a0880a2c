"""Where things stand: counts of our State's recommendations, each with the list behind it.

Statuses come from approved updates only, so everybody who signs in may see them. No percentage and no ranking: an
institution is no better for having got fewer or easier recommendations, so institutions stand in the order of their names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from recommendations.enums import AssignmentRole, Kind, Status, TermKind
from recommendations.models import Assignment, Recommendation, Tag

MOST_THEMES = 12


@dataclass(frozen=True, slots=True)
class Figure:
    count: int
    address: str  # of the list with just these


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table and a bar of its chart. `code` is set where the row itself is a status."""

    label: str
    short: str
    address: str
    figures: list[Figure]
    total: Figure
    code: str = ""


@dataclass(frozen=True, slots=True)
class Crosstab:
    """A table that is drawn as a chart too: stacked bars, one series a column."""

    key: str
    title: str
    head: str  # what the rows are
    columns: list[tuple[str, str]]  # code, label
    lines: list[Line]
    note: str = ""
    has_total: bool = True


@dataclass(frozen=True, slots=True)
class Dashboard:
    total: Figure
    tables: list[Crosstab]


def dashboard() -> Dashboard:
    """Four grouped queries, whatever there is."""
    mechanisms = _by_mechanism()
    total = Figure(sum(line.total.count for line in mechanisms.lines), _register())
    if not total.count:
        return Dashboard(total, [])
    tables = [_by_status(mechanisms), mechanisms, _by_theme(), _by_institution(), _overdue()]
    return Dashboard(total, [table for table in tables if table.lines])


def _list(name: str, **filters: str) -> str:
    return reverse(name) + (f"?{urlencode(filters)}" if filters else "")


def _register(**filters: str) -> str:
    return _list("recommendations", **filters)


def _counted() -> Any:
    return Recommendation.objects.ours().filter(kind=Kind.RECOMMENDATION)


def _statuses() -> list[tuple[str, str]]:
    return [(status.value, str(status.label)) for status in Status]


def _lines(
    rows: Iterable[tuple[str, str, str, str, int]], columns: list[tuple[str, str]], row: str, column: str, name: str = "recommendations", **more: str
) -> list[Line]:
    """Lines of (row's code, label, short label, column's code, count), in the order in which the rows first come.

    `row` and `column` are the parameters by which the list called `name` filters, `more` what all its addresses have.
    """
    counts: dict[tuple[str, str, str], dict[str, int]] = {}
    for code, label, short, column_code, count in rows:
        counts.setdefault((code, label, short), {})[column_code] = count
    lines = []
    for (code, label, short), found in counts.items():
        figures = [Figure(found.get(c, 0), _list(name, **{row: code, column: c}, **more)) for c, _label in columns]
        address = _list(name, **{row: code}, **more)
        lines.append(Line(label, short, address, figures, Figure(sum(found.values()), address)))
    return lines


def _by_mechanism() -> Crosstab:
    fields = ("document__mechanism__code", "document__mechanism__name", "status")
    found = _counted().values_list(*fields).annotate(Count("pk")).order_by("document__mechanism__name", "document__mechanism__code")
    lines = _lines(((code, name, code, status, n) for code, name, status, n in found), _statuses(), "mechanism", "status")
    return Crosstab("mechanisms", _("By mechanism"), _("Mechanism"), _statuses(), lines)


def _by_status(mechanisms: Crosstab) -> Crosstab:
    lines = []
    for place, (code, label) in enumerate(_statuses()):
        total = Figure(sum(line.figures[place].count for line in mechanisms.lines), _register(status=code))
        lines.append(Line(label, label, total.address, [total], total, code))
    note = _("The government's own view, from approved updates.")
    return Crosstab("status", _("By status"), _("Status"), [("", _("Recommendations"))], lines, note, has_total=False)


def _by_theme() -> Crosstab:
    tags = Tag.objects.filter(recommendation__in=_counted(), term__kind=TermKind.THEME)
    found = tags.values_list("term__code", "term__label", "recommendation__status").annotate(Count("pk")).order_by("term__label")
    lines = _lines(((code, label, label, status, n) for code, label, status, n in found), _statuses(), "theme", "status")
    largest = sorted(lines, key=lambda line: (-line.total.count, line.label))[:MOST_THEMES]
    note = _("A recommendation can have several themes and is counted under each.")
    if len(lines) > MOST_THEMES:
        note += " " + _("These are the %(number)d themes with the most recommendations; the register has all.") % {"number": MOST_THEMES}
    return Crosstab("themes", _("By theme"), _("Theme"), _statuses(), largest, note)


def _by_institution() -> Crosstab:
    given = Assignment.objects.filter(recommendation__in=_counted())
    fields = ("institution__slug", "institution__name", "institution__short_name", "recommendation__status")
    found = given.values_list(*fields).annotate(Count("pk")).order_by("institution__name")
    note = _("Recommendations assigned to each, as lead or supporting. One assigned to several is counted under each.")
    return Crosstab("institutions", _("By institution"), _("Institution"), _statuses(), _lines(found, _statuses(), "institution", "status"), note)


def _overdue() -> Crosstab:
    fields = ("institution__slug", "institution__name", "institution__short_name", "role")
    found = Assignment.objects.overdue().values_list(*fields).annotate(Count("pk")).order_by("institution__name")
    columns = [(role.value, str(role.label)) for role in AssignmentRole]
    lines = _lines(found, columns, "institution", "role", "assignments", overdue="true")
    note = _("Assignments past their date without an answer.")
    return Crosstab("overdue", _("Overdue"), _("Institution"), columns, lines, note)
