"""What a recommendation can show in a table: the register's, and every export's.

    columns = chosen("symbol,paragraph,text,lead")
    for cells in table(list(with_columns(rows)), columns): ...

However many rows, `table` asks the database once for each kind of thing the columns need beside the row itself.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from recommendations.enums import AssignmentRole, TermKind
from recommendations.models import Assignment, ClusterMember, Recommendation, Tag

Value = str | int | bool | date | list[str] | None
Parts = Mapping[str, Mapping[int, Any]]  # what was loaded beside the rows: name of a part -> recommendation id -> what it has

CHUNK = 2000  # rows that are in memory at once when all of a result is read


@dataclass(frozen=True, slots=True)
class Column:
    """`value` is what people read, dates as dates, several things as a list; `code` what machines read, where that differs."""

    name: str  # stable: in addresses, saved filters and exports
    label: Promise
    value: Callable[[Recommendation, Parts], Value]
    part: str = ""  # of PARTS
    code: Callable[[Recommendation, Parts], Value] | None = None
    width: int = 16  # characters, in a spreadsheet


def chosen(names: str) -> list[Column]:
    """The columns named, with commas between, in that order and each once; the usual ones where none of the names is known."""
    return named(names) or [COLUMNS[name] for name in USUAL]


def named(names: str) -> list[Column]:
    """The same, none where none of the names is known."""
    return [COLUMNS[name] for name in dict.fromkeys(names.split(",")) if name in COLUMNS]


def with_columns(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """The rows, with all of themselves that a column shows."""
    return rows.select_related("document__mechanism").defer("search", "source", "text_key")


def table(rows: Sequence[Recommendation], columns: Sequence[Column], *, as_codes: bool = False) -> list[list[Value]]:
    """The cells of rows that `with_columns` read: a list a row, in the order of the columns."""
    parts = load({column.part for column in columns if column.part}, [row.pk for row in rows])
    takers = [column.code or column.value if as_codes else column.value for column in columns]
    return [[take(row, parts) for take in takers] for row in rows]


def in_words(value: Value) -> str:
    """As people read it in a text."""
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return "" if value is None else str(value)


def each(rows: QuerySet[Recommendation], columns: Sequence[Column], *, as_codes: bool = False) -> Iterator[tuple[Recommendation, list[Value]]]:
    """As `table`, of a whole result however long, with the rows themselves: a few thousand are in memory at a time."""
    left = with_columns(rows).iterator(chunk_size=CHUNK)
    while some := list(islice(left, CHUNK)):
        yield from zip(some, table(some, columns, as_codes=as_codes), strict=True)


def load(names: set[str], pks: Sequence[int]) -> dict[str, dict[int, Any]]:
    """The parts named, by one query each."""
    return {name: PARTS[name](pks) for name in sorted(names)}


def _states(pks: Sequence[int]) -> dict[int, list[str]]:
    through = Recommendation.recommending_states.through.objects.filter(recommendation__in=pks)
    return _lists(through.order_by("state__name").values_list("recommendation_id", "state__name"))


def _tags(pks: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    """{kind: [label]} of each."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    tags = Tag.objects.filter(recommendation__in=pks).order_by("term__label", "pk")
    for pk, kind, label in tags.values_list("recommendation_id", "term__kind", "term__label"):
        found[pk][kind].append(label)
    for kinds in found.values():
        kinds.get(TermKind.SDG, []).sort(key=lambda goal: [int(number) for number in re.findall(r"\d+", goal)])  # SDG 2 before SDG 10
    return found


def _assignments(pks: Sequence[int]) -> dict[int, list[tuple[str, str, date | None]]]:
    """(role, institution, due date) of each, the lead first."""
    found: dict[int, list[tuple[str, str, date | None]]] = defaultdict(list)
    given = Assignment.objects.filter(recommendation__in=pks).order_by("role", "institution__name")
    for pk, role, name, due_on in given.values_list("recommendation_id", "role", "institution__name", "due_on"):
        found[pk].append((role, name, due_on))
    return found


def _clusters(pks: Sequence[int]) -> dict[int, list[str]]:
    members = ClusterMember.objects.filter(recommendation__in=pks)
    return _lists(members.order_by("cluster__name").values_list("recommendation_id", "cluster__name"))


def _lists(pairs: Any) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for pk, name in pairs:
        found[pk].append(name)
    return found


PARTS: dict[str, Callable[[Sequence[int]], dict[int, Any]]] = {
    "states": _states,
    "tags": _tags,
    "assignments": _assignments,
    "clusters": _clusters,
}


