from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from recommendations.models import Indicator, IndicatorValue
from recommendations.operations.assignments import NothingToImplement
from recommendations.operations.indicators import (
    Definition,
    HalfBrokenDown,
    Measured,
    MeasuredInTheFuture,
    NoSuchCode,
    OtherPost,
    TitleTaken,
    add_indicator,
    change_indicator,
    enter_values,
    measure,
    remove_value,
    stop_measuring,
)
from tests.factories import ActionFactory, FrameworkFactory, IndicatorFactory, IndicatorValueFactory, PostFactory, RecommendationFactory

pytestmark = pytest.mark.django_db


def deaths(provider, **more):
    said = {"title": "Maternal mortality", "kind": "outcome", "unit": "deaths per 100,000 live births", "provider": provider}
    return Definition(**said | more)


def entering(by, indicator, on, value, **more):
    next_value_on = more.pop("next_value_on", None)
    return enter_values(by=by, indicator=indicator, values=[Measured(on=on, value=Decimal(value), **more)], next_value_on=next_value_on)


def test_the_secretariat_says_what_is_measured(people):
    recommendation, action, framework = RecommendationFactory(), ActionFactory(), FrameworkFactory()
    health = people.ministry_of_health
    said = deaths(health, actions=[action], frameworks=[framework], sdg_code="3.1.1", target=Decimal("70"))
    indicator = add_indicator(by=people.secretariat, said=said, recommendations=[recommendation])
    assert (indicator.unit, indicator.sdg_code, indicator.created_by) == ("deaths per 100,000 live births", "3.1.1", people.secretariat)
    assert [list(rows.all()) for rows in (indicator.recommendations, indicator.actions, indicator.frameworks)] == [
        [recommendation],
        [action],
        [framework],
    ]
    with pytest.raises(TitleTaken):
        add_indicator(by=people.secretariat, said=deaths(health, title="MATERNAL mortality"))
    with pytest.raises(NoSuchCode, match=r"3\.10\.1"):
        change_indicator(by=people.secretariat, indicator=indicator, said=deaths(health, sdg_code="3.10.1"))
    with pytest.raises(OtherPost):
        change_indicator(by=people.secretariat, indicator=indicator, said=deaths(health, provider_post=PostFactory()))


def test_the_provider_enters_values_and_touches_nothing_else(people):
    indicator = IndicatorFactory(provider=people.ministry_of_health)
    assert entering(people.health, indicator, date(2026, 1, 1), "81.5") == 1
    for attempt in (
        lambda: change_indicator(by=people.health, indicator=indicator, said=deaths(people.ministry_of_health)),
        lambda: measure(by=people.health, indicator=indicator, recommendations=[RecommendationFactory()]),
        lambda: stop_measuring(by=people.health, indicator=indicator, recommendation=RecommendationFactory()),
        lambda: add_indicator(by=people.health, said=deaths(people.ministry_of_health)),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    for who in ("justice", "nhri", "cso", "admin"):
        with pytest.raises(PermissionDenied):
            entering(getattr(people, who), indicator, date(2026, 1, 1), "1")
        with pytest.raises(PermissionDenied):
            remove_value(by=getattr(people, who), value=indicator.values.get())
    assert indicator.values.get().value == Decimal("81.5")


def test_a_value_of_the_same_day_and_group_corrects(people):
    indicator = IndicatorFactory(provider=people.ministry_of_health)
    day = date(2026, 1, 1)
    women = {"dimension": "Sex", "category": "Women"}
    assert [entering(people.health, indicator, day, v, **m) for v, m in [("5", {}), ("7", women), ("6", {}), ("6", {})]] == [1, 1, 1, 0]
    values = indicator.values.order_by("dimension").values_list("dimension", "category", "value")
    assert list(values) == [("", "", Decimal(6)), ("Sex", "Women", Decimal(7))]


def test_days_to_come_and_half_a_group_are_refused_and_nothing_stays(people):
    indicator, today = IndicatorFactory(provider=people.ministry_of_health), timezone.localdate()
    good = Measured(on=today, value=Decimal(1))
    for error, wrong in [
        (MeasuredInTheFuture, Measured(on=today + timedelta(days=1), value=Decimal(1))),
        (HalfBrokenDown, Measured(on=today, value=Decimal(1), dimension="Sex")),
        (HalfBrokenDown, Measured(on=today, value=Decimal(1), category="Women")),
    ]:
        with pytest.raises(error):
            enter_values(by=people.health, indicator=indicator, values=[good, wrong])
    assert not IndicatorValue.objects.exists()


def test_a_new_value_answers_what_was_expected(people):
    today = timezone.localdate()
    late = today - timedelta(days=400)
    indicator = IndicatorFactory(provider=people.ministry_of_health, next_value_on=late, every_months=12)
    IndicatorValueFactory(indicator=indicator, on=date(2020, 1, 1))

    def expected():
        indicator.refresh_from_db()
        return indicator.next_value_on

    entering(people.health, indicator, date(2019, 1, 1), "4")  # an older one
    entering(people.health, indicator, today, "4", dimension="Sex", category="Women")  # a part only
    assert expected() == late
    assert list(Indicator.objects.overdue()) == [indicator]
    entering(people.health, indicator, today - timedelta(days=1), "3")
    assert today < expected() <= today + timedelta(days=366)
    entering(people.health, indicator, today, "2", next_value_on=today + timedelta(days=9))
    assert expected() == today + timedelta(days=9)


def test_without_a_rhythm_nothing_more_is_expected(people):
    indicator = IndicatorFactory(provider=people.ministry_of_health, next_value_on=date(2026, 1, 31))
    entering(people.health, indicator, date(2026, 1, 31), "3")
    indicator.refresh_from_db()
    assert indicator.next_value_on is None


def test_observations_are_not_measured_and_adding_twice_adds_once(people):
    indicator, recommendation = IndicatorFactory(), RecommendationFactory()
    assert [measure(by=people.secretariat, indicator=indicator, recommendations=[recommendation]) for _ in "12"] == [1, 0]
    with pytest.raises(NothingToImplement):
        measure(by=people.secretariat, indicator=indicator, recommendations=[RecommendationFactory(kind="observation")])
    stop_measuring(by=people.secretariat, indicator=indicator, recommendation=recommendation)
    assert not indicator.recommendations.exists()


def test_the_database_insists(people):
    value = IndicatorValueFactory()
    for name, rows, wrong in [
        ("indicator_value_dimension_has_category", IndicatorValue.objects.all(), {"dimension": "Sex"}),
        ("indicator_sdg_code_shape", Indicator.objects.all(), {"sdg_code": "goal 3"}),
        ("indicator_target_has_value", Indicator.objects.all(), {"target_on": date(2030, 1, 1)}),
        ("indicator_every_months_sensible", Indicator.objects.all(), {"every_months": 0}),
    ]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**wrong)
    with pytest.raises(IntegrityError, match="indicator_value_once"), transaction.atomic():
        IndicatorValueFactory(indicator=value.indicator, on=value.on)
