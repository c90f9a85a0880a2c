import pytest
from django.core.exceptions import PermissionDenied

from ministries.handover import give, owned
from tests.factories import ActionFactory, IndicatorFactory, PostFactory

pytestmark = pytest.mark.django_db


def test_open_actions_and_indicators_go_to_another_post_of_the_institution(people):
    health = people.ministry_of_health
    post, other, elsewhere = people.health.holdings.get().post, PostFactory(institution=health), PostFactory()
    action = ActionFactory(institution=health, post=post, is_draft=True)
    ActionFactory(institution=health, post=post, status="done", ended_on="2025-01-01")
    indicator = IndicatorFactory(provider=health, provider_post=post)
    things = [f"action:{action.public_id}", f"indicator:{indicator.public_id}"]
    assert [one.thing for one in owned([post])] == things
    with pytest.raises(PermissionDenied):
        give(people.justice, things, other)
    give(people.secretariat, things, elsewhere)
    assert [one.thing for one in owned([post])] == things
    give(people.secretariat, things, other)
    assert owned([post]) == []
    assert [one.thing for one in owned([other])] == things
