"""The actions and values of indicators that an update names."""

from datetime import date

import pytest
from django.urls import reverse

from recommendations.enums import Status
from recommendations.operations.indicators import ValueIsUsed, remove_value
from reporting.operations.touched import NotOfThis
from reporting.operations.updates import save_draft
from reporting.queries.touched import touchable_actions, touchable_values
from tests.factories import ActionFactory, AssignmentFactory, IndicatorFactory, IndicatorValueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment(people):
    return AssignmentFactory(institution=people.ministry_of_health)


@pytest.fixture
def action(assignment):
    return ActionFactory(title="Forty beds", institution=assignment.institution, recommendations=[assignment.recommendation])


@pytest.fixture
def values(assignment):
    """Four of one indicator, oldest first, and a part of the newest."""
    indicator = IndicatorFactory(title="Beds", recommendations=[assignment.recommendation])
    rows = [IndicatorValueFactory(indicator=indicator, on=date(year, 12, 31), value=year - 2000) for year in (2022, 2023, 2024, 2025)]
    IndicatorValueFactory(indicator=indicator, on=date(2025, 12, 31), value=9, dimension="Sex", category="Women")
    return rows


def test_what_can_be_named(assignment, action, values):
    ActionFactory(institution=assignment.institution, recommendations=[assignment.recommendation], is_draft=True)
    ActionFactory(institution=assignment.institution)
    IndicatorValueFactory()
    assert list(touchable_actions(assignment)) == [action]
    assert list(touchable_values(assignment)) == values[:0:-1]


def test_named_left_as_it_is_and_taken_away(people, assignment, action, values):
    said = {"by": people.health, "assignment": assignment, "status": Status.UNDER_WAY, "text": "Beds."}
    update = save_draft(**said, actions=[action], indicator_values=values[1:2])
    IndicatorValueFactory(indicator=values[0].indicator, on=date(2026, 6, 30))
    assert list(touchable_values(assignment, update).values_list("on", flat=True)) == [  # a newer one came, what is named stays choosable
        date(2026, 6, 30), date(2025, 12, 31), date(2024, 12, 31), date(2023, 12, 31),
    ]  # fmt: skip
    update = save_draft(**said, changed_at=update.changed_at)
    assert (list(update.actions.all()), list(update.indicator_values.all())) == ([action], values[1:2])
    update = save_draft(**said, changed_at=update.changed_at, actions=[], indicator_values=values[1:2])
    assert (list(update.actions.all()), list(update.indicator_values.all())) == ([], values[1:2])


def test_nothing_of_another_recommendation(people, assignment, action, values):
    said = {"by": people.health, "assignment": assignment, "status": Status.UNDER_WAY, "text": "Beds."}
    for wrong in ({"actions": [action, ActionFactory()]}, {"indicator_values": [IndicatorValueFactory()]}):
        with pytest.raises(NotOfThis):
            save_draft(**said, **wrong)
    assert not assignment.updates.exists()


def test_a_value_that_an_update_rests_on_stays(people, assignment, values):
    save_draft(by=people.health, assignment=assignment, status=Status.UNDER_WAY, text="Beds.", indicator_values=values[3:])
    with pytest.raises(ValueIsUsed):
        remove_value(by=people.secretariat, value=values[3])
    remove_value(by=people.secretariat, value=values[1])


def test_on_the_pages(people, sign_in, assignment, action, values):
    client = sign_in(people.health)
    address = reverse("update_write", args=[assignment.public_id])
    page = client.get(address).text
    assert "Forty beds (Health, Planned)" in page
    assert "Beds: 25 per cent (31 Dec 2025)" in page
    said = {"status": "under_way", "text": "Beds.", "actions": [action.public_id], "indicator_values": [values[3].public_id], "submit": ""}
    seen = client.post(address, said, follow=True).text
    assert f'<a href="{reverse("action", args=[action.public_id])}">Forty beds</a>' in seen
    assert f'<a href="{reverse("indicator", args=[values[3].indicator.public_id])}">Beds</a>: 25 per cent' in seen


def test_by_the_api(people, api, assignment, action, values):
    client = api(people.health)
    given = {
        "assignment": assignment.public_id,
        "text": "Beds.",
        "result": "Safer.",
        "actions": [action.public_id],
        "indicator_values": [values[3].public_id],
    }
    answer = client.post("/api/v1/updates/", given)
    assert answer.status_code == 201, answer.json()
    assert {name: answer.json()[name] for name in ("result", "actions", "indicator_values")} == {
        "result": "Safer.",
        "actions": [str(action.public_id)],
        "indicator_values": [str(values[3].public_id)],
    }
