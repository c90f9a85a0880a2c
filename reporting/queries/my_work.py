"""What waits for a person, for the start page. A handful of each kind with its count: the lists have the rest."""

from dataclasses import dataclass, field
from typing import Any

from ministries.permissions import headed_by, is_focal_point
from nmirf.accounts.permissions import is_secretariat
from recommendations.models import Assignment
from reporting.enums import UpdateState
from reporting.models import Obligation, Update
from reporting.queries.obligations import due_within
from reporting.queries.updates import in_state, review_queue, to_clear, to_write

SHOWN = 5
OBLIGATION_DAYS = 60


@dataclass(slots=True)
class MyWork:
    sent_back: list[Update] = field(default_factory=list)
    to_write: list[Assignment] = field(default_factory=list)
    to_write_count: int = 0
    to_clear: list[Update] = field(default_factory=list)
    drafts: list[Update] = field(default_factory=list)
    to_review: list[Update] = field(default_factory=list)
    to_review_count: int = 0
    obligations: list[Obligation] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.sent_back or self.to_write or self.to_clear or self.drafts or self.to_review or self.obligations)


def my_work(user: Any) -> MyWork:
    work = MyWork()
    if is_secretariat(user):
        work.to_review, work.to_review_count = list(review_queue()[:SHOWN]), review_queue().count()
        work.obligations = list(due_within(OBLIGATION_DAYS)[:SHOWN])
    elif is_focal_point(user):
        work.sent_back = list(in_state(user, UpdateState.RETURNED)[:SHOWN])
        work.to_write, work.to_write_count = list(to_write(user)[:SHOWN]), to_write(user).count()
        work.to_clear = list(to_clear(user)[:SHOWN]) if headed_by(user) else []
        work.drafts = list(in_state(user, UpdateState.DRAFT)[:SHOWN])
    return work
