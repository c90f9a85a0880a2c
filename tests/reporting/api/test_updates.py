import pytest

from recommendations.enums import Status
from reporting.enums import UpdateState
from reporting.models import Update
from tests.factories import AssignmentFactory, EvidenceFactory, UpdateFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/updates/"


@pytest.fixture
def given(people):
    return AssignmentFactory(institution=people.ministry_of_health)


def test_from_draft_to_approval(people, api, given):
    health, secretariat = api(people.health), api(people.secretariat)
    made = health.post(ADDRESS, {"assignment": str(given.public_id), "text": "Begun."})
    assert (made.status_code, made.json()["state"], made.json()["status"]) == (201, "draft", "no_information")
    address = f"{ADDRESS}{made.json()['id']}/"
    written = health.patch(address, {"status": "under_way", "text": "Two shelters opened.", "changed_at": made.json()["changed_at"]})
    assert (written.status_code, written.json()["text"]) == (200, "Two shelters opened.")
    assert health.post(f"{address}submit/").json()["state"] == "submitted"
    back = secretariat.post(f"{address}send-back/", {"reason": "Where?"})
    assert (back.status_code, back.json()["state"], back.json()["return_reason"]) == (200, "returned", "Where?")
    assert health.post(f"{address}submit/").status_code == 200
    assert secretariat.post(f"{address}approve/").json()["state"] == "approved"
    given.recommendation.refresh_from_db()
    assert given.recommendation.status == Status.UNDER_WAY
    assert secretariat.post(f"{address}approve/").status_code == 409


def test_what_a_colleague_saved_is_not_written_over(people, api, given):
    read = UpdateFactory(assignment=given, text="As read.")
    seen = api(people.health).get(f"{ADDRESS}{read.public_id}/").json()["changed_at"]
    read.text = "As a colleague has it."
    read.save()
    answer = api(people.health).patch(f"{ADDRESS}{read.public_id}/", {"text": "Mine.", "changed_at": seen})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "refused")
    read.refresh_from_db()
    assert read.text == "As a colleague has it."
    missing = api(people.health).patch(f"{ADDRESS}{read.public_id}/", {"text": "Mine."})
    assert (missing.status_code, missing.json()["errors"][0]["attr"]) == (400, "changed_at")


def test_an_empty_one_is_not_handed_in(people, api, given):
    draft = UpdateFactory(assignment=given, status=Status.NO_INFORMATION)
    assert api(people.health).post(f"{ADDRESS}{draft.public_id}/submit/").status_code == 409
    draft.refresh_from_db()
    assert draft.state == UpdateState.DRAFT


def test_sending_back_needs_a_reason(people, api, given):
    sent = UpdateFactory(assignment=given, handed_in=True)
    answer = api(people.secretariat).post(f"{ADDRESS}{sent.public_id}/send-back/", {})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "reason")


@pytest.mark.parametrize("name", ["admin", "secretariat", "justice", "nhri", "cso"])
def test_nobody_else_writes_an_institutions_answer(people, api, name, given):
    answer = api(getattr(people, name)).post(ADDRESS, {"assignment": str(given.public_id), "status": "implemented", "text": "All done."})
    assert answer.status_code == 403
    assert not Update.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("secretariat", 200), ("health", 200), ("justice", 404), ("nhri", 404), ("cso", 404), ("admin", 404)])
def test_a_draft_is_not_there_for_strangers(people, api, name, status, given):
    draft = UpdateFactory(assignment=given)
    assert api(getattr(people, name)).get(f"{ADDRESS}{draft.public_id}/").status_code == status


def test_the_approved_one_is_there_for_all_with_its_evidence(people, api, given):
    done = UpdateFactory(assignment=given, approved=True)
    EvidenceFactory(update=done)
    shown = api(people.cso).get(f"{ADDRESS}{done.public_id}/").json()
    assert (shown["assignment"], shown["institution"]["id"]) == (str(given.public_id), "health")
    assert shown["recommendation"] == {"id": str(given.recommendation.public_id), "label": given.recommendation.reference}
    assert [e["name"] for e in shown["evidence"]] == ["figures.csv"]


@pytest.mark.parametrize("name", ["admin", "health", "justice", "nhri", "cso"])
@pytest.mark.parametrize("deed", ["approve", "send-back"])
def test_only_the_secretariat_reviews(people, api, name, deed, given):
    sent = UpdateFactory(assignment=given, handed_in=True)
    assert api(getattr(people, name)).post(f"{ADDRESS}{sent.public_id}/{deed}/", {"reason": "No."}).status_code == 403
    sent.refresh_from_db()
    assert sent.state == UpdateState.SUBMITTED


def test_the_secretariat_does_not_hand_in(people, api, given):
    draft = UpdateFactory(assignment=given)
    assert api(people.secretariat).post(f"{ADDRESS}{draft.public_id}/submit/").status_code == 403


def test_they_narrow(people, api, given):
    draft, done = UpdateFactory(assignment=given), UpdateFactory(approved=True)
    client = api(people.secretariat)

    def shown(**asked):
        return {u["id"] for u in client.get(ADDRESS, asked).json()["results"]}

    assert shown() == {str(draft.public_id), str(done.public_id)}
    assert shown(state="approved") == {str(done.public_id)}
    assert shown(institution="health") == {str(draft.public_id)}
    assert shown(recommendation=done.assignment.recommendation.public_id) == {str(done.public_id)}
