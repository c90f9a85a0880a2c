"""Which days people are at work: not on the weekend (`WEEKEND`), not on a national holiday."""

from collections.abc import Container
from datetime import date, timedelta

from django.conf import settings

DAY = timedelta(days=1)


class WorkingDays:
    def __init__(self, holidays: Container[date], weekend: Container[int] | None = None) -> None:
        """`weekend`: ISO days, 1 is Monday; by default those of the settings."""
        self.holidays, self.weekend = holidays, settings.WEEKEND if weekend is None else weekend

    def includes(self, day: date) -> bool:
        return day.isoweekday() not in self.weekend and day not in self.holidays

    def on_or_before(self, day: date) -> date:
        return self._seek(day, -DAY)

    def on_or_after(self, day: date) -> date:
        return self._seek(day, DAY)

    def _seek(self, day: date, step: timedelta) -> date:
        """A year of nothing but holidays is somebody's mistake: then the day itself counts."""
        found = day
        for _ in range(366):
            if self.includes(found):
                return found
            found += step
        return day
