from uuid import uuid4

import pytest

from consultations.enums import Visibility
from consultations.models import Contribution, Reply
from tests.factories import ConsultationFactory, ContributionFactory, RecommendationFactory, ReplyFactory

pytestmark = pytest.mark.django_db
CONSULTATIONS, CONTRIBUTIONS = "/api/v1/consultations/", "/api/v1/contributions/"


def test_a_consultation_is_read_by_the_invited(people, api):
    asked = ConsultationFactory(invited=[people.commission])
    shown = api(people.nhri).get(f"{CONSULTATIONS}{asked.public_id}/").json()
    assert shown == {
        "id": str(asked.public_id),
        "title": asked.title,
        "introduction": "What has changed?",
        "questions": ["What has changed, and where?"],
        "opens_on": asked.opens_on.isoformat(),
        "closes_on": asked.closes_on.isoformat(),
        "state": "open",
        "is_open": True,
        "invited": [{"id": "nhri", "label": "Nhri"}],
        "contribution_count": 0,
    }
    assert api(people.cso).get(f"{CONSULTATIONS}{asked.public_id}/").status_code == 404
    assert api(people.secretariat).post(CONSULTATIONS, {}).status_code == 405


def test_a_body_contributes_once_and_changes_it(people, api):
    asked, client = ConsultationFactory(invited=[people.association]), api(people.cso)
    given = {
        "institution": "cso",
        "consultation": str(asked.public_id),
        "text": "What we saw.",
        "visibility": "state",
        "token": str(uuid4()),
    }
    made = [client.post(CONTRIBUTIONS, given) for _ in range(2)]
    said = Contribution.objects.get()
    assert {a.status_code for a in made} == {201}
    assert (said.author, said.institution, said.consultation, said.visibility) == (people.cso, people.association, asked, "state")
    assert made[0].json()["consultation"] == {"id": str(asked.public_id), "label": asked.title}
    changed = client.patch(f"{CONTRIBUTIONS}{said.public_id}/", {"visibility": "secretariat"}).json()
    assert (changed["visibility"], changed["text"]) == ("secretariat", "What we saw.")
    ReplyFactory(contribution=said)
    assert client.patch(f"{CONTRIBUTIONS}{said.public_id}/", {"text": "Other."}).status_code == 409


def test_after_closing_it_is_refused_in_words(people, api):
    over = ConsultationFactory(invited=[people.association], state="closed")
    given = {"institution": "cso", "consultation": str(over.public_id), "text": "Late.", "visibility": "state"}
    answer = api(people.cso).post(CONTRIBUTIONS, given)
    assert answer.status_code == 409
    assert "takes no more contributions" in answer.json()["errors"][0]["detail"]


def test_what_one_may_not_see_does_not_exist(people, api):
    other = ConsultationFactory(invited=[people.commission])
    given = {"institution": "cso", "consultation": str(other.public_id), "text": "Hello.", "visibility": "state"}
    answer = api(people.cso).post(CONTRIBUTIONS, given)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "consultation")
    nothing = api(people.cso).post(CONTRIBUTIONS, {"institution": "cso", "text": "Hello.", "visibility": "state"})
    assert nothing.status_code == 400
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(("name", "institution"), [("secretariat", "cso"), ("admin", "cso"), ("health", "health"), ("nhri", "cso")])
def test_nobody_speaks_for_another(people, api, name, institution):
    given = {"institution": institution, "recommendation": str(RecommendationFactory().public_id), "text": "Hello.", "visibility": "state"}
    assert api(getattr(people, name)).post(CONTRIBUTIONS, given).status_code == 403
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("visibility", Visibility.values)
def test_each_reads_what_the_author_lets_them(people, api, visibility):
    said = ContributionFactory(institution=people.association, visibility=visibility)
    readers = {
        Visibility.EVERYONE: {"admin", "secretariat", "health", "nhri", "cso"},
        Visibility.STATE: {"secretariat", "health", "cso"},
        Visibility.SECRETARIAT: {"secretariat", "cso"},
    }[Visibility(visibility)]
    for name in ["admin", "secretariat", "health", "nhri", "cso"]:
        client, sees = api(getattr(people, name)), name in readers
        assert client.get(f"{CONTRIBUTIONS}{said.public_id}/").status_code == (200 if sees else 404), name
        assert client.get(CONTRIBUTIONS).json()["count"] == int(sees), name


def test_a_consultation_one_is_not_part_of_is_not_named(people, api):
    asked = ConsultationFactory(invited=[people.commission])
    said = ContributionFactory(consultation=asked, recommendation=None, institution=people.commission)
    address = f"{CONTRIBUTIONS}{said.public_id}/"
    assert api(people.nhri).get(address).json()["consultation"]["label"] == asked.title
    assert api(people.cso).get(address).json()["consultation"] is None


def test_the_secretariat_replies(people, api):
    said = ContributionFactory(institution=people.association, author=people.cso)
    answer = api(people.secretariat).post(f"{CONTRIBUTIONS}{said.public_id}/replies/", {"text": "Thank you."})
    assert answer.status_code == 201
    assert [r["text"] for r in answer.json()["replies"]] == ["Thank you."]
    assert Reply.objects.get().author == people.secretariat


@pytest.mark.parametrize("name", ["admin", "health", "nhri", "cso"])
def test_others_do_not_reply(people, api, name):
    said = ContributionFactory(institution=people.association)
    assert api(getattr(people, name)).post(f"{CONTRIBUTIONS}{said.public_id}/replies/", {"text": "No."}).status_code == 403
    assert not Reply.objects.exists()


@pytest.mark.parametrize("name", ["secretariat", "admin", "health"])
def test_the_government_side_neither_changes_nor_deletes(people, api, name):
    said, client = ContributionFactory(institution=people.association, text="As said."), api(getattr(people, name))
    address = f"{CONTRIBUTIONS}{said.public_id}/"
    assert client.patch(address, {"text": "Nicer."}).status_code == 403
    assert client.delete(address).status_code in {403, 405}
    assert Contribution.objects.get().text == "As said."


def test_they_narrow(people, api):
    waiting = ContributionFactory(institution=people.association)
    answered = ReplyFactory(contribution__institution=people.commission).contribution
    client = api(people.secretariat)

    def shown(**asked):
        return [c["id"] for c in client.get(CONTRIBUTIONS, asked).json()["results"]]

    assert shown() == [str(answered.public_id), str(waiting.public_id)]
    assert shown(unanswered="true") == [str(waiting.public_id)]
    assert shown(body="nhri") == [str(answered.public_id)]
    assert shown(recommendation=waiting.recommendation.public_id) == [str(waiting.public_id)]
