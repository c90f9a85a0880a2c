from uuid import uuid4

import pytest

from recommendations.models import Cluster, ClusterMember
from tests.factories import ClusterFactory, ClusterMemberFactory, RecommendationFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/clusters/"
OTHERS = ["admin", "health", "nhri", "cso"]


def test_the_secretariat_makes_changes_and_deletes_one(people, api):
    client = api(people.secretariat)
    made = client.post(ADDRESS, {"name": "Shelters", "description": "Places and access"})
    cluster = Cluster.objects.get()
    shown = {"id": str(cluster.public_id), "name": "Shelters", "description": "Places and access", "recommendation_count": 0}
    assert (made.status_code, made.json()) == (201, shown)
    changed = client.patch(f"{ADDRESS}{cluster.public_id}/", {"name": "Safe places"})
    assert (changed.status_code, changed.json()) == (200, shown | {"name": "Safe places"})
    assert client.delete(f"{ADDRESS}{cluster.public_id}/").status_code == 204
    assert not Cluster.objects.exists()


def test_recommendations_are_put_in_and_taken_out(people, api):
    cluster = ClusterFactory()
    stays, goes, comes = (RecommendationFactory() for _ in range(3))
    for one in [stays, goes]:
        ClusterMemberFactory(cluster=cluster, recommendation=one)
    given = {"put_in": [str(comes.public_id), str(stays.public_id)], "take_out": [str(goes.public_id)]}
    answer = api(people.secretariat).post(f"{ADDRESS}{cluster.public_id}/recommendations/", given)
    assert (answer.status_code, answer.json()["recommendation_count"]) == (200, 2)
    assert set(cluster.recommendations.all()) == {stays, comes}


def test_an_unknown_recommendation_changes_nothing(people, api):
    cluster, one, unknown = ClusterFactory(), RecommendationFactory(), uuid4()
    answer = api(people.secretariat).post(f"{ADDRESS}{cluster.public_id}/recommendations/", {"put_in": [str(one.public_id), str(unknown)]})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["attr"] == "put_in"
    assert str(unknown) in error["detail"]
    assert not ClusterMember.objects.exists()


def test_saying_nothing_is_a_mistake(people, api):
    answer = api(people.secretariat).post(f"{ADDRESS}{ClusterFactory().public_id}/recommendations/", {})
    assert (answer.status_code, answer.json()["type"]) == (400, "validation_error")


def test_a_name_that_is_taken_is_refused(people, api):
    ClusterFactory(name="Shelters")
    answer = api(people.secretariat).post(ADDRESS, {"name": "shelters"})
    assert answer.status_code == 409
    (error,) = answer.json()["errors"]
    assert error["code"] == "refused"
    assert "shelters" in error["detail"]
    assert Cluster.objects.count() == 1


def test_a_full_one_is_not_deleted(people, api):
    cluster = ClusterMemberFactory().cluster
    assert api(people.secretariat).delete(f"{ADDRESS}{cluster.public_id}/").status_code == 409
    assert Cluster.objects.get() == cluster


@pytest.mark.parametrize("name", OTHERS)
def test_others_read_only(people, api, name):
    cluster, client = ClusterFactory(name="Shelters"), api(getattr(people, name))
    address = f"{ADDRESS}{cluster.public_id}/"
    assert client.get(address).json()["name"] == "Shelters"
    answers = [
        client.post(ADDRESS, {}),
        client.patch(address, {"name": "Mine"}),
        client.delete(address),
        client.post(f"{address}recommendations/", {}),
    ]
    assert {a.status_code for a in answers} == {403}
    assert Cluster.objects.get().name == "Shelters"
