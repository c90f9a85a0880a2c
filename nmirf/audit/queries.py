"""Reading the history: what happened, operation by operation.

An operation can write thousands of rows (an import does), so a page lists operations and shows the first rows of each.
One query reads the rows of a page from all event tables.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pghistory.core
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.db.models import QuerySet
from django.utils.formats import localize
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from pghistory.models import Context

from nmirf.audit.words import words_for

OUTSIDE = "outside"  # rows written by no operation: by a migration, or by hand in the database
OF_CONTEXTS = "WHERE pgh_context_id = ANY(%s)"
OF_NONE = "WHERE pgh_context_id IS NULL ORDER BY pgh_id DESC LIMIT %s"
SHOWN_ROWS = 5  # of an operation, per table
# Tables whose values may stand in the history, by label; all others show only which fields changed. What is confidential
# (contributions, replies) or not approved yet (updates, reports) must never be added. None: all fields.
SHOWN: dict[str, frozenset[str] | None] = {
    "accounts.User": frozenset({"name", "role", "language", "is_active"}),
    "ministries.Institution": None,
    "ministries.Post": None,
    "ministries.Holding": None,
    "recommendations.State": None,
    "recommendations.Mechanism": None,
    "recommendations.Document": None,
    "recommendations.Recommendation": None,
    "recommendations.Term": None,
    "recommendations.Tag": None,
    "recommendations.Cluster": None,
    "recommendations.ClusterMember": None,
    "recommendations.Assignment": None,
    "recommendations.Extension": None,
    "recommendations.Mandate": None,
    "reporting.Obligation": frozenset({"mechanism", "kind", "title", "due_on", "done_on"}),
    "reporting.StatusChange": None,
}
NAMING = ("name", "title", "label", "symbol", "code", "paragraph")  # fields that say what a row is


Names = dict[Any, dict[Any, str]]  # model -> key -> what it is called


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    before: str = ""
    after: str = ""
    is_shown: bool = False


@dataclass(slots=True)
class Change:
    """One row that an operation wrote."""

    action: str  # insert, update or delete
    noun: str
    title: str
    fields: list[FieldChange] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    at: datetime
    who: str
    operation: str
    changes: list[Change]
    more: int = 0  # rows not shown


def contexts(*, person: str = "", operation: str = "", first: date | None = None, last: date | None = None) -> QuerySet[Context]:
    """Operations that wrote something, newest first."""
    found = Context.objects.order_by("-created_at", "-id")
    if person:
        found = found.filter(metadata__name__icontains=person)
    if operation:
        found = found.filter(metadata__operation=operation)
    if first:
        found = found.filter(created_at__date__gte=first)
    if last:
        found = found.filter(created_at__date__lte=last)
    return found


def entries(page: Iterable[Context]) -> list[Entry]:
    """What each of these operations wrote."""
    wanted = list(page)
    rows = _rows(OF_CONTEXTS, [context.pk for context in wanted]) if wanted else []
    by_context: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        by_context[row.context].append(row)
    names = _names(rows)
    found = []
    for context in wanted:
        mine = by_context[context.pk]
        totals = {row.model: row.total for row in mine}
        who, what = context.metadata.get("name", ""), words_for(context.metadata.get("operation", ""))
        found.append(Entry(context.created_at, who, what, [_change(row, names) for row in mine], sum(totals.values()) - len(mine)))
    return found


def outside(limit: int = 50) -> list[Entry]:
    """The newest rows that no operation wrote."""
    rows = _rows(OF_NONE, limit)
    rows.sort(key=lambda row: row.at, reverse=True)
    names = _names(rows[:limit])
    return [Entry(row.at, "", _("Outside the application"), [_change(row, names)]) for row in rows[:limit]]


@dataclass(slots=True)
class Row:
    model: Any  # whose history it is
    context: Any
    at: datetime
    action: str
    now: dict[str, Any]
    before: dict[str, Any] | None
    total: int


def _rows(condition: str, parameter: Any) -> list[Row]:
    events: dict[str, Any] = {event._meta.label: event for event in pghistory.core.event_models()}
    parts = [_part(label, event, condition) for label, event in events.items()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) + " ORDER BY 3, 1, 4", [parameter] * len(parts))
        rows = cursor.fetchall()
    return [
        Row(events[label].pgh_tracked_model, context, at, action, json.loads(now), json.loads(before or "null"), total)
        for label, context, at, _id, action, now, before, total in rows
    ]


def _part(label: str, event: Any, condition: str) -> str:
    """The event table's share; names come from models, never from a request."""
    table = f'"{event._meta.db_table}"'
    before = f"(SELECT to_jsonb(p) FROM {table} p WHERE p.pgh_obj_id = e.pgh_obj_id AND p.pgh_id < e.pgh_id ORDER BY p.pgh_id DESC LIMIT 1)"  # noqa: S608
    numbered, shown = "1 AS pgh_total, 1 AS pgh_n", ""
    if condition == OF_CONTEXTS:
        window = "OVER (PARTITION BY pgh_context_id"
        numbered, shown = f"count(*) {window}) AS pgh_total, row_number() {window} ORDER BY pgh_id) AS pgh_n", f" WHERE e.pgh_n <= {SHOWN_ROWS}"
    return (
        f"SELECT '{label}', e.pgh_context_id, e.pgh_created_at, e.pgh_id, e.pgh_label, to_jsonb(e), {before}, e.pgh_total "  # noqa: S608
        f"FROM (SELECT *, {numbered} FROM {table} {condition}) e{shown}"
    )


