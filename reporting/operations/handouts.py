"""Workbooks that go out and come back: what somebody without a connection fills in."""

from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files import File
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ministries.models import Institution
from ministries.permissions import belongs_to
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from nmirf.jobs.kinds import Progress
from nmirf.jobs.models import Job
from nmirf.jobs.operations import start_job
from recommendations.importing.rows import FileRefused
from recommendations.models import Assignment
from reporting.evidence_files import safe_name
from reporting.handouts import columns, reading
from reporting.handouts.problems import message
from reporting.models import Handout, Return, Round, RoundQuestion, Update
from reporting.operations.updates import add_link, remove_evidence, save_draft, submit_update
from reporting.permissions import can_take_workbook, can_use_workbooks
from reporting.queries.handouts import Compared, compare, open_items, questions_of, row_of

MINE, SAVED = "mine", "saved"  # what a person chooses where both changed
TAKE = "workbook.take"  # the kind of job that saves a large one
AT_ONCE = 50  # rows that are saved while the person waits, some 2 seconds; more are a job


class NothingOpen(Refused):
    pass


class WorkbookRefused(Refused):
    """The file is none of ours, or of another institution: nothing of it is kept."""


class Changed(Refused):
    """Something was saved since the person looked."""


class Undecided(Refused):
    """A row where both changed, and nobody said which is right."""


class NotSubmitted(Refused):
    """One row can't be handed in, so nothing was saved."""


@operation
def give_out(*, by: User, institution: Institution, round: Round | None = None) -> Handout:
    """Remember what stands in the workbook that is downloaded now, in the language active now."""
    require(can_use_workbooks(by) and belongs_to(by, institution))
    items = open_items(institution, round)
    if not items:
        raise NothingOpen(_("Nothing waits for an answer of %(institution)s now.") % {"institution": institution})
    rounds = {item.round.pk: item.round for item in items if item.round}
    questions = questions_of(rounds.values())
    rows = [row_of(item, questions) for item in items]
    return Handout.objects.create(
        institution=institution, round=round, user=by, language=get_language() or "en", rows=rows, questions=questions
    )  # fmt: skip


@operation
def bring_back(*, by: User, file: File) -> Return:
    """Read an uploaded workbook and keep what is in it to be looked at. Nothing of an update changes.

    Raises WorkbookRefused, and then keeps nothing.
    """
    require(can_use_workbooks(by))
    name = safe_name(file.name or "")
    try:
        with NamedTemporaryFile(suffix=PurePosixPath(name).suffix.lower()[:9]) as copy:
            for chunk in file.chunks():
                copy.write(chunk)
            copy.flush()
            brought = reading.read(Path(copy.name))
        handout = reading.handout_of(brought)
        if not belongs_to(by, handout.institution):
            raise FileRefused("of_another")
        filled = reading.check(brought, handout)
    except FileRefused as refused:
        raise WorkbookRefused(message(refused.code, refused.params)) from refused
    return Return.objects.create(handout=handout, file_name=name, uploaded_by=by, rows=filled.rows, problems=filled.problems)


@operation
def take_later(*, by: User, brought: Return, seen: str, choices: dict[str, str], submit: bool) -> Job:
    """Promise `apply_return` of a large workbook. Promised twice, it is still done once."""
    require(can_take_workbook(by, brought))
    arguments = {"brought": str(brought.public_id), "seen": seen, "choices": choices, "submit": submit}
    return start_job(by=by, kind=TAKE, title=_("Saving “%(file)s”") % {"file": brought.file_name}, arguments=arguments)


@operation
def apply_return(
    *, by: User, brought: Return, seen: str, choices: dict[str, str] | None = None, submit: bool = False, progress: Progress | None = None
) -> Return:
    """Save what the workbook changes as drafts, and hand in those that are complete if asked to; all of it or nothing.

    `seen` is the mark of the comparison that the person looked at. `choices`: public id of an assignment -> MINE or SAVED, for each row
    where something else was saved meanwhile. Done once: a second call leaves everything as the first did.
    """
    brought = Return.objects.select_for_update(of=("self",)).select_related("handout__institution").get(pk=brought.pk)
    require(can_take_workbook(by, brought))
    if brought.applied_at is not None:
        return brought
    comparison = compare(brought)
    if comparison.mark != seen:
        raise Changed(_("Something was saved since you looked at this page. Look again; nothing of the workbook is lost."))
    chosen = choices or {}
    if any(chosen.get(_id(row)) not in (MINE, SAVED) for row in comparison.of("conflict")):
        raise Undecided(_("Choose for each row that was changed by two which text is right."))
    questions = {
        f"{columns.QUESTION}{q.public_id}": q for q in RoundQuestion.objects.filter(public_id__in=[q["question"] for q in brought.handout.questions])
    }
    for number, row in enumerate(comparison.rows, 1):
        if progress:
            progress.at(number, len(comparison.rows))
        update, is_saved = row.update, row.kind == "changed" or (row.kind == "conflict" and chosen[_id(row)] == MINE)
        if is_saved and row.assignment is not None:
            update = _save(by, row, row.assignment, questions)
        is_handed_in = submit and row.can_be_submitted and (is_saved or row.kind == "unchanged")
        if update is None or not (is_saved or is_handed_in):
            continue
        if is_handed_in:
            update = _submit(by, row, update)
        brought.applied[_id(row)] = {"changed_at": update.changed_at.isoformat(), "values": row.brought, "state": update.state}
    brought.applied_at, brought.applied_by = timezone.now(), by
    brought.save(update_fields=["applied_at", "applied_by", "applied"])
    return brought


@operation
def put_away(*, by: User, brought: Return) -> None:
    """Forget an uploaded workbook that nobody saved."""
    brought = Return.objects.select_for_update(of=("self",)).select_related("handout").get(pk=brought.pk)
    require(can_take_workbook(by, brought))
    if brought.applied_at is not None:
        raise Changed(_("This workbook was saved already, so it stays in the list."))
    brought.delete()


def _id(row: Compared) -> str:
    return str(row.assignment.public_id) if row.assignment else ""


def _save(by: User, row: Compared, assignment: Assignment, questions: dict[str, RoundQuestion]) -> Update:
    said = row.brought
    answers = {questions[name]: text for name, text in said.items() if name in questions and text != row.now.get(name, "")}
    more: dict[str, Any] = {name: said[name] for name in ("result", "obstacles", "next_steps")}
    update = save_draft(
        by=by, assignment=assignment, status=said[columns.STATUS], text=said[columns.TEXT], changed_at=row.changed_at, answers=answers, **more
    )
    _save_links(by, update, said[columns.LINKS].split())
    return update


def _save_links(by: User, update: Update, wanted: list[str]) -> None:
    there = {link.url: link for link in update.evidence.exclude(url="")}
    for url, link in there.items():
        if url not in wanted:
            remove_evidence(by=by, evidence=link)
    for url in wanted:
        if url not in there:
            add_link(by=by, update=update, url=url)


def _submit(by: User, row: Compared, update: Update) -> Update:
    try:
        return submit_update(by=by, update=update)
    except Refused as refused:
        words = _("%(reference)s can't be submitted, so nothing was saved: %(why)s") % {"reference": row.reference, "why": refused}
        raise NotSubmitted(words) from refused
