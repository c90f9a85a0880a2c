import pytest

from reporting.models import Update
from reporting.permissions import can_view_update
from tests.factories import UpdateFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["health", "justice", "nhri", "cso", "secretariat", "admin"])
def test_what_one_may_view_is_what_one_is_shown(people, who):
    for institution in (people.ministry_of_health, people.ministry_of_justice):
        for trait in ({}, {"handed_in": True}, {"sent_back": True}, {"approved": True}):
            UpdateFactory(assignment__institution=institution, **trait)
    user = getattr(people, who)
    allowed = {update.pk for update in Update.objects.all() if can_view_update(user, update)}
    assert allowed == set(Update.objects.visible_to(user).values_list("pk", flat=True))
    assert len(allowed) == {"secretariat": 8, "health": 5, "justice": 5}.get(who, 2)
