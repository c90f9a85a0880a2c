"""Which status each recommendation to this State had on a day, from the changes that approved updates made.

Read whole by two queries and worked out here: the figures of all days and the list behind each of them come from one function.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from recommendations.enums import Kind, Status
from recommendations.models import Recommendation
from reporting.models import StatusChange

QUARTERS = 8
Change = tuple[date, str, str]  # on, before, after


@dataclass(frozen=True, slots=True)
class History:
    """`rows` are (id, day of the document, status today, since); `changes` of each by day."""

    rows: Sequence[tuple[int, date | None, str, date | None]]
    changes: dict[int, list[Change]]

    def on(self, day: date) -> Iterator[tuple[int, str]]:
        """(id, status) of all whose document was out by then; documents without a day count as out."""
        for pk, published_on, status, since in self.rows:
            if published_on is None or published_on <= day:
                yield pk, status_on(day, self.changes.get(pk, ()), status, since)

    def counts(self, day: date) -> dict[str, int]:
        return dict(Counter(status for _pk, status in self.on(day)))

    def at_ends_of_quarters(self, today: date | None = None) -> list[tuple[date, dict[str, int]]]:
        """The last ones that are over, and today; a day on which nothing was out has no counts."""
        days = ends_of_quarters(today or timezone.localdate())
        return [(day, self.counts(day)) for day in days]


def read_history() -> History:
    ours = Recommendation.objects.ours().filter(kind=Kind.RECOMMENDATION)
    changes: dict[int, list[Change]] = defaultdict(list)
    rows = StatusChange.objects.filter(recommendation__in=ours.values("pk")).order_by("on", "pk")
    for pk, on, before, after in rows.values_list("recommendation_id", "on", "before", "after"):
        changes[pk].append((on, before, after))
    return History(list(ours.values_list("pk", "document__published_on", "status", "status_on")), changes)


def status_on(day: date, changes: Sequence[Change], status: str, since: date | None) -> str:
    """After the last change until then, else before the first one after it; without changes, today's status since it holds."""
    until = [after for on, _before, after in changes if on <= day]
    if until:
        return until[-1]
    if changes:
        return changes[0][1]
    return status if since is None or since <= day else Status.NO_INFORMATION.value


def ends_of_quarters(today: date) -> list[date]:
    """The last days of the last quarters before today, and today."""
    first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    days = [today]
    for _ in range(QUARTERS):
        last = first - timedelta(days=1)
        days.append(last)
        first = last.replace(month=last.month - 2, day=1)
    return sorted(days)
