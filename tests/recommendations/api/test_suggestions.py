import pytest

from recommendations.enums import AssignmentRole, Decision, SuggestionKind, TagOrigin
from recommendations.models import Assignment, Suggestion, Tag
from tests.factories import AssignmentFactory, RecommendationFactory, SuggestionFactory, TermFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/suggestions/"


def of(suggestion, action=""):
    return f"{ADDRESS}{suggestion.public_id}/" + (f"{action}/" if action else "")


def listed(client, **filters):
    answer = client.get(ADDRESS, filters)
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_one_says_what_for_how_sure_and_why(people, api):
    one = SuggestionFactory(words=["water"], confidence=0.75)
    assert api(people.secretariat).get(of(one)).json() == {
        "id": str(one.public_id),
        "recommendation": {"id": str(one.recommendation.public_id), "label": str(one.recommendation)},
        "kind": "theme",
        "term": {"kind": "theme", "id": one.term.code, "label": one.term.label},
        "institution": None,
        "confidence": 0.75,
        "words": ["water"],
        "decision": "open",
        "decided_at": None,
    }


def test_what_is_open_is_listed_the_surest_first(people, api):
    client = api(people.secretariat)
    low, high = SuggestionFactory(confidence=0.3), SuggestionFactory(confidence=0.9)
    rejected = SuggestionFactory(decision=Decision.REJECTED)
    led = AssignmentFactory(role=AssignmentRole.LEAD).recommendation
    SuggestionFactory(recommendation=led, kind=SuggestionKind.INSTITUTION, term=None, institution=people.ministry_of_health)  # it has a lead by now
    assert listed(client) == listed(client, decision="open") == [str(high.public_id), str(low.public_id)]
    assert listed(client, decision="rejected") == [str(rejected.public_id)]


def test_filters(people, api):
    client = api(people.secretariat)
    theme = SuggestionFactory(confidence=0.8)
    lead = SuggestionFactory(kind=SuggestionKind.INSTITUTION, term=None, institution=people.ministry_of_health, confidence=0.5)
    for chosen, found in [
        ({"kind": "institution"}, lead), ({"institution": "health"}, lead), ({"recommendation": lead.recommendation.public_id}, lead),
        ({"above": "0.8"}, theme), ({"term": theme.term.code}, theme),
    ]:  # fmt: skip
        assert listed(client, **chosen) == [str(found.public_id)], chosen


@pytest.mark.parametrize("chosen", [{"above": "2"}, {"above": "much"}, {"kind": "colour"}, {"decision": "maybe"}, {"recommendation": "1"}])
def test_a_filter_that_makes_no_sense_is_named(people, api, chosen):
    answer = api(people.secretariat).get(ADDRESS, chosen)
    assert (answer.status_code, [error["attr"] for error in answer.json()["errors"]]) == (400, list(chosen))


def test_an_accepted_term_is_on_the_recommendation(people, api):
    one = SuggestionFactory()
    answer = api(people.secretariat).post(of(one, "accept"))
    assert (answer.status_code, answer.json()["decision"]) == (200, "accepted")
    assert Tag.objects.get().origin == TagOrigin.NATIONAL
    one.refresh_from_db()
    assert (one.decision, one.decided_by) == (Decision.ACCEPTED, people.secretariat)


def test_an_accepted_institution_leads(people, api):
    one = SuggestionFactory(kind=SuggestionKind.INSTITUTION, term=None, institution=people.ministry_of_health)
    assert api(people.secretariat).post(of(one, "accept")).status_code == 200
    assert Assignment.objects.get(recommendation=one.recommendation).role == AssignmentRole.LEAD


def test_a_rejected_one_changes_nothing_else(people, api):
    one = SuggestionFactory()
    assert api(people.secretariat).post(of(one, "reject")).json()["decision"] == "rejected"
    assert not Tag.objects.exists()


def test_what_was_decided_is_not_decided_again(people, api):
    one, client = SuggestionFactory(), api(people.secretariat)
    client.post(of(one, "reject"))
    again = client.post(of(one, "accept"))
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "refused")
    assert (Suggestion.objects.get().decision, Tag.objects.count()) == (Decision.REJECTED, 0)


@pytest.mark.parametrize("name", ["admin", "health", "nhri", "cso"])
def test_nobody_else_reads_or_decides(people, api, name):
    one, client = SuggestionFactory(), api(getattr(people, name))
    answers = [client.get(ADDRESS), client.get(of(one)), client.post(of(one, "accept")), client.post(of(one, "reject"))]
    assert {answer.status_code for answer in answers} == {403}
    assert Suggestion.objects.get().decision == Decision.OPEN


def test_rows_made_without_the_application_have_an_id_too(people):
    from django.db import connection

    one, other = RecommendationFactory(), TermFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO recommendations_suggestion (recommendation_id, kind, term_id, confidence, words, decision) "
            "VALUES (%s, 'theme', %s, 0.5, '[]', 'open')",
            [one.pk, other.pk],
        )
    assert Suggestion.objects.get().public_id is not None
