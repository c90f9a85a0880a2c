"""An institution's answer, from the first draft to the secretariat's approval."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from uuid import UUID, uuid4

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ministries.queries import holders
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.enums import AssignmentRole, Status
from recommendations.models import Action, Assignment, IndicatorValue, Recommendation
from recommendations.operations.status import mark_answered, mark_unanswered, set_status
from reporting import notifications
from reporting.enums import UpdateState
from reporting.evidence_files import check
from reporting.models import Answer, Evidence, RoundQuestion, StatusChange, Update
from reporting.operations.touched import touch
from reporting.permissions import can_clear, can_review, can_write_update
from reporting.queries.rounds import open_round, unanswered_questions
from reporting.queries.updates import answerable_too
from reporting.virus_scan import refuse_infected
from reporting.workflow import EDITABLE, allows


class Stale(Refused):
    """Somebody else saved the answer since the person read it."""


class WrongState(Refused):
    pass


class Incomplete(Refused):
    pass


class NotTheSame(Refused):
    """An assignment that this update can't answer too."""


class NotAsked(Refused):
    """A question of another round than the one the update answers."""


class NobodyClears(Refused):
    """The institution's updates are cleared by its head, and nobody holds such a post."""


class NoReason(Refused):
    pass


class NotALink(Refused):
    pass


class TooManyFiles(Refused):
    pass


MAX_FILES = 20  # of one update


@operation
def write_update(
    *,
    by: User,
    assignment: Assignment,
    status: str,
    text: str,
    changed_at: datetime | None,
    result: str | None = None,
    obstacles: str | None = None,
    next_steps: str | None = None,
    answers: Mapping[RoundQuestion, str] | None = None,
    evidence: Iterable[File] = (),
    link: str = "",
    link_name: str = "",
    remove: UUID | None = None,
    submit: bool = False,
    also_answers: Iterable[Assignment] | None = None,
    actions: Iterable[Action] | None = None,
    indicator_values: Iterable[IndicatorValue] | None = None,
) -> Update:
    """One press of a button on the page: the words saved, files added, one taken away, or all handed in."""
    update = save_draft(
        by=by,
        assignment=assignment,
        status=status,
        text=text,
        changed_at=changed_at,
        result=result,
        obstacles=obstacles,
        next_steps=next_steps,
        answers=answers,
        also_answers=also_answers,
        actions=actions,
        indicator_values=indicator_values,
    )
    if remove and (attached := update.evidence.filter(public_id=remove).first()):
        remove_evidence(by=by, evidence=attached)
    for file in evidence:
        add_evidence(by=by, update=update, file=file)
    if link:
        add_link(by=by, update=update, url=link, name=link_name)
    return submit_update(by=by, update=update) if submit else update


@operation
def save_draft(
    *,
    by: User,
    assignment: Assignment,
    status: str,
    text: str,
    changed_at: datetime | None = None,
    result: str | None = None,
    obstacles: str | None = None,
    next_steps: str | None = None,
    answers: Mapping[RoundQuestion, str] | None = None,
    also_answers: Iterable[Assignment] | None = None,
    actions: Iterable[Action] | None = None,
    indicator_values: Iterable[IndicatorValue] | None = None,
) -> Update:
    """Begin the institution's open answer, or go on with the one a colleague began; `author` is who saved it last.

    It belongs to the open round that asks about the assignment, where there is one; `answers` are to that round's own questions,
    an empty one takes an answer away. What is None stays as it was.

    `changed_at` is that of the answer the person has read, None where there was none: a newer one is not written over.
    A draft may lack its status ("no information") and its text. `also_answers` are other assignments of the institution, to
    recommendations that ask the same; `actions` and `indicator_values` what it speaks of and rests on (queries/touched.py).
    """
    require(can_write_update(by, assignment))
    Assignment.objects.select_for_update().get(pk=assignment.pk)  # two first drafts at once: the second sees the first
    update = Update.objects.filter(assignment=assignment).exclude(state=UpdateState.APPROVED).select_related("author").first()
    if update is None:
        if changed_at is not None:
            raise Stale(_("This update was approved while you were writing. Save again to begin a new one."))
        update = Update(assignment=assignment)
    else:
        _require_unchanged(update, changed_at)
    update.status, update.text, update.author = status or Status.NO_INFORMATION, text, by
    for name, said in {"result": result, "obstacles": obstacles, "next_steps": next_steps}.items():
        if said is not None:
            setattr(update, name, said)
    update.round = open_round(assignment) or update.round
    update.save()
    _answer_questions(update, answers)
    touch(update, actions, indicator_values)
    return _answer_also(update, also_answers)


