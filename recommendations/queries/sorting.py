"""The register in another order than its own: by a column of its table."""

from typing import Any

from django.db.models import Case, F, IntegerField, OrderBy, QuerySet, Value, When

from recommendations.enums import Position, Status
from recommendations.models import Recommendation


def _in_order_of(field: str, codes: list[str]) -> Case:
    """As its words stand in lists, not by their letters; without a word last."""
    places = [When(**{field: code}, then=Value(place)) for place, code in enumerate(codes)]
    return Case(*places, default=None, output_field=IntegerField())


SORTS: dict[str, Any] = {
    "mechanism": F("document__mechanism__name"),
    "symbol": F("document__symbol"),
    "title": F("document__title"),
    "published_on": F("document__published_on"),
    "session": F("document__session"),
    "cycle": F("document__cycle"),
    "paragraph": F("paragraph_key"),
    "language": F("language"),
    "kind": F("kind"),
    "position": _in_order_of("position", Position.values),
    "action_category": F("action_category"),
    "status": _in_order_of("status", Status.values),
    "status_on": F("status_on"),
    "vanished_on": F("vanished_at"),
}  # of columns that hold one value of the recommendation or its document


def sorted_by(rows: QuerySet[Recommendation], sort: str) -> QuerySet[Recommendation]:
    """`sort` is the name of a column, with "-" before it from the end; what has no value comes last, equals in the register's order."""
    name = sort.removeprefix("-")
    if name not in SORTS:
        return rows
    first = OrderBy(SORTS[name], descending=sort.startswith("-"), nulls_last=True)
    return rows.order_by(first, *Recommendation.objects.in_order().query.order_by)