def _listed(part: str) -> Callable[[Recommendation, Parts], list[str]]:
    return lambda row, parts: list(parts[part].get(row.pk, ()))


def _terms(name: str, kind: TermKind, label: Promise) -> Column:
    return Column(name, label, lambda row, parts: list(parts["tags"].get(row.pk, {}).get(kind, ())), "tags", width=32)


def _institutions(role: AssignmentRole) -> Callable[[Recommendation, Parts], list[str]]:
    return lambda row, parts: [name for held, name, _due in parts["assignments"].get(row.pk, ()) if held == role]


def _lead(row: Recommendation, parts: Parts) -> str:
    return "".join(_institutions(AssignmentRole.LEAD)(row, parts))


def _due(row: Recommendation, parts: Parts) -> date | None:
    """The lead's; where nobody leads, the earliest."""
    given = parts["assignments"].get(row.pk, [])
    days = [due for role, _name, due in given if role == AssignmentRole.LEAD] or [due for _role, _name, due in given]
    return min((day for day in days if day), default=None)


def _vanished(row: Recommendation, parts: Parts) -> date | None:
    return timezone.localdate(row.vanished_at) if row.vanished_at else None


def _yes(is_so: bool) -> str:
    return _t("Yes") if is_so else ""


ALL = [
    Column("mechanism", _("Mechanism"), lambda row, _p: row.document.mechanism.name, code=lambda row, _p: row.document.mechanism.code, width=28),
    Column("symbol", _("Document symbol"), lambda row, _p: row.document.symbol, width=22),
    Column("title", _("Document title"), lambda row, _p: row.document.title, width=40),
    Column("published_on", _("Document date"), lambda row, _p: row.document.published_on, width=12),
    Column("session", _("Session"), lambda row, _p: row.document.session, width=9),
    Column("cycle", _("Cycle"), lambda row, _p: row.document.cycle, width=7),
    Column("paragraph", _("Paragraph"), lambda row, _p: row.paragraph, width=11),
    Column("text", _("Text"), lambda row, _p: row.text, width=80),
    Column("language", _("Language of the text"), lambda row, _p: row.language, width=10),
    Column("kind", _("Kind"), lambda row, _p: row.get_kind_display(), code=lambda row, _p: row.kind, width=16),
    Column("position", _("Position"), lambda row, _p: row.get_position_display(), code=lambda row, _p: row.position, width=12),
    Column("position_source", _("Position as the source puts it"), lambda row, _p: row.position_source, width=28),
    Column("recommending_states", _("Recommending States"), _listed("states"), "states", width=28),
    _terms("themes", TermKind.THEME, _("Themes")),
    _terms("affected_persons", TermKind.AFFECTED_PERSONS, _("Affected persons")),
    _terms("sdgs", TermKind.SDG, _("Sustainable Development Goals")),
    _terms("issues", TermKind.ISSUE, _("UPR Info issues")),
    Column("action_category", _("Action category"), lambda row, _p: row.action_category, width=9),
    Column("status", _("Status"), lambda row, _p: row.get_status_display(), code=lambda row, _p: row.status, width=20),
    Column("status_on", _("Status since"), lambda row, _p: row.status_on, width=12),
    Column("lead", _("Lead institution"), _lead, "assignments", width=28),
    Column("supporting", _("Supporting institutions"), _institutions(AssignmentRole.SUPPORTING), "assignments", width=28),
    Column("due_on", _("Due date"), _due, "assignments", width=12),
    Column("clusters", _("Clusters"), _listed("clusters"), "clusters", width=28),
    Column("is_follow_up", _("Marked for follow-up"), lambda row, _p: _yes(row.is_follow_up), code=lambda row, _p: row.is_follow_up, width=10),
    Column("annotation_id", _("UHRI annotation id"), lambda row, _p: row.annotation_id or "", width=38),
    Column("vanished_on", _("No longer in the source since"), _vanished, width=12),
    Column("id", _("Identifier of the record"), lambda row, _p: str(row.public_id), width=38),
]
COLUMNS = {column.name: column for column in ALL}


def register(column: Column, part: Callable[[Sequence[int]], dict[int, Any]]) -> None:
    """A column of an upper app; `part` loads what it shows, by one query for all of the recommendations given by primary key."""
    ALL.append(column)
    COLUMNS[column.name] = column
    PARTS[column.part] = part


USUAL = ("mechanism", "symbol", "paragraph", "text", "position", "recommending_states", "themes", "status", "lead", "due_on")
