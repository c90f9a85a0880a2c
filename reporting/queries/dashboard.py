"""Where things stand: counts of our State's recommendations, each with the list behind it.

Statuses come from approved updates only, so everybody who signs in may see them. No percentage and no ranking: an
institution is no better for having got fewer or easier recommendations, so institutions stand in the order of their names.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from recommendations.enums import Kind, Status, TermKind
from recommendations.models import Assignment, Recommendation, Tag
from reporting.queries.over_time import read_history

MOST_THEMES = 12
TARGET = re.compile(r"\d+\.")  # "16.3", not "SDG 16"


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


def summary() -> Dashboard:
    """For the start page: by status alone, one query."""
    mechanisms = by_mechanism()
    total = Figure(sum(line.total.count for line in mechanisms.lines), _register())
    return Dashboard(total, [_by_status(mechanisms)] if total.count else [])


def dashboard() -> Dashboard:
    """Six queries, whatever there is."""
    mechanisms = by_mechanism()
    total = Figure(sum(line.total.count for line in mechanisms.lines), _register())
    if not total.count:
        return Dashboard(total, [])
    tables = [_by_status(mechanisms), _over_time(), mechanisms, _by_theme(), _by_goal(), _by_institution()]
    return Dashboard(total, [table for table in tables if table.lines])


def listed(name: str, **filters: str) -> str:
    return reverse(name) + (f"?{urlencode(filters)}" if filters else "")


def _register(**filters: str) -> str:
    return listed("recommendations", **filters)


def _counted() -> Any:
    return Recommendation.objects.ours().filter(kind=Kind.RECOMMENDATION)


def statuses() -> list[tuple[str, str]]:
    return [(status.value, str(status.label)) for status in Status]


Row = tuple[str, str, str, str, int]  # code, label, short label, code of the column, how many


def crossed(rows: Iterable[Row], columns: list[tuple[str, str]], address: Callable[[str, str], str]) -> list[Line]:
    """Lines in the order in which the rows first come; `address` of the list behind (row's code, column's code or "" for all)."""
    counts: dict[tuple[str, str, str], dict[str, int]] = {}
    for code, label, short, column_code, count in rows:
        counts.setdefault((code, label, short), {})[column_code] = count
    lines = []
    for (code, label, short), found in counts.items():
        figures = [Figure(found.get(c, 0), address(code, c)) for c, _label in columns]
        whole = address(code, "")
        lines.append(Line(label, short, whole, figures, Figure(sum(found.values()), whole)))
    return lines


def _lines(rows: Iterable[Row], row: str, **more: str) -> list[Line]:
    """By status, each figure with its list in the register, which filters the rows by the parameter `row`."""

    def address(code: str, status: str) -> str:
        return _register(**{row: code}, **({"status": status} if status else {}), **more)

    return crossed(rows, statuses(), address)


def by_mechanism(institution: str = "") -> Crosstab:
    """Of one institution where its slug is given."""
    rows, more = _counted(), {}
    if institution:
        more = {"institution": institution}
        rows = rows.filter(pk__in=Assignment.objects.filter(institution__slug=institution).values("recommendation"))
    fields = ("document__mechanism__code", "document__mechanism__name", "status")
    found = rows.values_list(*fields).annotate(Count("pk")).order_by("document__mechanism__name", "document__mechanism__code")
    lines = _lines(((code, name, code, status, n) for code, name, status, n in found), "mechanism", **more)
    return Crosstab("mechanisms", _("By mechanism"), _("Mechanism"), statuses(), lines)


def _over_time() -> Crosstab:
    """At the ends of the last quarters, and today."""
    counted = [(day, counts) for day, counts in read_history().at_ends_of_quarters() if counts]
    rows = [(day.isoformat(), date_format(day), date_format(day), status, n) for day, counts in counted for status, n in counts.items()]

    def address(day: str, status: str) -> str:
        return listed("insight_status", on=day, **({"status": status} if status else {}))

    note = _("How many had which status on the last day of each quarter, of those whose document was out by then.")
    return Crosstab("over-time", _("Status over time"), _("On"), statuses(), crossed(rows, statuses(), address), note)


def _by_status(mechanisms: Crosstab) -> Crosstab:
    lines = []
    for place, (code, label) in enumerate(statuses()):
        total = Figure(sum(line.figures[place].count for line in mechanisms.lines), _register(status=code))
        lines.append(Line(label, label, total.address, [total], total, code))
    note = _("The government's own view, from approved updates.")
    return Crosstab("status", _("By status"), _("Status"), [("", _("Recommendations"))], lines, note, has_total=False)


def _by_theme() -> Crosstab:
    lines = _by_term(TermKind.THEME, "theme")
    largest = sorted(lines, key=lambda line: (-line.total.count, line.label))[:MOST_THEMES]
    note = _("A recommendation can have several themes and is counted under each.")
    if len(lines) > MOST_THEMES:
        note += " " + _("These are the %(number)d themes with the most recommendations; the register has all.") % {"number": MOST_THEMES}
    return Crosstab("themes", _("By theme"), _("Theme"), statuses(), largest, note)


def _by_goal() -> Crosstab:
    goals = [line for line in _by_term(TermKind.SDG, "sdg") if not TARGET.match(line.label)]
    goals.sort(key=lambda line: ([int(number) for number in re.findall(r"\d+", line.label)], line.label))
    note = _("A recommendation can serve several goals and is counted under each. The register has the targets too.")
    return Crosstab("goals", _("By Sustainable Development Goal"), _("Goal"), statuses(), goals, note)


def _by_term(kind: TermKind, parameter: str) -> list[Line]:
    tags = Tag.objects.filter(recommendation__in=_counted(), term__kind=kind)
    found = tags.values_list("term__code", "term__label", "recommendation__status").annotate(Count("pk")).order_by("term__label")
    return _lines(((code, label, label, status, n) for code, label, status, n in found), parameter)


def _by_institution() -> Crosstab:
    given = Assignment.objects.filter(recommendation__in=_counted())
    fields = ("institution__slug", "institution__name", "institution__short_name", "recommendation__status")
    found = given.values_list(*fields).annotate(Count("pk")).order_by("institution__name")
    note = _("Recommendations assigned to each, whatever its role. One assigned to several is counted under each.")
    return Crosstab("institutions", _("By institution"), _("Institution"), statuses(), _lines(found, "institution"), note)
