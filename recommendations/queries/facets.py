"""The values one can filter the register by, with how many recommendations each would leave; one query a facet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Count, F, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from ministries.models import Institution
from recommendations.enums import Position, Status, TermKind
from recommendations.models import Assignment, Cluster, ClusterMember, Document, Mechanism, Recommendation, Tag
from recommendations.queries.filters import RecommendationFilter
from recommendations.queries.taxonomy import meant

Counted = Iterable[tuple[Any, str, int]]  # value, label, how many


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

    @property
    def chosen(self) -> Option | None:
        return next((o for o in self.options if o.is_chosen), None)


def facets(rows: QuerySet[Recommendation], chosen: QueryDict) -> list[Facet]:
    """Each counted with all filters but its own, so that its numbers say what another choice would give."""
    found = []
    for name, count in COUNTS.items():
        others = chosen.copy()
        value = others.pop(name, [""])[-1]
        if value and name in KIND_OF and (term := meant(KIND_OF[name], value)):
            value = term.code  # of what an old code or a former label means today
        left = RecommendationFilter(others, rows).qs
        options = [Option(str(v), label, n, str(v) == value) for v, label, n in count(left)]
        if value and not any(o.is_chosen for o in options):
            options.append(Option(value, _label(name, value), 0, True))
        found.append(Facet(name, _name(name), options))
    return found


def switches(chosen: QueryDict) -> list[Facet]:
    """The filters with a few fixed values, not counted."""
    yes, no = ("true", _("Yes")), ("false", _("No"))
    fixed = {
        "assigned": [yes, no],
        "overdue": [yes, no],
        "kind": list(RecommendationFilter.base_filters["kind"].extra["choices"]),
        "reference": [yes],
        "concordance": [yes],
    }
    return [
        Facet(name, _name(name), [Option(value, str(label), None, chosen.get(name) == value) for value, label in values])
        for name, values in fixed.items()
    ]


def _name(name: str) -> str:
    return str(RecommendationFilter.base_filters[name].label)


def _grouped(rows: QuerySet, value: str, label: str) -> Counted:
    groups = rows.order_by().values(v=F(value), l=F(label)).annotate(n=Count("pk"))
    return sorted(((g["v"], str(g["l"]), g["n"]) for g in groups), key=lambda g: g[1])


def _mechanisms(rows: QuerySet[Recommendation]) -> Counted:
    return _grouped(rows, "document__mechanism__code", "document__mechanism__name")


def _documents(rows: QuerySet[Recommendation]) -> Counted:
    groups = rows.order_by().values("document").annotate(n=Count("pk"))
    counts = {g["document"]: g["n"] for g in groups}
    documents = Document.objects.filter(pk__in=rows.values("document")).select_related("mechanism").order_by("symbol", "pk")
    return [(d.symbol or d.public_id, str(d), counts[d.pk]) for d in documents if d.pk in counts]


def _sessions(rows: QuerySet[Recommendation]) -> Counted:
    named = _grouped(rows.exclude(document__session=""), "document__session", "document__session")
    return sorted(named, key=lambda g: (not g[0].isdigit(), g[0].zfill(6)))


def _cycles(rows: QuerySet[Recommendation]) -> Counted:
    return sorted(_grouped(rows.exclude(document__cycle=None), "document__cycle", "document__cycle"))


def _terms(kind: TermKind) -> Callable[[QuerySet[Recommendation]], Counted]:
    def count(rows: QuerySet[Recommendation]) -> Counted:
        tags = Tag.objects.filter(term__kind=kind, recommendation__in=rows.order_by().values("pk"))
        found = _grouped(tags, "term__code", "term__label")
        return sorted(found, key=_numbered) if kind == TermKind.SDG else found

    return count


def _numbered(group: tuple[Any, str, int]) -> list[tuple[int, str]]:
    """SDG 2 before SDG 10, target 16.3 before 16.10."""
    number = group[1].removeprefix("SDG ").split(" ")[0]
    return [(int(part), "") if part.isdigit() else (999, part) for part in number.split(".")]


def _choices(field: str, choices: list[tuple[str, Any]]) -> Callable[[QuerySet[Recommendation]], Counted]:
    def count(rows: QuerySet[Recommendation]) -> Counted:
        counts = {g[field]: g["n"] for g in rows.order_by().values(field).annotate(n=Count("pk"))}
        return [(value, str(label), counts[value]) for value, label in choices if value in counts]

    return count


def _institutions(rows: QuerySet[Recommendation]) -> Counted:
    return _grouped(Assignment.objects.filter(recommendation__in=rows.order_by().values("pk")), "institution__slug", "institution__name")


def _clusters(rows: QuerySet[Recommendation]) -> Counted:
    return _grouped(ClusterMember.objects.filter(recommendation__in=rows.order_by().values("pk")), "cluster__public_id", "cluster__name")


KIND_OF = {"theme": TermKind.THEME, "persons": TermKind.AFFECTED_PERSONS, "sdg": TermKind.SDG}
COUNTS: dict[str, Callable[[QuerySet[Recommendation]], Counted]] = {
    "mechanism": _mechanisms,
    "document": _documents,
    "session": _sessions,
    "cycle": _cycles,
    "theme": _terms(TermKind.THEME),
    "persons": _terms(TermKind.AFFECTED_PERSONS),
    "sdg": _terms(TermKind.SDG),
    "position": _choices("position", Position.choices),
    "status": _choices("status", Status.choices),
    "institution": _institutions,
    "cluster": _clusters,
}


def _label(name: str, value: str) -> str:
    """Of a chosen value that the other filters leave nothing of."""
    sought: dict[str, Callable[[], Any]] = {
        "mechanism": lambda: Mechanism.objects.filter(code=value).first(),
        **{name: partial(meant, kind, value) for name, kind in KIND_OF.items()},
        "institution": lambda: Institution.objects.filter(slug=value).first(),
        "cluster": lambda: _cluster(value),
        "position": lambda: dict(Position.choices).get(value),
        "status": lambda: dict(Status.choices).get(value),
    }
    return str((sought[name]() if name in sought else None) or value or _("unknown"))


def _cluster(value: str) -> Cluster | None:
    form = RecommendationFilter({"cluster": value}).form
    return Cluster.objects.filter(public_id=form.cleaned_data["cluster"]).first() if form.is_valid() else None
