"""What the sample State plans, and how it is measured."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from ministries.models import Institution
from nmirf.accounts.models import User
from nmirf.sample import shapes
from nmirf.sample.clock import days_ago
from nmirf.sample.data import Sample
from recommendations.models import Action, Framework, Recommendation
from recommendations.operations.actions import set_action_status, write_action
from recommendations.operations.frameworks import add_framework
from recommendations.operations.indicators import Definition, Measured, add_indicator, enter_values


def load_plans(sample: Sample, secretariat: User, recommendations: dict[str, Recommendation]) -> None:
    """`recommendations` by the sample's refs."""
    frameworks = {one.key: _framework(one, secretariat) for one in sample.frameworks}
    actions = {one.key: _action(one, recommendations, frameworks) for one in sample.actions}
    for one in sample.indicators:
        _indicator(one, secretariat, recommendations, actions, frameworks)


def _framework(one: shapes.Framework, secretariat: User) -> Framework:
    return add_framework(
        by=secretariat,
        title=one.title,
        kind=one.kind,
        starts_on=_day(one.starts_in_days),
        ends_on=_day(one.ends_in_days),
        description=one.description,
    )


def _action(one: shapes.Action, recommendations: dict[str, Recommendation], frameworks: dict[str, Framework]) -> Action:
    by, starts_on, ends_on = User.objects.get(email=one.by), _day(one.starts_in_days), _day(one.ends_in_days)
    with days_ago(max(0, -one.starts_in_days)):
        action = write_action(
            by=by, institution=Institution.objects.get(slug=one.institution), title=one.title, description=one.description, need=one.need,
            starts_on=starts_on, ends_on=ends_on, budget_note=one.budget, frameworks=[frameworks[key] for key in one.frameworks],
            recommendations=[recommendations[ref] for ref in one.recommendations], is_draft=one.status == "draft",
        )  # fmt: skip
    if one.status in ("draft", "planned"):
        return action
    with days_ago(one.ended_days_ago or 0):
        return set_action_status(by=by, action=action, status=one.status, outcome=one.outcome)


def _indicator(
    one: shapes.Indicator, secretariat: User, recommendations: dict[str, Recommendation], actions: dict[str, Action], frameworks: dict[str, Framework]
) -> None:
    said = Definition(
        title=one.title, kind=one.kind, unit=one.unit, definition=one.definition, source=one.source, sdg_code=one.sdg_code,
        provider=Institution.objects.get(slug=one.provider), every_months=one.every_months,
        baseline=Decimal(one.baseline.value), baseline_on=_year_end(one.baseline), target=Decimal(one.target.value), target_on=_year_end(one.target),
        actions=[actions[key] for key in one.actions], frameworks=[frameworks[key] for key in one.frameworks],
    )  # fmt: skip
    indicator = add_indicator(by=secretariat, said=said, recommendations=[recommendations[ref] for ref in one.recommendations])
    values = [Measured(on=_year_end(v), value=Decimal(v.value), dimension=v.dimension, category=v.category, source=one.source) for v in one.values]
    next_on = _day(one.next_value_in_days) if one.next_value_in_days is not None else None
    enter_values(by=User.objects.get(email=one.by), indicator=indicator, values=values, next_value_on=next_on)


def _day(in_days: int) -> date:
    return timezone.localdate() + timedelta(days=in_days)


def _year_end(value: shapes.Value) -> date:
    return date(timezone.localdate().year - value.years_ago, 12, 31)
