from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from recommendations.models import Indicator
from tests.factories import FrameworkFactory, IndicatorFactory, IndicatorValueFactory, RecommendationFactory

pytestmark = pytest.mark.django_db


def shown(client, **chosen):
    return list(client.get(reverse("indicators"), chosen).context["page"])


def test_the_list_is_narrowed_and_shows_the_latest_of_the_whole(people, sign_in):
    framework = FrameworkFactory()
    late = IndicatorFactory(title="A", provider=people.ministry_of_health, next_value_on=date(2020, 1, 1), sdg_code="3.1.1")
    other = IndicatorFactory(title="B", kind="structural", frameworks=[framework], sdg_code="13.1.1")
    for on, value, dimension in [(date(2024, 1, 1), 7, ""), (date(2025, 1, 1), 8, ""), (date(2026, 1, 1), 9, "Sex")]:
        IndicatorValueFactory(indicator=late, on=on, value=value, dimension=dimension, category=dimension and "Women")
    client = sign_in(people.health)
    assert shown(client) == [late, other]
    assert [(i.latest, i.latest_on) for i in shown(client)] == [(Decimal(8), date(2025, 1, 1)), (None, None)]
    for chosen, found in [
        ({"mine": "true"}, [late]), ({"overdue": "true"}, [late]), ({"kind": "structural"}, [other]), ({"framework": framework.public_id}, [other]),
        ({"q": "3.1"}, [late]), ({"sdg": "3"}, [late]), ({"provider": "health"}, [late]), ({"kind": "luck"}, []),
    ]:  # fmt: skip
        assert shown(client, **chosen) == found, chosen


def test_its_page_draws_the_series_and_its_table(people, sign_in):
    recommendation = RecommendationFactory()
    indicator = IndicatorFactory(target=Decimal("70.5"), recommendations=[recommendation])
    IndicatorValueFactory(indicator=indicator, on=date(2024, 1, 1), value=Decimal("1234.5"))
    IndicatorValueFactory(indicator=indicator, on=date(2025, 1, 1), value=Decimal("40"), dimension="Sex", category="Women")
    page = sign_in(people.cso).get(reverse("indicator", args=[indicator.public_id]))
    assert page.context["series"].heads == [("", "Whole"), ("Sex", "Sex: Women")]
    assert page.context["series"].lines == [(date(2024, 1, 1), [Decimal("1234.5"), None]), (date(2025, 1, 1), [None, Decimal(40)])]
    for there in ('data-target="70.5"', 'data-value="1234.5"', ">1,234.5<", 'data-value=""', 'data-value="40"', 'data-day="2024-01-01"'):
        assert there in page.text
    assert "Enter a value" not in page.text
    assert indicator.title in sign_in(people.cso).get(reverse("recommendation", args=[recommendation.public_id])).text


def test_the_provider_enters_a_value(people, sign_in):
    indicator, client = IndicatorFactory(provider=people.ministry_of_health), sign_in(people.health)
    address = reverse("indicator_value", args=[indicator.public_id])
    tomorrow = timezone.localdate() + timedelta(days=1)
    for field, wrong in [("on", {"on": tomorrow, "value": "3"}), ("value", {"on": "2026-01-01", "value": "many"}),
                         ("category", {"on": "2026-01-01", "value": "3", "dimension": "Sex"})]:  # fmt: skip
        assert list(client.post(address, wrong).context["form"].errors) == [field]
    client.post(address, {"on": "2026-01-01", "value": "3.25", "dimension": "Sex", "category": "Women", "note": "Survey"})
    value = indicator.values.get()
    assert (value.on, value.value, value.category, value.note, value.entered_by) == (
        date(2026, 1, 1),
        Decimal("3.25"),
        "Women",
        "Survey",
        people.health,
    )
    client.post(reverse("indicator_value_remove", args=[indicator.public_id, value.public_id]))
    assert not indicator.values.exists()


def test_the_secretariat_adds_changes_and_links(people, sign_in):
    recommendation, client = RecommendationFactory(), sign_in(people.secretariat)
    sent = {"title": "Mortality", "kind": "outcome", "unit": "deaths", "provider": "health", "sdg_code": "3.1.1"}
    wrong = client.post(reverse("indicator_new"), {**sent, "sdg_code": "3.10.1", "target_on": "2030-01-01"})
    assert set(wrong.context["form"].errors) == {"sdg_code", "target"}
    client.post(reverse("indicator_new"), {**sent, "chosen": str(recommendation.public_id)})
    indicator = Indicator.objects.get()
    assert list(indicator.recommendations.all()) == [recommendation]
    edit = reverse("indicator_edit", args=[indicator.public_id])
    assert client.get(edit).context["form"]["provider"].value() == "health"
    client.post(edit, {**sent, "title": "Maternal mortality"})
    indicator.refresh_from_db()
    assert indicator.title == "Maternal mortality"
    client.post(reverse("indicator_recommendation_remove", args=[indicator.public_id]), {"chosen": str(recommendation.public_id)})
    assert not indicator.recommendations.exists()
    client.post(reverse("indicator_recommendations", args=[indicator.public_id]), {"chosen": str(recommendation.public_id)})
    assert list(indicator.recommendations.all()) == [recommendation]


@pytest.mark.parametrize("name", ["indicators", "indicator", "framework"])
def test_the_number_of_queries_stays(people, sign_in, name):
    framework, client = FrameworkFactory(), sign_in(people.secretariat)
    indicator = IndicatorFactory(frameworks=[framework], recommendations=[RecommendationFactory()])
    args = {"framework": [framework.public_id], "indicator": [indicator.public_id]}.get(name, [])

    def count():
        client.get(reverse(name, args=args))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(name, args=args))
        return len(captured)

    IndicatorValueFactory(indicator=indicator)
    few = count()
    IndicatorValueFactory.create_batch(5, indicator=indicator)
    indicator.recommendations.add(*RecommendationFactory.create_batch(4))
    for _ in range(4):
        IndicatorValueFactory(indicator=IndicatorFactory(frameworks=[framework]))
    assert count() == few