def _require_unchanged(update: Update, changed_at: datetime | None) -> None:
    _require_editable(update)
    if update.changed_at != changed_at:
        when = date_format(timezone.localtime(update.changed_at), "DATETIME_FORMAT")
        raise Stale(
            _("%(name)s changed this update on %(when)s, while you were writing. Compare both texts, then save again.")
            % {"name": update.author.name, "when": when}
        )


def _answer_questions(update: Update, answers: Mapping[RoundQuestion, str] | None) -> None:
    for question, text in (answers or {}).items():
        if question.round_id != update.round_id:
            raise NotAsked(_("“%(question)s” isn't asked in this round. Load the page again.") % {"question": question.text})
        if text.strip():
            Answer.objects.update_or_create(update=update, question=question, defaults={"text": text})
        else:
            Answer.objects.filter(update=update, question=question).delete()


@operation
def add_evidence(*, by: User, update: Update, file: File) -> Evidence:
    """Attach a file; raises FileRefused where its content is not of an accepted kind."""
    update = _takes_evidence(by, update)
    checked = check(file)
    refuse_infected(file, checked.name)
    stored = File(file, name=f"{uuid4().hex}{PurePosixPath(checked.name).suffix}")  # the disk never sees a name that somebody chose
    return Evidence.objects.create(update=update, file=stored, name=checked.name, size=file.size, content_type=checked.content_type, added_by=by)


@operation
def add_link(*, by: User, update: Update, url: str, name: str = "") -> Evidence:
    """Evidence that stands on the web: shown as a link, never fetched."""
    if not url.startswith(("https://", "http://")):
        raise NotALink(_("A link begins with https://."))
    update = _takes_evidence(by, update)
    return Evidence.objects.create(update=update, url=url, name=(name.strip() or url)[:200], added_by=by)


def _takes_evidence(by: User, update: Update) -> Update:
    update = _locked(update)
    require(can_write_update(by, update.assignment))
    _require_editable(update)
    if update.evidence.count() >= MAX_FILES:
        raise TooManyFiles(_("An update may have up to %(number)d files and links. Remove one first.") % {"number": MAX_FILES})
    return update


@operation
def remove_evidence(*, by: User, evidence: Evidence) -> None:
    """Take a file or link off an answer that is still being written. What was handed in stays."""
    update = _locked(evidence.update)
    require(can_write_update(by, update.assignment))
    _require_editable(update)
    name, storage = str(evidence.file.name), evidence.file.storage
    evidence.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))


@operation
def submit_update(*, by: User, update: Update) -> Update:
    """Hand in the answer: it waits for review, and the assignment counts as answered.

    Where the institution wants its head to clear what goes out, it waits for that first, unless its head hands it in.
    """
    update = _locked(update)
    require(can_write_update(by, update.assignment))
    _require_transition(update, UpdateState.SUBMITTED)
    _require_complete(update)
    update.submitted_at, update.submitted_by = timezone.now(), by
    if update.assignment.institution.needs_clearance and not can_clear(by, update):
        return _wait_for_clearance(by, update)
    return _send_out(by, update)


@operation
def clear_update(*, by: User, update: Update) -> Update:
    """The ministry's own head lets it go out: now it waits for the secretariat's review."""
    update = _locked(update)
    require(can_clear(by, update))
    _require_state(update, UpdateState.CLEARANCE)
    _require_the_same(update, list(update.also_answers.all()))
    return _send_out(by, update)


@operation
def hold_back(*, by: User, update: Update, reason: str) -> Update:
    """The ministry's own head wants it changed first: it is a draft again, and whoever handed it in gets a mail."""
    update = _locked(update)
    require(can_clear(by, update))
    _require_state(update, UpdateState.CLEARANCE)
    if not reason.strip():
        raise NoReason(_("Say why you send the update back: its author reads it."))
    update.state = UpdateState.DRAFT
    update.held_back_at, update.held_back_by, update.held_back_reason = timezone.now(), by, reason.strip()
    update.save(update_fields=["state", "held_back_at", "held_back_by", "held_back_reason", "changed_at"])
    notifications.tell_held_back(by=by, update=update)
    return update


def _require_complete(update: Update) -> None:
    if update.status == Status.NO_INFORMATION:
        raise Incomplete(_("Choose the status of implementation before you submit."))
    if not update.text.strip():
        raise Incomplete(_("Write what was done before you submit."))
    if unanswered := unanswered_questions(update):
        raise Incomplete(_("Answer “%(question)s” before you submit.") % {"question": unanswered[0].text})
    _require_the_same(update, list(update.also_answers.all()))


