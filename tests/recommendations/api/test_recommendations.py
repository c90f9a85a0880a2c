from datetime import date, timedelta

import pytest
from django.utils import timezone

from recommendations.enums import Kind, Position, Status, TermKind
from recommendations.models import Term
from tests.factories import (
    AssignmentFactory,
    ClusterMemberFactory,
    DocumentFactory,
    MechanismFactory,
    RecommendationFactory,
    StateFactory,
    TagFactory,
    TermFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/recommendations/"


def ids(answer) -> list[str]:
    return [r["id"] for r in answer.json()["results"]]


def test_one_says_all_that_the_page_says(people, api):
    document = DocumentFactory(symbol="A/HRC/59/15", mechanism=MechanismFactory(code="UPR", name="Universal Periodic Review", kind="upr"), cycle=4)
    one = RecommendationFactory(document=document, paragraph="115.3", text="Ratify it.", position=Position.SUPPORTED, status=Status.UNDER_WAY)
    one.recommending_states.add(StateFactory(code="SVN", name="Slovenia"))
    TagFactory(recommendation=one, term=TermFactory(kind=TermKind.SDG, code="16.3", label="Target 16.3"))
    member = ClusterMemberFactory(recommendation=one, cluster__name="Treaties")
    given = AssignmentFactory(recommendation=one, institution=people.ministry_of_justice, due_on=date(2027, 1, 1))
    assert api(people.cso).get(f"{ADDRESS}{one.public_id}/").json() == {
        "id": str(one.public_id),
        "reference": "A/HRC/59/15, para. 115.3",
        "document": {
            "id": str(document.public_id),
            "symbol": "A/HRC/59/15",
            "title": "",
            "published_on": "2024-03-01",
            "session": "",
            "cycle": 4,
        },
        "mechanism": {"id": "UPR", "label": "Universal Periodic Review"},
        "state": {"id": "XVM", "label": "Valmera"},
        "paragraph": "115.3",
        "kind": "recommendation",
        "text": "Ratify it.",
        "language": "en",
        "annotation_id": None,
        "position": "supported",
        "position_source": "",
        "action_category": None,
        "recommending_states": [{"id": "SVN", "label": "Slovenia"}],
        "terms": [{"kind": "sdg", "id": "16.3", "label": "Target 16.3", "origin": "source"}],
        "status": "under_way",
        "status_on": None,
        "clusters": [{"id": str(member.cluster.public_id), "label": "Treaties"}],
        "assignments": [
            {
                "id": str(given.public_id),
                "institution": {"id": "justice", "label": "Justice"},
                "role": "lead",
                "response": "waiting",
                "due_on": "2027-01-01",
                "answered_at": None,
            }
        ],
    }


def test_paragraphs_come_as_numbers(people, api):
    document = DocumentFactory()
    later = RecommendationFactory(document=document, paragraph="115.22", paragraph_key="00115.00022")
    earlier = RecommendationFactory(document=document, paragraph="115.3", paragraph_key="00115.00003")
    assert ids(api(people.health).get(ADDRESS)) == [str(earlier.public_id), str(later.public_id)]


def test_filters_are_those_of_the_page(people, api):
    client = api(people.health)
    one = RecommendationFactory(text="Close the shelters that harm children.", status=Status.PLANNED)
    RecommendationFactory(text="Ratify the Convention.")
    TagFactory(recommendation=one, term=TermFactory(code="housing", label="Housing"))
    cluster = ClusterMemberFactory(recommendation=one).cluster
    AssignmentFactory(recommendation=one, institution=people.ministry_of_health, due_on=timezone.localdate() - timedelta(days=1))
    for asked in [
        {"q": "shelter harming"},
        {"theme": "housing"},
        {"cluster": cluster.public_id},
        {"institution": "health"},
        {"status": "planned"},
        {"overdue": "true"},
        {"assigned": "true"},
    ]:
        assert ids(client.get(ADDRESS, asked)) == [str(one.public_id)], asked
    assert ids(client.get(ADDRESS, {"mechanism": "CAT"})) == []


def test_best_hits_come_first(people, api):
    once = RecommendationFactory(text="Prisons and many other matters of justice, health and education are to be reviewed.")
    twice = RecommendationFactory(text="Prisons: review prisons.")
    assert ids(api(people.health).get(ADDRESS, {"q": "prison"})) == [str(twice.public_id), str(once.public_id)]


def test_observations_are_listed_when_asked_for_and_always_found_by_id(people, api):
    client, concern = api(people.health), RecommendationFactory(kind=Kind.OBSERVATION)
    assert ids(client.get(ADDRESS)) == []
    assert ids(client.get(ADDRESS, {"kind": "observation"})) == [str(concern.public_id)]
    assert client.get(f"{ADDRESS}{concern.public_id}/").json()["kind"] == "observation"


@pytest.mark.parametrize("asked", [{"status": "splendid"}, {"cluster": "x"}, {"cycle": "four"}])
def test_a_filter_that_makes_no_sense_is_a_mistake(people, api, asked):
    answer = api(people.health).get(ADDRESS, asked)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == next(iter(asked))


def test_nobody_writes_recommendations_here(people, api):
    one = RecommendationFactory()
    assert api(people.secretariat).patch(f"{ADDRESS}{one.public_id}/", {"text": "Other."}).status_code == 405


def test_themes_are_terms_of_that_kind(people, api):
    TermFactory(code="women / girls", label="Women and girls")
    TermFactory(kind=TermKind.SDG, code="5", label="Goal 5")
    client = api(people.nhri)
    assert client.get("/api/v1/themes/").json()["results"] == [
        {"id": "women / girls", "label": "Women and girls", "scheme": "uhri", "merged_into": None}
    ]
    assert client.get("/api/v1/themes/", {"q": "boys"}).json()["count"] == 0
    assert client.get("/api/v1/themes/women%20%2F%20girls/").json()["label"] == "Women and girls"
    TermFactory(kind=TermKind.THEME, code="women", label="Women", merged_into=Term.objects.get(code="women / girls"))
    assert client.get("/api/v1/themes/women/").json()["merged_into"] == "women / girls"
