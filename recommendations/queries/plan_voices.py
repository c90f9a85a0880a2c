"""What implementation plans say of a recommendation: the actions that serve it, and the indicators that measure what comes of it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from recommendations.enums import ActionStatus
from recommendations.models import ActionRecommendation, IndicatorRecommendation, IndicatorValue
from recommendations.queries.sets import among
from recommendations.queries.voices import Said


def actions_planned(pks: Sequence[int], user: Any) -> dict[int, list[Said]]:
    """Actions that serve it, by their first day; drafts are nobody's report yet, whoever reads."""
    rows = ActionRecommendation.objects.filter(recommendation__in=among(pks), action__is_draft=False).order_by("action__starts_on", "action_id")
    found: dict[int, list[Said]] = defaultdict(list)
    for pk, title, status, name, at in rows.values_list(
        "recommendation_id", "action__title", "action__status", "action__institution__name", "action__changed_at"
    ):
        kind = _("Action (%(status)s)") % {"status": ActionStatus(status).label}
        found[pk].append(Said(name, title, timezone.localdate(at), kind=kind))
    return found


def indicator_results(pks: Sequence[int], user: Any) -> dict[int, list[Said]]:
    """The latest value of the whole of each indicator that measures it, against baseline and target."""
    latest = IndicatorValue.objects.filter(indicator=OuterRef("indicator"), dimension="").order_by("-on", "-pk")
    rows = IndicatorRecommendation.objects.filter(recommendation__in=among(pks)).annotate(
        value=Subquery(latest.values("value")[:1]), value_on=Subquery(latest.values("on")[:1])
    )
    names = ("title", "unit", "baseline", "baseline_on", "target", "target_on")
    found: dict[int, list[Said]] = defaultdict(list)
    for pk, provider, value, on, title, unit, baseline, baseline_on, target, target_on in rows.order_by("indicator__title", "pk").values_list(
        "recommendation_id", "indicator__provider__name", "value", "value_on", *(F(f"indicator__{name}") for name in names)
    ):
        parts = [
            _("latest %(figure)s") % {"figure": _figure(value, unit, on)} if value is not None else _("no value yet"),
            _("baseline %(figure)s") % {"figure": _figure(baseline, unit, baseline_on)} if baseline is not None else "",
            _("target %(figure)s") % {"figure": _figure(target, unit, target_on)} if target is not None else "",
        ]
        found[pk].append(Said(provider, "; ".join(part for part in parts if part), kind=title))
    return found


def _figure(value: Decimal, unit: str, on: date | None) -> str:
    """ "12.5 % (3 Mar 2025)": no more decimals than there are."""
    whole = Decimal(f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else value)
    words = f"{number_format(whole, use_l10n=True)} {unit}"
    return f"{words} ({date_format(on, 'DATE_FORMAT')})" if on else words
