from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recommendations.enums import Need
from recommendations.models import Action
from tests.factories import ActionFactory, AssignmentFactory, FrameworkFactory, OverlapMemberFactory, RecommendationFactory

pytestmark = pytest.mark.django_db
NEW = {"title": "Train judges", "need": "training", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}


def shown(client, **chosen):
    return list(client.get(reverse("plans"), chosen).context["page"])


def test_the_list_is_narrowed(people, sign_in):
    framework = FrameworkFactory()
    law = ActionFactory(need=Need.LAW, institution=people.ministry_of_justice, frameworks=[framework])
    late = ActionFactory(starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1), institution=people.ministry_of_health)
    done = ActionFactory(title="Buy beds", status="done", ended_on=date(2026, 1, 1))
    client = sign_in(people.health)
    assert shown(client) == [late, law, done]
    assert shown(client, need="law") == [law]
    assert shown(client, overdue="true") == [late]
    assert shown(client, mine="true") == [late]
    assert shown(client, status="done") == [done]
    assert shown(client, framework=str(framework.public_id)) == [law]
    assert shown(client, institution="justice") == [law]
    assert shown(client, q="BEDS") == [done]
    assert shown(client, need="luck") == []


def test_drafts_of_others_are_nowhere(people, sign_in):
    given, framework = RecommendationFactory(), FrameworkFactory()
    draft = ActionFactory(title="Secret plan", institution=people.ministry_of_health, is_draft=True, recommendations=[given], frameworks=[framework])
    addresses = [
        reverse("plans"), reverse("recommendation", args=[given.public_id]), reverse("framework", args=[framework.public_id]), reverse("frameworks"),
    ]  # fmt: skip
    for who, sees in [("health", True), ("secretariat", True), ("justice", False), ("nhri", False), ("admin", False)]:
        client = sign_in(getattr(people, who))
        assert ["Secret plan" in client.get(address).text for address in addresses[:3]] == [sees] * 3, who
        assert [count for _framework, count in client.get(addresses[3]).context["rows"]] == [int(sees)], who
        assert client.get(reverse("action", args=[draft.public_id])).status_code == (200 if sees else 404)


def test_a_focal_point_plans_for_a_recommendation_and_all_that_ask_the_same(people, sign_in):
    given = AssignmentFactory(institution=people.ministry_of_health).recommendation
    alike = OverlapMemberFactory(group=OverlapMemberFactory(recommendation=given).group).recommendation
    client = sign_in(people.health)
    page = client.get(reverse("recommendation", args=[given.public_id])).text
    assert f"{reverse('action_new')}?chosen={given.public_id}&amp;alike=1" in page
    sent = {**NEW, "institution": "health", "chosen": str(given.public_id), "alike": "1", "publish": "1"}
    answer = client.post(reverse("action_new"), sent)
    made = Action.objects.get()
    assert answer.url == reverse("action", args=[made.public_id])
    assert (made.is_draft, set(made.recommendations.all())) == (False, {given, alike})
    assert "Train judges" in sign_in(people.cso).get(reverse("recommendation", args=[alike.public_id])).text


def test_what_was_typed_is_kept_with_its_error(people, sign_in):
    client = sign_in(people.health)
    page = client.post(reverse("action_new"), {**NEW, "institution": "health", "ends_on": "2025-01-01"})
    assert page.status_code == 200
    assert page.context["form"].errors["ends_on"] == ["The last day lies before the first. Give a later one."]
    assert 'value="Train judges"' in page.text
    assert page.context["form"].fields["institution"].queryset.get() == people.ministry_of_health
    other = client.post(reverse("action_new"), {**NEW, "institution": "justice"})
    assert "institution" in other.context["form"].errors
    assert not Action.objects.exists()


def test_recommendations_are_found_and_added(people, sign_in):
    given = AssignmentFactory(institution=people.ministry_of_health, recommendation__text="Ban child marriage.").recommendation
    other = AssignmentFactory(institution=people.ministry_of_justice).recommendation
    action, client = ActionFactory(institution=people.ministry_of_health), sign_in(people.health)
    address = reverse("action_recommendations", args=[action.public_id])
    assert list(client.get(address).context["page"]) == [given]
    assert list(client.get(address, {"q": "marriage"}).context["page"]) == [given]
    assert list(client.get(address, {"q": "unicorns"}).context["page"]) == []
    assert set(sign_in(people.secretariat).get(address).context["page"]) == {given, other}
    client.post(address, {"chosen": str(given.public_id)})
    assert list(action.recommendations.all()) == [given]
    refused = client.post(address, {"chosen": str(other.public_id)}, follow=True)
    assert list(action.recommendations.all()) == [given]
    assert "not assigned to Health" in refused.text


def test_an_older_page_does_not_overwrite(people, sign_in):
    action, client = ActionFactory(institution=people.ministry_of_health), sign_in(people.health)
    address = reverse("action_edit", args=[action.public_id])
    seen = client.get(address).context["form"]["seen"].value()
    assert client.post(address, {**NEW, "seen": seen}).status_code == 302
    again = client.post(address, {**NEW, "title": "Older", "seen": seen})
    assert again.status_code == 200
    assert "Somebody else has changed this action" in again.text
    action.refresh_from_db()
    assert action.title == "Train judges"


def test_it_is_said_how_far_it_is(people, sign_in):
    action, client = ActionFactory(institution=people.ministry_of_health), sign_in(people.health)
    address = reverse("action_status", args=[action.public_id])
    assert client.post(address, {"status": "dropped"}).context["form"].errors["outcome"] == ["Say why the action was dropped."]
    client.post(address, {"status": "dropped", "outcome": "No money."})
    action.refresh_from_db()
    assert (action.status, action.outcome) == ("dropped", "No money.")
    assert "No money." in client.get(reverse("action", args=[action.public_id])).text


@pytest.mark.parametrize("name", ["plans", "frameworks", "framework", "recommendation"])
def test_the_number_of_queries_stays(people, sign_in, name):
    framework, client = FrameworkFactory(), sign_in(people.secretariat)
    given = RecommendationFactory()
    args = {"framework": [framework.public_id], "recommendation": [given.public_id]}.get(name, [])

    def count():
        client.get(reverse(name, args=args))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(name, args=args))
        return len(captured)

    ActionFactory(recommendations=[given, RecommendationFactory()], frameworks=[framework])
    few = count()
    for _ in range(5):
        ActionFactory(recommendations=[given, *RecommendationFactory.create_batch(2)], frameworks=[framework, FrameworkFactory()])
    assert count() == few


def test_plans_are_added_and_changed(people, sign_in):
    client = sign_in(people.secretariat)
    sent = {"title": "Plan 2030", "kind": "national_plan", "starts_on": "2026-01-01", "ends_on": "2030-12-31", "is_active": "on"}
    page = client.post(reverse("framework_new"), sent, follow=True)
    assert "Plan 2030" in page.text
    assert "There is already a plan named" in client.post(reverse("framework_new"), sent).text
    one = page.context["framework"]
    assert client.post(reverse("framework_edit", args=[one.public_id]), {**sent, "title": "Plan 2031"}).status_code == 302
    one.refresh_from_db()
    assert one.title == "Plan 2031"
