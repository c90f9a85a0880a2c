from datetime import date

import pytest

from recommendations.queries.plan_timeline import Stretch, plan_timeline
from tests.factories import ActionFactory, FrameworkFactory

pytestmark = pytest.mark.django_db
PLAN = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 4, 10)}  # a hundred days


def test_actions_stand_where_their_days_are_and_mirrored_from_right_to_left():
    plan = FrameworkFactory(**PLAN)
    action = ActionFactory(starts_on=date(2025, 1, 11), ends_on=date(2025, 1, 30))
    found = plan_timeline(plan, [action], date(2025, 2, 9))
    assert (found.years, found.today) == ([(2025, "0.00%")], "39.00%")
    assert found.lines[0].planned == Stretch("10.00%", "20.00%")
    assert found.lines[0].late == Stretch("30.00%", "10.00%")
    mirrored = plan_timeline(plan, [action], date(2025, 2, 9), is_rtl=True)
    assert (mirrored.years, mirrored.today) == ([(2025, "100.00%")], "61.00%")
    assert mirrored.lines[0].planned == Stretch("70.00%", "20.00%")
    assert mirrored.lines[0].late == Stretch("60.00%", "10.00%")


def test_what_has_ended_is_not_late_and_a_longer_action_stretches_the_line():
    plan = FrameworkFactory(**PLAN)
    done = ActionFactory(starts_on=date(2024, 12, 22), ends_on=date(2025, 1, 30), status="done", ended_on=date(2025, 1, 30))
    found = plan_timeline(plan, [done], date(2026, 1, 1))
    assert found.lines[0].late is None
    assert found.today == ""
    assert found.years == [(2025, "9.09%")]  # ten days of 2024 have no room for their year


def test_a_plan_without_actions():
    assert plan_timeline(FrameworkFactory(**PLAN), [], date(2025, 1, 1)).lines == []
