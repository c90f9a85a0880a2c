"""The secretariat's calls for updates: prepared, opened, closed; and what a focal point hands in at once."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ministries.models import Institution
from ministries.queries import holders
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.models import Assignment
from reporting import notifications
from reporting.enums import UpdateState
from reporting.models import Nudge, Round, RoundItem, RoundQuestion, Update
from reporting.operations.updates import submit_update
from reporting.permissions import can_manage_rounds
from reporting.queries.rounds import asked_elsewhere, missing_by_institution

Question = tuple[str, bool]  # its words, and whether it has to be answered


class WrongRoundState(Refused):
    pass


class QuestionsStand(Refused):
    """People answer them already."""


class NothingAsked(Refused):
    pass


class AskedElsewhere(Refused):
    """An assignment is asked about in one open round at a time."""


class AlreadyOver(Refused):
    pass


class BegunAlready(Refused):
    """Something was written on all that were to be taken out."""


class NobodyToRemind(Refused):
    pass


@operation
def create_round(*, by: User, title: str, opens_on: date, closes_on: date, instructions: str = "", questions: Sequence[Question] = ()) -> Round:
    require(can_manage_rounds(by))
    made = Round.objects.create(title=title, instructions=instructions, opens_on=opens_on, closes_on=closes_on, created_by=by)
    _write_questions(made, questions)
    return made


@operation
def change_round(*, by: User, round: Round, title: str, opens_on: date, closes_on: date, instructions: str, questions: Sequence[Question]) -> Round:
    """Its words and days until it is closed; its questions until it is open."""
    require(can_manage_rounds(by))
    round = _locked(round)
    _require_not_closed(round)
    asked = list(round.questions.order_by("order").values_list("text", "is_required"))
    if asked != list(questions):
        if round.opened_at:
            raise QuestionsStand(_("The questions can't be changed any more: the round is open, and people answer them."))
        round.questions.all().delete()
        _write_questions(round, questions)
    round.title, round.instructions, round.opens_on, round.closes_on = title, instructions, opens_on, closes_on
    round.save(update_fields=["title", "instructions", "opens_on", "closes_on"])
    return round


@operation
def add_items(*, by: User, round: Round, assignments: QuerySet[Assignment]) -> int:
    """Ask about these too; says how many were new. Those that another open round asks about are left out."""
    require(can_manage_rounds(by))
    round = _locked(round)
    _require_not_closed(round)
    new = assignments.exclude(round_items__round=round)
    if round.is_open:
        new = new.exclude(pk__in=asked_elsewhere(round))
    items = RoundItem.objects.bulk_create([RoundItem(round=round, assignment_id=pk) for pk in new.order_by("pk").values_list("pk", flat=True)])
    if round.is_open:
        _take_open_updates(round)
    return len(items)


@operation
def remove_items(*, by: User, round: Round, assignments: QuerySet[Assignment]) -> int:
    """Ask about these no more; says how many went. What somebody has begun to answer stays."""
    require(can_manage_rounds(by))
    round = _locked(round)
    _require_not_closed(round)
    begun = Update.objects.filter(round=round)
    chosen = RoundItem.objects.filter(round=round, assignment__in=assignments).exclude(assignment__in=begun.values("assignment"))
    gone, _by_model = chosen.exclude(assignment__in=begun.values("also__assignment").exclude(also=None)).delete()
    if not gone:
        raise BegunAlready(_("Nothing was taken out: an institution has begun to answer what you chose."))
    return gone


@operation
def start_round(*, by: User, round: Round) -> Round:
    """Open it: those who hold posts in the institutions it asks get a mail. Answers that are under way become its answers."""
    require(can_manage_rounds(by))
    list(Round.objects.select_for_update().order_by("pk").values_list("pk"))  # two opened at once: the second sees the first
    round = Round.objects.get(pk=round.pk)
    if round.opened_at:
        raise WrongRoundState(_("This round was opened before."))
    if round.closes_on < timezone.localdate():
        raise AlreadyOver(_("The last day of the round has passed. Change it first."))
    if not round.items.exists():
        raise NothingAsked(_("The round asks nobody yet. Choose what it asks about first."))
    if count := round.items.filter(assignment__in=asked_elsewhere(round)).count():
        raise AskedElsewhere(
            ngettext(
                "%(count)d item is asked about in another open round. Take it out here, or close that round first.",
                "%(count)d items are asked about in another open round. Take them out here, or close that round first.",
                count,
            )
            % {"count": count}
        )
    round.opened_at, round.opened_by = timezone.now(), by
    round.save(update_fields=["opened_at", "opened_by"])
    _take_open_updates(round)
    notifications.tell_round_opened(by=by, round=round)
    return round


@operation
def close_round(*, by: User, round: Round) -> Round:
    """It asks no more. What was begun can still be handed in, and stays with the round."""
    require(can_manage_rounds(by))
    round = _locked(round)
    if not round.is_open:
        raise WrongRoundState(_("Only an open round can be closed."))
    round.closed_at, round.closed_by = timezone.now(), by
    round.save(update_fields=["closed_at", "closed_by"])
    return round


@operation
def submit_ready(*, by: User, updates: Iterable[Update]) -> int:
    """Hand in several at once, those that the person has seen listed as ready: all of them, or none with the reason."""
    return len([submit_update(by=by, update=update) for update in sorted(updates, key=lambda update: update.pk)])


@operation
def remind_of_round(*, by: User, round: Round, institutions: Iterable[Institution]) -> int:
    """Write to who holds posts where something is missing, each person once a day whatever the round; says how many were written to."""
    require(can_manage_rounds(by))
    round = _locked(round)
    if not round.is_open:
        raise WrongRoundState(_("Only who is asked by an open round can be reminded of it."))
    missing = missing_by_institution(round)
    today = timezone.localdate()
    had = set(Nudge.objects.filter(on=today).values_list("user", flat=True))
    found = holders([institution for institution in institutions if institution.pk in missing])
    people = {holding.user_id: holding for holding in found if holding.user_id not in had}
    if not people:
        raise NobodyToRemind(_("Nobody was written to: nothing is missing there, nobody holds a post, or they were reminded today already."))
    for holding in people.values():
        Nudge.objects.create(round=round, user=holding.user, on=today, sent_by=by)
        notifications.remind_of_round(by=by, round=round, user=holding.user, missing=missing[holding.post.institution_id])
    return len(people)


def _locked(round: Round) -> Round:
    return Round.objects.select_for_update().get(pk=round.pk)


def _require_not_closed(round: Round) -> None:
    if round.closed_at:
        raise WrongRoundState(_("This round is closed: it stays as it was."))


def _write_questions(round: Round, questions: Sequence[Question]) -> None:
    RoundQuestion.objects.bulk_create(
        RoundQuestion(round=round, order=order, text=text, is_required=is_required) for order, (text, is_required) in enumerate(questions, 1)
    )


def _take_open_updates(round: Round) -> None:
    under_way = Update.objects.filter(assignment__round_items__round=round).exclude(state=UpdateState.APPROVED)
    Update.objects.filter(pk__in=under_way.values("pk")).exclude(round=round).update(round=round)
