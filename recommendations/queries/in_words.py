"""Filters as people read them: in the title of an export, in the name of a file."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from ministries.models import Institution
from recommendations.enums import TermKind
from recommendations.models import Cluster, Mechanism, Term
from recommendations.queries.filters import RecommendationFilter


def filters_in_words(chosen: QueryDict) -> list[tuple[str, str]]:
    """(name, value) of each filter in force; several values of one with commas between."""
    filters: Any = RecommendationFilter.base_filters
    kept = {name: [value for value in chosen.getlist(name) if value] for name in filters}
    return [(str(filters[name].label), ", ".join(_word(name, value) for value in values)) for name, values in kept.items() if values]


def _word(name: str, value: str) -> str:
    if name in NAMED:
        model, field, label = NAMED[name]
        form = RecommendationFilter({name: value}).form
        rows = model.objects.filter(**field, **{label[0]: value}) if form.is_valid() else model.objects.none()
        return str(rows.values_list(label[1], flat=True).first() or value)
    given = RecommendationFilter.base_filters[name].extra
    choices: dict[str, Any] = dict(given.get("choices") or getattr(given.get("of"), "choices", [])) or {"true": _("Yes"), "false": _("No")}
    return str(choices.get(value, value))


# filter: model, which of its rows, (what the address says of it, what people call it)
NAMED: dict[str, tuple[Any, dict[str, str], tuple[str, str]]] = {
    "mechanism": (Mechanism, {}, ("code", "name")),
    "theme": (Term, {"kind": TermKind.THEME}, ("code", "label")),
    "persons": (Term, {"kind": TermKind.AFFECTED_PERSONS}, ("code", "label")),
    "sdg": (Term, {"kind": TermKind.SDG}, ("code", "label")),
    "institution": (Institution, {}, ("slug", "name")),
    "cluster": (Cluster, {}, ("public_id", "name")),
}
