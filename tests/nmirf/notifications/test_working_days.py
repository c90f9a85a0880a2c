from datetime import date, timedelta

import pytest

from nmirf.notifications.national_holidays import NoCalendar, proposed
from nmirf.notifications.working_days import WorkingDays

FRIDAY = date(2027, 3, 5)


def test_a_weekend_and_a_holiday_beside_it_are_passed_over():
    days = WorkingDays({FRIDAY, FRIDAY + timedelta(days=3)})
    assert days.on_or_before(FRIDAY + timedelta(days=2)) == FRIDAY - timedelta(days=1)
    assert days.on_or_after(FRIDAY) == FRIDAY + timedelta(days=4)
    assert days.on_or_after(FRIDAY + timedelta(days=4)) == FRIDAY + timedelta(days=4)


def test_nothing_but_holidays_leaves_the_day_as_it_is():
    class Every:
        def __contains__(self, day):
            return True

    assert WorkingDays(Every()).on_or_after(FRIDAY) == FRIDAY


def test_holidays_are_proposed_where_a_calendar_is_known():
    assert proposed("FRA", 2027)[date(2027, 7, 14)]
    assert list(proposed("FRA", 2027)) == sorted(proposed("FRA", 2027))
    with pytest.raises(NoCalendar):
        proposed("XVM", 2027)