def _wait_for_clearance(by: User, update: Update) -> Update:
    institution = update.assignment.institution
    heads = list(holders([institution]).filter(post__is_head=True))
    if not heads:
        words = _("Updates of %(institution)s are cleared by its head, but nobody holds that post. Ask an administrator to fill it.")
        raise NobodyClears(words % {"institution": institution})
    update.state, update.cleared_at, update.cleared_by = UpdateState.CLEARANCE, None, None
    update.save()
    notifications.tell_to_clear(by=by, update=update, heads={holding.user_id: holding.user for holding in heads}.values())
    return update


def _send_out(by: User, update: Update) -> Update:
    update.state, update.submitted_at = UpdateState.SUBMITTED, timezone.now()
    if update.assignment.institution.needs_clearance:
        update.cleared_at, update.cleared_by = update.submitted_at, by
    update.held_back_at, update.held_back_by, update.held_back_reason = None, None, ""
    update.reviewed_at = update.reviewed_by = None  # of an earlier round; its reason stays to be read beside the new text
    update.save()
    for assignment in [update.assignment, *update.also_answers.all()]:
        mark_answered(by=by, assignment=assignment, at=update.submitted_at)
    return update


@operation
def approve_update(*, by: User, update: Update) -> Update:
    """Accept the answer. The lead's moves the recommendation's status; a supporting institution's only adds its text.

    So for each recommendation that it answers, by the institution's role there. A StatusChange is written where the status does change.
    """
    require(can_review(by))
    update = _locked(update)
    _require_transition(update, UpdateState.APPROVED)
    _review(update, by, UpdateState.APPROVED, reason="")
    for assignment in [update.assignment, *update.also_answers.order_by("pk")]:
        if assignment.role == AssignmentRole.LEAD:
            _move_status(update, by, assignment.recommendation_id)
    notifications.tell_approved(by=by, update=update)
    return update


@operation
def send_back(*, by: User, update: Update, reason: str) -> Update:
    """Ask for more, saying what. The assignment is unanswered again; who handed it in gets a mail."""
    require(can_review(by))
    update = _locked(update)
    _require_transition(update, UpdateState.RETURNED)
    if not reason.strip():
        raise NoReason(_("Say why you send the update back: the focal point reads it."))
    _review(update, by, UpdateState.RETURNED, reason=reason.strip())
    for assignment in [update.assignment, *update.also_answers.all()]:
        mark_unanswered(by=by, assignment=assignment)
    notifications.tell_sent_back(by=by, update=update)
    return update


def _locked(update: Update) -> Update:
    related = Update.objects.select_related("assignment__institution", "assignment__recommendation__document__mechanism")
    return related.select_for_update(of=("self",)).get(pk=update.pk)


def _require_editable(update: Update) -> None:
    if update.state == UpdateState.CLEARANCE:
        raise WrongState(_("This update waits for clearance in your institution. It can be changed once it is cleared or sent back."))
    if update.state not in EDITABLE:
        raise WrongState(_("This update was handed in and waits for review. It can be changed once it is approved or sent back."))


def _require_transition(update: Update, after: str) -> None:
    if not allows(update.state, after):
        raise WrongState(_("This can't be done now: the state of the update is “%(state)s”.") % {"state": update.get_state_display()})


def _require_state(update: Update, state: str) -> None:
    if update.state != state:
        raise WrongState(_("This can't be done now: the state of the update is “%(state)s”.") % {"state": update.get_state_display()})


def _review(update: Update, by: User, state: str, *, reason: str) -> None:
    update.state, update.reviewed_at, update.reviewed_by, update.return_reason = state, timezone.now(), by, reason
    update.save(update_fields=["state", "reviewed_at", "reviewed_by", "return_reason", "changed_at"])


def _answer_also(update: Update, chosen: Iterable[Assignment] | None) -> Update:
    if chosen is not None:
        chosen = list(chosen)
        _require_the_same(update, chosen)
        update.also_answers.set(chosen)
    return update


def _require_the_same(update: Update, chosen: list[Assignment]) -> None:
    allowed = set(answerable_too(update.assignment).values_list("pk", flat=True))
    if refused := [a for a in chosen if a.pk not in allowed]:
        reference = Recommendation.objects.select_related("document__mechanism").get(pk=refused[0].recommendation_id).reference
        words = _(
            "This update can't answer %(reference)s too: it isn't in the same overlap group, or another update on it is under way. Save without it."
        )
        raise NotTheSame(words % {"reference": reference})


def _move_status(update: Update, by: User, recommendation_id: int) -> None:
    recommendation = Recommendation.objects.select_for_update().get(pk=recommendation_id)
    if recommendation.status == update.status:
        return
    today = timezone.localdate()
    StatusChange.objects.create(recommendation=recommendation, update=update, before=recommendation.status, after=update.status, on=today)
    set_status(by=by, recommendation=recommendation, status=update.status, on=today)
