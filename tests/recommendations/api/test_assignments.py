from datetime import timedelta

import pytest
from django.utils import timezone

from recommendations.enums import AssignmentRole
from recommendations.models import Assignment
from tests.factories import AssignmentFactory, RecommendationFactory, UpdateFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/assignments/"


def soon(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_the_secretariat_assigns_many(people, api):
    rows = RecommendationFactory.create_batch(3)
    given = {"recommendations": [str(r.public_id) for r in rows], "institution": "health", "role": "lead", "due_on": soon(30)}
    answer = api(people.secretariat).post(ADDRESS, given)
    assert answer.status_code == 201
    assert {(a["recommendation"]["id"], a["institution"]["id"], a["role"], a["due_on"]) for a in answer.json()} == {
        (str(r.public_id), "health", "lead", soon(30)) for r in rows
    }
    assert set(Assignment.objects.values_list("assigned_by", flat=True)) == {people.secretariat.pk}


def test_a_second_lead_is_refused_unless_it_replaces(people, api):
    first = AssignmentFactory(institution=people.ministry_of_justice)
    given = {"recommendations": [str(first.recommendation.public_id)], "institution": "health", "role": "lead"}
    client = api(people.secretariat)
    answer = client.post(ADDRESS, given)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "refused")
    assert Assignment.objects.get() == first
    assert client.post(ADDRESS, given | {"replace_lead": True}).status_code == 201
    first.refresh_from_db()
    assert first.role == AssignmentRole.SUPPORTING


def test_the_due_date_changes_and_the_rest_stays(people, api):
    one = AssignmentFactory(role=AssignmentRole.SUPPORTING)
    answer = api(people.secretariat).patch(f"{ADDRESS}{one.public_id}/", {"due_on": soon(60)})
    assert (answer.status_code, answer.json()["due_on"], answer.json()["role"]) == (200, soon(60), "supporting")


def test_a_due_date_in_the_past_is_refused(people, api):
    one = AssignmentFactory()
    assert api(people.secretariat).patch(f"{ADDRESS}{one.public_id}/", {"due_on": soon(-1)}).status_code == 409


def test_it_is_taken_back_while_nothing_was_written(people, api):
    free, used = AssignmentFactory(), UpdateFactory().assignment
    client = api(people.secretariat)
    assert client.delete(f"{ADDRESS}{free.public_id}/").status_code == 204
    assert client.delete(f"{ADDRESS}{used.public_id}/").status_code == 409
    assert Assignment.objects.get() == used


def test_they_narrow_and_come_by_due_date(people, api):
    late = AssignmentFactory(institution=people.ministry_of_health, due_on=timezone.localdate() - timedelta(days=1))
    mine = AssignmentFactory(institution=people.ministry_of_health)
    other = AssignmentFactory(due_on=timezone.localdate() + timedelta(days=20))
    client = api(people.health)

    def shown(**asked):
        return [a["id"] for a in client.get(ADDRESS, asked).json()["results"]]

    assert shown() == [str(a.public_id) for a in [late, mine, other]]
    assert shown(mine="true") == [str(late.public_id), str(mine.public_id)]
    assert shown(overdue="true") == [str(late.public_id)]


@pytest.mark.parametrize("name", ["admin", "health", "nhri", "cso"])
def test_others_read_only(people, api, name):
    one, client = AssignmentFactory(institution=people.ministry_of_health), api(getattr(people, name))
    address = f"{ADDRESS}{one.public_id}/"
    assert client.get(address).json()["institution"] == {"id": "health", "label": "Health"}
    assert {client.post(ADDRESS, {}).status_code, client.patch(address, {"due_on": soon(5)}).status_code, client.delete(address).status_code} == {403}
    assert Assignment.objects.get().due_on == one.due_on


def test_what_is_missing_is_named(people, api):
    answer = api(people.secretariat).post(ADDRESS, {"role": "king"})
    assert answer.status_code == 400
    assert {e["attr"] for e in answer.json()["errors"]} == {"recommendations", "institution", "role"}
