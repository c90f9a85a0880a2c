from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ActionFactory, FrameworkFactory, IndicatorFactory, IndicatorValueFactory, RecommendationFactory

pytestmark = pytest.mark.django_db


def listed(client, noun, query=""):
    answer = client.get(f"/api/v1/{noun}/{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_an_action_with_what_it_serves_and_no_draft_of_others(people, sign_in):
    recommendation, plan = RecommendationFactory(), FrameworkFactory()
    action = ActionFactory(need="law", institution=people.ministry_of_health, recommendations=[recommendation], frameworks=[plan])
    draft = ActionFactory(institution=people.ministry_of_health, is_draft=True)
    [row] = listed(sign_in(people.cso), "actions")
    assert (row["id"], row["need"], row["status"], row["is_overdue"]) == (str(action.public_id), "law", "planned", False)
    assert [one["id"] for one in row["recommendations"]] == [str(recommendation.public_id)]
    assert [one["id"] for one in row["frameworks"]] == [str(plan.public_id)]
    assert {row["id"] for row in listed(sign_in(people.health), "actions")} == {str(action.public_id), str(draft.public_id)}
    assert listed(sign_in(people.cso), "actions", "?need=data") == []


def test_an_indicator_with_its_values_in_order(people, sign_in):
    indicator = IndicatorFactory(title="Deaths", kind="outcome")
    for day, value in [(date(2025, 12, 31), 8), (date(2024, 12, 31), 9)]:
        IndicatorValueFactory(indicator=indicator, on=day, value=value)
    [row] = listed(sign_in(people.nhri), "indicators", "?kind=outcome")
    assert [(one["on"], float(one["value"])) for one in row["values"]] == [("2024-12-31", 9.0), ("2025-12-31", 8.0)]
    assert listed(sign_in(people.nhri), "indicators", "?kind=process") == []


@pytest.mark.parametrize("noun", ["actions", "indicators"])
def test_the_number_of_queries_stays(people, sign_in, django_assert_num_queries, noun):
    def one_more():
        ActionFactory(recommendations=[RecommendationFactory()], frameworks=[FrameworkFactory()])
        IndicatorValueFactory(indicator=IndicatorFactory(recommendations=[RecommendationFactory()], frameworks=[FrameworkFactory()]))

    client = sign_in(people.health)
    one_more()
    with CaptureQueriesContext(connection) as asked:
        assert len(listed(client, noun)) == 1
    for _n in range(4):
        one_more()
    with django_assert_num_queries(len(asked)):
        assert len(listed(client, noun)) == 5
