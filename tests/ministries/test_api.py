import pytest

from tests.factories import InstitutionFactory

pytestmark = pytest.mark.django_db


def slugs(answer) -> list[str]:
    return [i["id"] for i in answer.json()["results"]]


def test_institutions_are_read_by_everybody_who_signs_in(people, api):
    InstitutionFactory(slug="health-2", name="Ministry of Health", short_name="MoH", kind="ministry", mandate="Hospitals")
    assert api(people.cso).get("/api/v1/institutions/health-2/").json() == {
        "id": "health-2",
        "name": "Ministry of Health",
        "short_name": "MoH",
        "kind": "ministry",
        "mandate": "Hospitals",
        "is_active": True,
    }


def test_they_narrow_by_kind_and_words(people, api):
    client = api(people.health)
    assert slugs(client.get("/api/v1/institutions/", {"kind": "nhri"})) == ["nhri"]
    assert slugs(client.get("/api/v1/institutions/", {"q": "just"})) == ["justice"]
    assert slugs(client.get("/api/v1/institutions/")) == ["health", "justice", "nhri", "cso"]


def test_an_unknown_kind_is_a_mistake(people, api):
    answer = api(people.health).get("/api/v1/institutions/", {"kind": "castle"})
    assert answer.status_code == 400
    assert (answer.json()["type"], answer.json()["errors"][0]["attr"]) == ("validation_error", "kind")


@pytest.mark.parametrize("name", ["admin", "secretariat"])
def test_nobody_writes_them_here(people, api, name):
    assert api(getattr(people, name)).post("/api/v1/institutions/", {"name": "New"}).status_code == 405
