"""Four voices on a recommendation: what each says, to whom, and that none is taken for another."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.enums import Visibility
from recommendations.enums import AssignmentRole, Kind, Status, Voice
from recommendations.models import Action, Indicator, IndicatorValue, Recommendation
from recommendations.queries.columns import chosen
from recommendations.queries.exports import FORMS, Wanted
from recommendations.queries.voices import COLUMNS, heard, said
from reporting.models import AlsoAnswered, StatusChange
from tests.factories import (
    AssignmentFactory,
    ContributionFactory,
    DocumentFactory,
    OverlapMemberFactory,
    RecommendationFactory,
    StateFactory,
    UpdateFactory,
)

pytestmark = pytest.mark.django_db
ON = datetime(2025, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def one(people):
    """A recommendation on which all but the indicators have spoken, and what must not be heard."""
    recommendation = RecommendationFactory(status=Status.UNDER_WAY, status_on=ON.date())
    health = AssignmentFactory(recommendation=recommendation, institution=people.ministry_of_health)
    justice = AssignmentFactory(recommendation=recommendation, institution=people.ministry_of_justice, role=AssignmentRole.SUPPORTING)
    UpdateFactory(assignment=health, approved=True, text="A draft was written.", reviewed_at=ON - timedelta(days=90))
    latest = UpdateFactory(assignment=health, approved=True, text="A bill is before parliament.", reviewed_at=ON)
    UpdateFactory(assignment=health, text="Not for others yet.")
    UpdateFactory(assignment=justice, handed_in=True, text="Waits for review.")
    StatusChange.objects.create(recommendation=recommendation, update=latest, before="no_information", after="under_way", on=ON.date())
    ContributionFactory(recommendation=recommendation, institution=people.association, text="We see no bill.")
    ContributionFactory(recommendation=recommendation, institution=people.association, text="In confidence.", visibility=Visibility.SECRETARIAT)
    return recommendation


def words(user, recommendation):
    return {one.voice: [(said.who, said.status, said.words) for said in one.said] for one in heard(user, recommendation)}


@pytest.mark.parametrize(("who", "comments"), [("secretariat", 2), ("cso", 2), ("health", 1), ("justice", 1), ("nhri", 1), ("admin", 1)])
def test_each_voice_says_its_own_and_only_what_the_person_may_read(people, one, who, comments):
    independent = [("Cso", "", "In confidence."), ("Cso", "", "We see no bill.")]
    assert words(getattr(people, who), one) == {
        Voice.ACTION: [("Health", "", "A bill is before parliament.")],
        Voice.INDICATOR: [],
        Voice.GOVERNMENT: [("from an update of Health", "under_way", "")],
        Voice.INDEPENDENT: independent[-comments:],
    }


def test_the_leads_action_comes_first_and_an_answer_given_elsewhere_counts(people, one):
    other = OverlapMemberFactory().recommendation
    lead = AssignmentFactory(recommendation=other, institution=people.ministry_of_justice)
    support = AssignmentFactory(recommendation=other, institution=people.ministry_of_health, role=AssignmentRole.SUPPORTING)
    UpdateFactory(assignment=support, approved=True, text="Nurses were trained.")
    here = one.assignments.get(institution=people.ministry_of_justice)
    here.updates.all().delete()
    AlsoAnswered.objects.create(update=UpdateFactory(assignment=here, approved=True, text="One law serves both."), assignment=lead)
    assert [s.words for s in said(Voice.ACTION, [other.pk])[other.pk]] == ["One law serves both.", "Nurses were trained."]


def test_a_status_without_an_update_says_no_source(people):
    recommendation = RecommendationFactory(status=Status.IMPLEMENTED, status_on=date(2024, 5, 1))
    [assessment] = said(Voice.GOVERNMENT, [recommendation.pk])[recommendation.pk]
    assert (assessment.status, assessment.on, assessment.who, assessment.address) == ("implemented", date(2024, 5, 1), "", "")
    assert assessment.line == "Implemented, 1 May 2024"


def test_columns_hold_what_everybody_may_read_whoever_takes_them_along(people, one):
    wanted = Wanted(people.secretariat, QueryDict("").urlencode(), chosen(",".join(COLUMNS.values())))
    today = timezone.localdate()
    [(_row, cells)] = wanted.each()
    assert cells == [
        ["Health, 3 Mar 2025: A bill is before parliament."],
        [],
        ["Under way, from an update of Health, 3 Mar 2025"],
        [f"Comment, Cso, {today.day} {today:%b %Y}: We see no bill."],
    ]


@pytest.fixture
def measured(people, one):
    """An indicator with two values and parts of one, one without any, an action under way and one in draft."""
    by = {"provider": people.ministry_of_health, "created_by": people.secretariat, "kind": "outcome", "unit": "%"}
    rate = Indicator.objects.create(title="Rate", baseline=20, target=Decimal("7.5"), target_on=date(2030, 12, 31), **by)
    for on, value, more in [
        (date(2024, 1, 1), 12, {}), (date(2025, 1, 1), Decimal("10.25"), {}), (date(2025, 6, 1), 40, {"dimension": "Sex", "category": "Women"}),
    ]:  # fmt: skip
        IndicatorValue.objects.create(indicator=rate, on=on, value=value, entered_by=people.health, **more)
    one.indicators.add(rate, Indicator.objects.create(title="Share", **by))
    days = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31), "changed_at": ON, "created_by": people.health}
    for title, is_draft in [("Write the bill", False), ("Not told yet", True)]:
        action = Action.objects.create(title=title, need="law", status="under_way", institution=people.ministry_of_health, is_draft=is_draft, **days)
        one.actions.add(action)
    return one


def test_plans_say_what_is_under_way_and_what_was_measured(measured):
    assert [s.line for s in said(Voice.ACTION, [measured.pk])[measured.pk]] == [
        "Action (Under way), Health, 3 Mar 2025: Write the bill",
        "Health, 3 Mar 2025: A bill is before parliament.",
    ]
    assert [s.line for s in said(Voice.INDICATOR, [measured.pk])[measured.pk]] == [
        "Rate, Health: latest 10.25 % (1 Jan 2025); baseline 20 %; target 7.5 % (31 Dec 2030)",
        "Share, Health: no value yet",
    ]


def test_an_action_in_draft_is_not_reported_even_to_its_own(people, measured):
    for who in [people.health, people.secretariat]:
        assert "Not told yet" not in [s.words for s in said(Voice.ACTION, [measured.pk], who)[measured.pk]]


@pytest.mark.parametrize("form", ["csv", "json", "docx", "xlsx"])
def test_every_form_of_a_file_keeps_them_apart(people, one, form, tmp_path):
    path = tmp_path / "file"
    with path.open("wb") as file:
        FORMS[form].write(Wanted(people.secretariat, "", chosen(",".join(["text", *COLUMNS.values()]))), file)
    assert path.stat().st_size > 0
    if form == "csv":
        head, *rest = path.read_text("utf-8-sig").splitlines()
        assert head == "Text,Action reported,Result by indicator,Government’s own assessment,Independent assessments"
        assert "Health, 3 Mar 2025: A bill is before parliament." in rest[0]
        assert "In confidence." not in "".join(rest)


def test_the_page_shows_four_columns_and_says_which_are_silent(people, sign_in):
    recommendation = RecommendationFactory()
    page = sign_in(people.nhri).get(f"/recommendations/{recommendation.public_id}/").text
    places = [page.index(f'id="voice-{voice.value}"') for voice in Voice]
    assert places == sorted(places)
    for silence in [
        "No action was reported yet.",
        "No indicator measures it yet.",
        "The government has not assessed it yet.",
        "No independent assessment",
    ]:
        assert silence in page


def test_the_page_leads_from_what_was_said_to_the_whole_of_it(people, sign_in, one):
    page = " ".join(sign_in(people.nhri).get(f"/recommendations/{one.public_id}/").text.split())
    update = one.assignments.get(institution=people.ministry_of_health).updates.get(text="A bill is before parliament.")
    assert f'<a href="/updates/{update.public_id}/">from an update of Health</a>' in page
    assert "No independent assessment was made yet. What was commented:" in page
    assert "In confidence." not in page
    assert "Waits for review." not in page


@pytest.mark.parametrize("kind", ["observation", "elsewhere"])
def test_an_observation_and_another_states_recommendation_have_none(people, sign_in, kind):
    more = {"kind": Kind.OBSERVATION} if kind == "observation" else {"document": DocumentFactory(state=StateFactory(code="PRY", name="Paraguay"))}
    assert 'id="voices"' not in sign_in(people.nhri).get(f"/recommendations/{RecommendationFactory(**more).public_id}/").text


def test_as_many_queries_for_ten_as_for_one(people, one):
    def queries():
        pks = list(Recommendation.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as seen:
            for voice in Voice:
                said(voice, pks)
        return len(seen)

    before = queries()
    for _ in range(9):
        update = UpdateFactory(approved=True)
        recommendation = update.assignment.recommendation
        StatusChange.objects.create(recommendation=recommendation, update=update, before="planned", after="under_way", on=ON.date())
        ContributionFactory(recommendation=recommendation)
    assert queries() == before
