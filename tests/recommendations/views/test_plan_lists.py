import pytest
from django.urls import reverse

from tests.factories import ActionFactory, FrameworkFactory, RecommendationFactory

pytestmark = pytest.mark.django_db


def test_the_timeline_has_a_bar_and_dates_for_each_action_and_no_draft_of_others(people, sign_in):
    plan = FrameworkFactory()
    ActionFactory(title="A bill", frameworks=[plan], status="under_way")
    ActionFactory(title="Still a draft", frameworks=[plan], is_draft=True)
    page = sign_in(people.cso).get(reverse("framework_timeline", args=[plan.public_id])).content.decode()
    assert "A bill" in page
    assert 'class="gantt-under_way"' in page
    assert "Still a draft" not in page
    assert 'style="' not in page


def test_parliament_goes_from_a_law_to_recommendations(people, sign_in):
    needs_law, dropped, hidden, needs_data = (RecommendationFactory() for _ in range(4))
    ActionFactory(title="A bill", need="law", recommendations=[needs_law])
    ActionFactory(need="law", recommendations=[dropped], status="dropped", outcome="No", ended_on="2025-01-01")
    ActionFactory(need="law", recommendations=[hidden], is_draft=True)
    ActionFactory(need="data", recommendations=[needs_data])
    client = sign_in(people.justice)
    answer = client.get(reverse("needs"))
    assert list(answer.context["page"]) == [needs_law]
    assert "A bill" in answer.content.decode()
    counts = {code: number for code, _label, number in answer.context["needs"]}
    assert counts == {"law": 1, "policy": 0, "budget": 0, "institution": 0, "training": 0, "data": 1}
    assert list(client.get(reverse("needs") + "?need=data").context["page"]) == [needs_data]
    assert list(client.get(reverse("needs") + "?need=magic").context["page"]) == [needs_law]


@pytest.mark.parametrize("name", ["needs", "framework_timeline"])
def test_the_number_of_queries_stays(people, sign_in, django_assert_num_queries, name):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    plan = FrameworkFactory()
    address = reverse(name, args=[plan.public_id] if name == "framework_timeline" else [])
    client = sign_in(people.health)
    ActionFactory(need="law", frameworks=[plan], recommendations=[RecommendationFactory()])
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _n in range(5):
        ActionFactory(need="law", frameworks=[plan], recommendations=[RecommendationFactory(), RecommendationFactory()])
    with django_assert_num_queries(len(one)):
        client.get(address)
