from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import django_filters as filters
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ministries.permissions import affiliations
from nmirf.accounts.permissions import is_secretariat
from recommendations.enums import IndicatorKind
from recommendations.models import Indicator, IndicatorValue
from recommendations.queries.filters import PlannedFilter


class IndicatorFilter(PlannedFilter):
    owner = "provider"

    q = filters.CharFilter(label=gettext_lazy("Words"), method="with_words", max_length=200)
    mine = filters.BooleanFilter(label=gettext_lazy("Provided by my institutions"), method="of_mine")
    kind = filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=IndicatorKind.choices)
    provider = filters.CharFilter(label=gettext_lazy("Provider"), field_name="provider__slug")
    framework = filters.UUIDFilter(label=gettext_lazy("Plan"), method="in_framework")
    recommendation = filters.UUIDFilter(label=gettext_lazy("Recommendation"), method="for_recommendation")
    overdue = filters.BooleanFilter(label=gettext_lazy("A value is late"), method="is_overdue")
    sdg = filters.NumberFilter(label=gettext_lazy("Sustainable Development Goal"), method="of_goal", min_value=1, max_value=17)

    class Meta:
        model = Indicator
        fields: list[str] = []

    def with_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(title__icontains=value) | Q(definition__icontains=value) | Q(sdg_code__startswith=value))

    def of_goal(self, rows: QuerySet, name: str, value: Decimal) -> QuerySet:
        return rows.filter(sdg_code__startswith=f"{int(value)}.")


def found_indicators(request: Any, chosen: QueryDict) -> QuerySet[Indicator]:
    """What the filters leave, by title; takes the request for whose "mine" is."""
    rows = with_latest(Indicator.objects.visible_to(request.user))
    return IndicatorFilter(chosen, rows, request=request).qs.order_by("title", "pk")


def with_latest(rows: QuerySet[Indicator]) -> QuerySet[Indicator]:
    """With the provider, and `latest` and `latest_on` of the whole."""
    whole = IndicatorValue.objects.filter(indicator=OuterRef("pk"), dimension="").order_by("-on")
    return rows.select_related("provider").annotate(latest=Subquery(whole.values("value")[:1]), latest_on=Subquery(whole.values("on")[:1]))


def open_to_values(user: Any) -> QuerySet[Indicator]:
    """Those of which a person may enter values, as permissions.can_enter_values says one by one."""
    rows = Indicator.objects.visible_to(user)
    return rows if is_secretariat(user) else rows.filter(provider__in=affiliations(user).ids)


def with_usual_groups(rows: QuerySet[Indicator]) -> list[Indicator]:
    """By title; each with `usual_groups`: (dimension, category) of which it has values, the whole first and always."""
    found = list(rows.order_by("title", "pk"))
    groups: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for pk, *group in IndicatorValue.objects.filter(indicator__in=found).values_list("indicator", "dimension", "category").distinct():
        groups[pk].add((group[0], group[1]))
    for one in found:
        one.usual_groups = sorted({("", "")} | groups[one.pk])  # type: ignore[attr-defined]
    return found


@dataclass(frozen=True, slots=True)
class Series:
    """The values of an indicator as a table: a day a line, the whole first, then a column a group."""

    heads: list[tuple[str, str]]  # dimension, words
    lines: list[tuple[date, list[Decimal | None]]]


def series(indicator: Indicator) -> Series:
    cells: dict[date, dict[tuple[str, str], Decimal]] = defaultdict(dict)
    for value in indicator.values.order_by("on", "dimension", "category"):
        cells[value.on][value.dimension, value.category] = value.value
    keys = sorted({key for line in cells.values() for key in line})
    words = {("", ""): _("Whole")}
    heads = [(key[0], words.get(key) or _("%(dimension)s: %(category)s") % {"dimension": key[0], "category": key[1]}) for key in keys]
    return Series(heads, [(on, [line.get(key) for key in keys]) for on, line in sorted(cells.items())])


def entered(indicator: Indicator) -> QuerySet[IndicatorValue]:
    """One by one, the newest day on top."""
    return indicator.values.select_related("entered_by", "indicator").order_by(F("on").desc(), "dimension", "category")