def _change(row: Row, names: Names) -> Change:
    meta = row.model._meta
    shown = SHOWN.get(meta.label, frozenset())
    is_open = shown is None or bool(shown)
    title = _title(row, names) if is_open else ""
    change = Change(row.action, str(meta.verbose_name), Truncator(title or f"{row.now.get(meta.pk.column, '')}").chars(120))
    if row.action != "update" or row.before is None:
        return change
    for column, after in row.now.items():
        before = row.before.get(column)
        if column.startswith("pgh_") or before == after:
            continue
        found = _field(row.model, column)
        label = str(getattr(found, "verbose_name", column))
        if shown is None or (found is not None and found.name in shown):
            change.fields.append(FieldChange(label, _value(found, before, names), _value(found, after, names), is_shown=True))
        else:
            change.fields.append(FieldChange(label))
    return change


def _title(row: Row, names: Names) -> str:
    """What the row says it is called; else what it ties together, as a holding does a post and a person."""
    own = next((str(row.now[name]) for name in NAMING if row.now.get(name)), "")
    ties = [found for found in row.model._meta.concrete_fields if found.is_relation]
    return own or ", ".join(filter(None, (names.get(tie.related_model, {}).get(row.now.get(tie.column)) for tie in ties)))


def _field(model: type[models.Model], column: str) -> Any:
    return next((one for one in model._meta.concrete_fields if one.column == column), None)


def _value(found: Any, value: Any, names: Names) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if found is not None and found.is_relation:
        return names.get(found.related_model, {}).get(value, str(value))
    if found is not None and found.choices:
        return str(dict(found.flatchoices).get(value, value))
    if isinstance(found, models.DateField) and not isinstance(found, models.DateTimeField):
        return localize(date.fromisoformat(value))
    return Truncator(str(value)).chars(120)


def _names(rows: list[Row]) -> Names:
    """The names of what foreign keys point to, now and before: one query for each table that has a name."""
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for row in rows:
        for found in row.model._meta.concrete_fields:
            if found.is_relation:
                wanted[found.related_model] |= {row.now.get(found.column), (row.before or {}).get(found.column)} - {None}
    return {model: _named(model, keys) for model, keys in wanted.items()}


def _named(model: type[models.Model], keys: set[Any]) -> dict[Any, str]:
    for name in NAMING:
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        return {key: str(value) for key, value in model._default_manager.filter(pk__in=keys).values_list("pk", name)}
    return {}
