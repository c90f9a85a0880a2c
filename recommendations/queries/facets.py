"""The values one can filter the register by, with how many recommendations each would leave."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from ministries.models import Institution
from recommendations.enums import Position, Status
from recommendations.models import Cluster, Document, Mechanism, Recommendation
from recommendations.queries.counting import KIND_OF, Counted, count
from recommendations.queries.filters import RecommendationFilter, is_uuid
from recommendations.queries.taxonomy import meant

SHORT = 8  # values of a facet that stand in the register; all of them are a page away
OPEN = ("mechanism", "theme", "position", "status", "institution")  # facets that stand open; the others open when asked


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    options: list[Option]
    many: int = 0  # values there are, shown or not
    is_open: bool = False

    @property
    def chosen(self) -> list[Option]:
        return [o for o in self.options if o.is_chosen]

    @property
    def is_short(self) -> bool:
        return len(self.options) < self.many


def facets(rows: QuerySet[Recommendation], chosen: QueryDict) -> list[Facet]:
    """Each counted with all filters but its own, so that its numbers say what another choice would give."""
    return overview(rows, chosen)[1]


def overview(rows: QuerySet[Recommendation], chosen: QueryDict) -> tuple[int, list[Facet]]:
    """How many recommendations the filters leave, and every facet with its most frequent values."""
    values = {name: _values(name, chosen) for name in NAMES}
    counted = count(RecommendationFilter(chosen, rows).qs, _without(rows, chosen, values), NAMES, is_wide=_is_wide(chosen))
    return counted.count, [_facet(name, counted, values[name], short=True) for name in NAMES]


def whole_facet(rows: QuerySet[Recommendation], chosen: QueryDict, name: str) -> Facet:
    """One facet with all its values."""
    values = {name: _values(name, chosen)}
    counted = count(RecommendationFilter(chosen, rows).qs, _without(rows, chosen, values), [name], whole=True, is_wide=_is_wide(chosen))
    return _facet(name, counted, values[name], short=False)


def switches(chosen: QueryDict) -> list[Facet]:
    """The filters with a few fixed values, not counted."""
    yes, no = ("true", _("Yes")), ("false", _("No"))
    fixed = {
        "assigned": [yes, no],
        "overdue": [yes, no],
        "kind": list(RecommendationFilter.base_filters["kind"].extra["choices"]),
        "vanished": [yes, no],
        "reference": [yes],
        "concordance": [yes],
    }
    return [
        Facet(name, _name(name), [Option(value, str(label), None, chosen.get(name) == value) for value, label in values])
        for name, values in fixed.items()
    ]


def _is_wide(chosen: QueryDict) -> bool:
    form = RecommendationFilter(chosen).form
    return form.is_valid() and bool(form.cleaned_data["concordance"])


def _name(name: str) -> str:
    return str(RecommendationFilter.base_filters[name].label)


def _values(name: str, chosen: QueryDict) -> list[str]:
    """What is chosen of a facet; of an old code or a former label, the code of what it means today."""
    values = [value for value in chosen.getlist(name) if value]
    if name in KIND_OF:
        values = [term.code if (term := meant(KIND_OF[name], value)) else value for value in values]
    return list(dict.fromkeys(values))


def _without(rows: QuerySet[Recommendation], chosen: QueryDict, values: dict[str, list[str]]) -> dict[str, QuerySet[Recommendation]]:
    found = {}
    for name in (name for name, own in values.items() if own):
        others = chosen.copy()
        del others[name]
        found[name] = RecommendationFilter(others, rows).qs
    return found


def _facet(name: str, counted: Counted, chosen: list[str], *, short: bool) -> Facet:
    labelled = _labelled(name, counted.values[name])
    options = [Option(value, label, n, value in chosen) for value, label, n in labelled]
    known = {o.value for o in options}
    options.extend(Option(value, _label(name, value), 0, True) for value in chosen if value not in known)
    many = max(counted.many.get(name, 0) if name == "document" else 0, len(options))
    if short and many > SHORT:
        options.sort(key=lambda o: (not o.is_chosen, -(o.count or 0)))
        options = options[: max(SHORT, sum(o.is_chosen for o in options))]
    return Facet(name, _name(name), options, many, bool(chosen) or name in OPEN)


def _labelled(name: str, values: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """In the order in which people look for them."""
    if name in CHOICES:
        counts = {value: n for value, _label, n in values}
        return [(value, str(label), counts[value]) for value, label in CHOICES[name] if value in counts]
    return sorted(values, key=ORDERS.get(name, lambda value: value[1].casefold()))


def _numbered(value: tuple[str, str, int]) -> list[tuple[int, str]]:
    """SDG 2 before SDG 10, target 16.3 before 16.10."""
    number = value[1].removeprefix("SDG ").split(" ")[0]
    return [(int(part), "") if part.isdigit() else (999, part) for part in number.split(".")]


CHOICES: dict[str, Any] = {"position": Position.choices, "status": Status.choices}
ORDERS: dict[str, Callable[[tuple[str, str, int]], Any]] = {
    "session": lambda value: (not value[0].isdigit(), value[0].zfill(6)),
    "cycle": lambda value: int(value[0]),
    "sdg": _numbered,
}
NAMES = ["mechanism", "document", "session", "cycle", "theme", "persons", "sdg", "position", "status", "institution", "cluster"]


def _label(name: str, value: str) -> str:
    """Of a chosen value that the other filters leave nothing of."""
    sought: dict[str, Callable[[], Any]] = {
        "mechanism": lambda: Mechanism.objects.filter(code=value).first(),
        "document": lambda: Document.objects.select_related("mechanism").filter(public_id=value).first() if is_uuid(value) else None,
        **{name: partial(meant, kind, value) for name, kind in KIND_OF.items()},
        "institution": lambda: Institution.objects.filter(slug=value).first(),
        "cluster": lambda: Cluster.objects.filter(public_id=value).first() if is_uuid(value) else None,
        **{name: partial(dict(choices).get, value) for name, choices in CHOICES.items()},
    }
    return str((sought[name]() if name in sought else None) or value or _("unknown"))
