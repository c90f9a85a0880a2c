"""What waits for a person, for the start page. A handful of each kind with its count: the lists have the rest."""

from dataclasses import dataclass, field
from typing import Any

from ministries.models import Post
from ministries.permissions import headed_by, is_focal_point
from ministries.queries import vacant_with_work
from nmirf.accounts.permissions import is_secretariat
from recommendations.models import Assignment, Extension
from recommendations.queries.assignments import asked_for, declined, to_accept
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
    to_accept: list[Assignment] = field(default_factory=list)
    to_accept_count: int = 0
    drafts: list[Update] = field(default_factory=list)
    to_review: list[Update] = field(default_factory=list)
    to_review_count: int = 0
    vacant: list[tuple[Post, int]] = field(default_factory=list)  # with how much each owns
    declined: list[Assignment] = field(default_factory=list)
    asked: list[Extension] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        mine = self.sent_back or self.to_accept or self.to_write or self.to_clear or self.drafts
        return not (mine or self.to_review or self.declined or self.asked or self.vacant or self.obligations)


def my_work(user: Any) -> MyWork:
    work = MyWork(vacant=vacant_with_work(user))
    if is_secretariat(user):
        work.to_review, work.to_review_count = list(review_queue()[:SHOWN]), review_queue().count()
        work.declined, work.asked = list(declined()[:SHOWN]), list(asked_for()[:SHOWN])
        work.obligations = list(due_within(OBLIGATION_DAYS)[:SHOWN])
    elif is_focal_point(user):
        work.sent_back = list(in_state(user, UpdateState.RETURNED)[:SHOWN])
        work.to_accept, work.to_accept_count = list(to_accept(user)[:SHOWN]), to_accept(user).count()
        work.to_write, work.to_write_count = list(to_write(user)[:SHOWN]), to_write(user).count()
        work.to_clear = list(to_clear(user)[:SHOWN]) if headed_by(user) else []
        work.drafts = list(in_state(user, UpdateState.DRAFT)[:SHOWN])
    return work
