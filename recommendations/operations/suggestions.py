"""Suggestions: learnt in the background, decided by people. What was decided stays, and teaches the next model."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ministries.models import Institution
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from nmirf.jobs.kinds import Progress
from nmirf.jobs.models import Job
from nmirf.jobs.operations import start_job
from recommendations.enums import AssignmentRole, Decision, SuggestionKind, TagOrigin
from recommendations.models import Recommendation, Suggestion, Tag, Training
from recommendations.operations.assignments import assign
from recommendations.permissions import can_suggest
from recommendations.queries.suggestions import TRAIN
from recommendations.themes.training import Lesson, Proposal, lesson

LOCK = 7_203_001  # PostgreSQL's advisory lock of trainings: one at a time


class AlreadyDecided(Refused):
    """Somebody decided about it, or it is suggested no more."""


class OtherCount(Refused):
    """More or fewer suggestions fit than the person saw."""


@operation
def start_training(*, by: User) -> Job:
    """Have suggestions learnt anew in the background; where that is under way or waiting already, that job."""
    require(can_suggest(by))
    _one_at_a_time()
    waiting = Job.objects.filter(kind=TRAIN, state__in=[Job.State.QUEUED, Job.State.RUNNING]).order_by("pk").first()
    return waiting or start_job(by=by, kind=TRAIN, title=_("Learning suggestions"), arguments={})


@operation
def train(*, by: User, progress: Progress | None = None) -> Training:
    """Learn from the register as it is and write what is suggested; open suggestions that no longer hold go.

    All in one transaction: a training that is killed leaves everything as it was. A second one waits for the first.
    """
    require(can_suggest(by))
    _one_at_a_time()
    training = Training.objects.create(started_by=by)
    kinds = list(SuggestionKind)
    for done, kind in enumerate(kinds):
        if progress:
            progress.at(done, len(kinds))
        learnt = lesson(kind)
        suggester = learnt.learn()
        made = 0
        for proposals in learnt.propose(suggester):
            _write(training, learnt, proposals)
            made += len(proposals)
            if progress:
                progress.at(done, len(kinds))
        Suggestion.objects.filter(kind=kind, decision=Decision.OPEN).exclude(training=training).delete()
        training.figures[kind.value] = {**learnt.figures, "learnt_from": learnt.rows, "suggested": made}
        training.rows = max(training.rows, learnt.rows)
    training.save(update_fields=["figures", "rows"])
    return training


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _write(training: Training, learnt: Lesson, proposals: list[Proposal]) -> None:
    """Open suggestions keep their row. One that a person decides meanwhile keeps its decision: only words and confidence change."""
    name = "institution" if learnt.kind == SuggestionKind.INSTITUTION else "term"
    rows = [
        Suggestion(
            recommendation_id=p.recommendation, kind=learnt.kind, confidence=p.confidence, words=p.words, training=training, **{f"{name}_id": p.label}
        )
        for p in proposals
    ]
    Suggestion.objects.bulk_create(
        rows,
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["recommendation", name],
        update_fields=["confidence", "words", "training"],
    )


@operation
def decide_suggestion(*, by: User, suggestion: Suggestion, decision: str) -> Suggestion:
    """Accept it (the term is put on the recommendation as national, the institution leads it) or reject it for good."""
    require(can_suggest(by))
    if not _decide(by, Suggestion.objects.filter(pk=suggestion.pk), decision):
        raise AlreadyDecided(_("This was decided already, or is no longer suggested. The page shows what is open now."))
    suggestion.refresh_from_db()
    return suggestion


@operation
def decide_suggestions(*, by: User, suggestions: QuerySet[Suggestion], decision: str, expected: int) -> int:
    """The same for many; `expected` is the number the person saw. Gives how many were decided."""
    require(can_suggest(by))
    count = suggestions.filter(decision=Decision.OPEN).count()
    if count != expected:
        raise OtherCount(_("The suggestions have changed: %(count)d fit now. Look at the number again and confirm.") % {"count": count})
    return _decide(by, suggestions, decision)


def _decide(by: User, suggestions: QuerySet[Suggestion], decision: str) -> int:
    """Of the suggestions, those still open; in one order, so that two people wait for each other."""
    opened = suggestions.filter(decision=Decision.OPEN).order_by("pk").select_related("recommendation", "institution")
    rows = list(opened.select_for_update(of=("self",)))
    if decision == Decision.ACCEPTED:
        _tag(rows)
        _assign(by, rows)
    changed = {"decision": decision, "decided_by": by, "decided_at": timezone.now()}
    return Suggestion.objects.filter(pk__in=[row.pk for row in rows]).update(**changed)


def _tag(rows: Iterable[Suggestion]) -> None:
    tags = [Tag(recommendation_id=row.recommendation_id, term_id=row.term_id, origin=TagOrigin.NATIONAL) for row in rows if row.term_id]
    Tag.objects.bulk_create(tags, ignore_conflicts=True)  # where it is there already, the source's stays the source's


def _assign(by: User, rows: Iterable[Suggestion]) -> None:
    leads: dict[Institution, list[Recommendation]] = defaultdict(list)
    for row in rows:
        if row.institution:
            leads[row.institution].append(row.recommendation)
    for institution, led in leads.items():
        assign(by=by, recommendations=led, institution=institution, role=AssignmentRole.LEAD)
