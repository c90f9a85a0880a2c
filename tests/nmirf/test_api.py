"""What holds for every collection: who gets in, how it is described, what a page of it costs."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nmirf.accounts.operations import make_token, revoke_token
from nmirf.api import router
from recommendations.enums import TermKind
from reporting.enums import ReportKind
from reporting.models import Paragraph, Report, Section
from tests.factories import (
    ActionFactory,
    AssignmentFactory,
    ClusterMemberFactory,
    ConsultationFactory,
    EvidenceFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    ObligationFactory,
    RecommendationFactory,
    ReplyFactory,
    StateFactory,
    SuggestionFactory,
    TagFactory,
    UpdateFactory,
)

pytestmark = pytest.mark.django_db
COLLECTIONS = sorted(prefix for prefix, _viewset, _name in router.registry)
READERS = ["admin", "secretariat", "health", "nhri", "cso"]
CLOSED_TO = {"suggestions": {"admin", "health", "nhri", "cso"}, "reports": {"admin", "health", "nhri", "cso"}, "obligations": {"nhri", "cso"}}


def test_the_nouns_are_those_others_rely_on():
    assert COLLECTIONS == [
        "actions", "assignments", "clusters", "consultations", "contributions", "indicators", "institutions", "obligations",
        "recommendations", "reports", "suggestions", "themes", "updates",
    ]  # fmt: skip


@pytest.mark.parametrize("noun", [*COLLECTIONS, "../schema"])
def test_strangers_are_asked_for_a_token(noun):
    answer = Client().get("/api/schema/" if noun == "../schema" else f"/api/v1/{noun}/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    if noun != "../schema":
        assert answer.json()["errors"][0]["code"] == "not_authenticated"


@pytest.mark.parametrize("noun", COLLECTIONS)
@pytest.mark.parametrize("name", READERS)
def test_who_reads_which_collection(people, api, name, noun):
    expected = 403 if name in CLOSED_TO.get(noun, set()) else 200
    assert api(getattr(people, name)).get(f"/api/v1/{noun}/").status_code == expected


@pytest.mark.parametrize("noun", COLLECTIONS)
def test_what_is_not_there_is_not_found(people, api, noun):
    answer = api(people.secretariat).get(f"/api/v1/{noun}/00000000-0000-4000-8000-000000000000/")
    assert answer.status_code == 404
    assert answer.json() == {"type": "client_error", "errors": [{"code": "not_found", "detail": "Not found.", "attr": None}]}
    assert api(people.secretariat).get(f"/api/v1/{noun}/1/").status_code == 404


@pytest.mark.parametrize("value", ["\0", "nowhere", 7, None, {"a": 1}, ["health"]])
def test_a_name_of_nothing_is_a_mistake_not_a_fault(people, api, value):
    client, one = api(people.secretariat), str(RecommendationFactory().public_id)
    assign = client.post("/api/v1/assignments/", {"recommendations": [one], "institution": value, "role": "lead"})
    owe = client.post("/api/v1/obligations/", {"mechanism": value, "kind": "letter", "title": "Letter", "due_on": "2027-01-01"})
    say = api(people.nhri).post("/api/v1/contributions/", {"institution": "nhri", "recommendation": value, "text": "So.", "visibility": "state"})
    assert [(a.status_code, {e["attr"] for e in a.json()["errors"]}) for a in [assign, owe, say]] == [
        (400, {"institution"}), (400, {"mechanism"}), (400, {"recommendation"}),
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["themes/%00/", "institutions/%00/", "recommendations/?q=%00", "recommendations/?cycle=99999999999999999999"])
def test_an_address_that_makes_no_sense_is_not_a_fault(people, api, address):
    assert api(people.health).get(f"/api/v1/{address}").status_code in {200, 400, 404}


def test_a_token_signs_in_until_it_is_revoked(people):
    token = make_token(by=people.health)
    header = {"Authorization": f"Token {token}"}
    assert Client().get("/api/v1/institutions/", headers=header).status_code == 200
    revoke_token(by=people.health, digest=people.health.auth_token_set.get().digest)
    assert Client().get("/api/v1/institutions/", headers=header).status_code == 401


def test_a_token_of_a_closed_account_is_dead(people):
    header = {"Authorization": f"Token {make_token(by=people.health)}"}
    people.health.is_active = False
    people.health.save()
    assert Client().get("/api/v1/institutions/", headers=header).status_code == 401


def test_a_token_writes_in_its_owners_name(people):
    header = {"Authorization": f"Token {make_token(by=people.secretariat)}"}
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/api/v1/clusters/", {"name": "Shelters"}, content_type="application/json", headers=header)
    assert (answer.status_code, answer.json()["name"]) == (201, "Shelters")


def test_a_session_does_not_write_without_the_csrf_token(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.secretariat, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/api/v1/clusters/").status_code == 200
    assert client.post("/api/v1/clusters/", {"name": "Shelters"}, content_type="application/json").status_code == 403
    client.get(reverse("profile"))
    sent = client.post(
        "/api/v1/clusters/", {"name": "Shelters"}, content_type="application/json", headers={"X-CSRFToken": client.cookies["csrftoken"].value}
    )
    assert sent.status_code == 201


def test_the_schema_is_valid_and_has_no_warnings():
    out = StringIO()
    call_command("spectacular", "--fail-on-warn", "--validate", stdout=out)
    schema = out.getvalue()
    assert all(f"  /api/v1/{noun}/:" in schema for noun in COLLECTIONS)
    assert "`under_way` - Under way" in schema


def test_the_schema_is_served_to_members(people, api):
    answer = api(people.cso).get(reverse("schema"))
    assert answer.status_code == 200
    assert b"/api/v1/contributions/{id}/replies/" in answer.content


def test_pages_are_of_fifty_at_most_five_hundred(people, api):
    RecommendationFactory.create_batch(51)
    client = api(people.cso)
    first = client.get("/api/v1/recommendations/").json()
    assert (first["count"], len(first["results"])) == (51, 50)
    second = client.get(first["next"]).json()
    assert {r["id"] for r in first["results"]}.isdisjoint(r["id"] for r in second["results"])
    assert len(client.get("/api/v1/recommendations/", {"page_size": 1000}).json()["results"]) == 51


def one_more(people) -> None:
    """A row more in every collection, each with all that it refers to."""
    one = RecommendationFactory()
    one.recommending_states.add(StateFactory(code="SVN", name="Slovenia"))
    TagFactory(recommendation=one, term__kind=TermKind.THEME)
    ClusterMemberFactory(recommendation=one)
    SuggestionFactory(recommendation=one)
    update = UpdateFactory(approved=True, assignment=AssignmentFactory(recommendation=one))
    EvidenceFactory(update=update)
    update.actions.add(ActionFactory(recommendations=[one]))
    update.indicator_values.add(IndicatorValueFactory(indicator=IndicatorFactory(recommendations=[one])))
    owed = ObligationFactory()
    report = Report.objects.create(
        title="Report", mechanism=owed.mechanism, kind=ReportKind.PERIODIC, obligation=owed, word_limit=100, created_by=people.secretariat
    )
    section = Section.objects.create(report=report, title="One", order=1)
    Paragraph.objects.create(section=section, recommendation=one, update=update, order=1, text="Three words here")
    asked = ConsultationFactory(invited=[people.commission, people.association])
    ReplyFactory(contribution__consultation=asked, contribution__recommendation=one)


@pytest.mark.parametrize("noun", COLLECTIONS)
def test_a_page_costs_the_same_with_one_row_and_with_ten(people, api, noun):
    client = api(people.secretariat)

    def cost() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(f"/api/v1/{noun}/")
        return len(captured), answer.json()["count"]

    one_more(people)
    cost()  # what is cached on first use
    before, few = cost()
    for _ in range(9):
        one_more(people)
    after, many = cost()
    assert many >= few + 9
    assert after == before
