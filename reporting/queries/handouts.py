"""What a workbook gives out, and what one that came back would change, seen against what is saved now."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ministries.models import Institution
from ministries.permissions import affiliations
from recommendations.enums import Status
from recommendations.models import Assignment
from reporting.enums import UpdateState
from reporting.handouts import columns
from reporting.handouts.problems import OF_CELLS, OF_NOTES
from reporting.models import AlsoAnswered, Answer, Evidence, Handout, Return, Round, RoundItem, RoundQuestion, Update
from reporting.workflow import EDITABLE

HISTORY = 20  # uploads on the page


# --- what goes out ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Item:
    """An assignment whose answer may be written now."""

    assignment: Assignment
    round: Round | None  # open, and asking about it
    open: Update | None
    last: Update | None  # approved


def open_items(institution: Institution, round: Round | None = None) -> list[Item]:
    """Everything that the institution may answer now, or what an open round asks of it, by due date; the same few queries for all."""
    closed_to_writing = Update.objects.exclude(state=UpdateState.APPROVED).exclude(state__in=EDITABLE)
    waiting = Assignment.objects.unanswered().filter(institution=institution).exclude(pk__in=closed_to_writing.values("assignment"))
    if round is not None:
        waiting = waiting.filter(round_items__round=round)
    return _items(waiting)


def items_of(handout: Handout) -> list[Item]:
    """Those that stand in the workbook, whatever happened to them since."""
    return _items(Assignment.objects.filter(public_id__in=[row["assignment"] for row in handout.rows]))


def _items(wanted: QuerySet[Assignment]) -> list[Item]:
    wanted = wanted.select_related("recommendation__document__mechanism").defer("recommendation__search", "recommendation__source")
    assignments = list(wanted.order_by(F("due_on").asc(nulls_last=True), "pk"))
    updates, rounds, last = open_updates(assignments), open_rounds(assignments), _last_approved(assignments)
    return [Item(one, rounds.get(one.pk), updates.get(one.pk), last.get(one.pk)) for one in assignments]


def open_updates(assignments: Iterable[Assignment]) -> dict[int, Update]:
    """Assignment id -> its open answer, with answers, links and who saved it last."""
    links = Prefetch("evidence", Evidence.objects.exclude(url="").order_by("pk"), to_attr="links")
    answers = Prefetch("answers", Answer.objects.select_related("question").order_by("pk"))
    updates = Update.objects.filter(assignment__in=assignments).exclude(state=UpdateState.APPROVED)
    return {update.assignment_id: update for update in updates.select_related("author", "submitted_by").prefetch_related(links, answers)}


def open_rounds(assignments: Iterable[Assignment]) -> dict[int, Round]:
    """Assignment id -> the open round that asks about it."""
    items = RoundItem.objects.filter(assignment__in=assignments, round__in=Round.objects.open()).select_related("round")
    return {item.assignment_id: item.round for item in items.order_by("round__opened_at", "round_id")}


def _last_approved(assignments: Iterable[Assignment]) -> dict[int, Update]:
    """Assignment id -> the institution's last approved answer, also one written on a recommendation that asks the same."""
    approved = Update.objects.approved()
    last = {u.assignment_id: u for u in approved.filter(assignment__in=assignments).order_by("reviewed_at", "pk")}
    also = AlsoAnswered.objects.filter(assignment__in=assignments, update__in=approved).select_related("update")
    for row in also.order_by("update__reviewed_at", "pk"):
        there = last.get(row.assignment_id)
        if there is None or (there.reviewed_at or there.changed_at) < (row.update.reviewed_at or row.update.changed_at):
            last[row.assignment_id] = row.update
    return last


def questions_of(rounds: Iterable[Round]) -> list[dict[str, Any]]:
    """As Handout.questions."""
    asked = RoundQuestion.objects.filter(round__in=rounds).select_related("round").order_by("round__opened_at", "round_id", "order")
    return [
        {"question": str(q.public_id), "round": str(q.round.public_id), "text": q.text, "is_required": q.is_required} for q in asked
    ]  # fmt: skip


def row_of(item: Item, questions: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """As one of Handout.rows."""
    round_id = str(item.round.public_id) if item.round else None
    asked = [f"{columns.QUESTION}{question['question']}" for question in questions if question["round"] == round_id]
    return {
        "assignment": str(item.assignment.public_id),
        "reference": item.assignment.recommendation.reference,
        "round": round_id,
        "changed_at": item.open.changed_at.isoformat() if item.open else None,
        "values": said_now(item.open, asked),
    }


def said_now(update: Update | None, asked: Iterable[str]) -> dict[str, str]:
    """What is saved, by column: those of every update, and of the questions those asked."""
    said = columns.values(update, update.answers.all() if update else (), update.links if update else ())  # type: ignore[attr-defined]
    blank = dict.fromkeys(asked, "")
    return blank | {name: text for name, text in said.items() if name in blank or not name.startswith(columns.QUESTION)}


# --- what is there to be downloaded and was brought back --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Door:
    """A workbook that a person may download: of one institution, for one round or for all that is open."""

    institution: Institution
    round: Round | None
    items: int


def doors(user: Any) -> list[Door]:
    """Those with something in them, rounds first."""
    found = []
    for institution in affiliations(user).institutions:
        items = open_items(institution)
        of_round: dict[int, int] = defaultdict(int)
        rounds = {item.round.pk: item.round for item in items if item.round}
        for item in items:
            if item.round:
                of_round[item.round.pk] += 1
        found += [Door(institution, rounds[pk], number) for pk, number in of_round.items()]
        if items and list(of_round.values()) != [len(items)]:
            found.append(Door(institution, None, len(items)))
    return found


def returns(user: Any) -> QuerySet[Return]:
    """What the person's institutions uploaded, newest first."""
    uploaded = Return.objects.visible_to(user).select_related("handout__institution", "handout__round", "uploaded_by")
    return uploaded.defer("rows", "problems", "applied", "handout__rows", "handout__questions").order_by("-uploaded_at", "-pk")


def newer_handout(handout: Handout) -> Handout | None:
    """A workbook downloaded later for the same items: what is in this one may be older."""
    same = Handout.objects.filter(institution=handout.institution_id, round=handout.round_id, issued_at__gt=handout.issued_at)
    return same.select_related("user").defer("rows", "questions").order_by("-issued_at", "-pk").first()


# --- what came back, against what is saved now ------------------------------------------------------------------------


@dataclass(slots=True)
class Compared:
    """One row of a workbook. `kind` is changed, conflict, unchanged, refused or wrong."""

    kind: str
    line: int
    assignment: Assignment | None
    reference: str
    now: dict[str, str] = field(default_factory=dict)
    brought: dict[str, str] = field(default_factory=dict)  # `now`, with what was typed in the place of what was changed
    update: Update | None = None
    why: str = ""  # it is not taken
    lacks: list[str] = field(default_factory=list)  # titles of what has to be filled in before it can be submitted
    problems: list[dict[str, Any]] = field(default_factory=list)

    @property
    def changed_at(self) -> datetime | None:
        return self.update.changed_at if self.update else None

    @property
    def is_complete(self) -> bool:
        return not self.lacks

    @property
    def can_be_submitted(self) -> bool:
        """Also a draft that was complete before; but what was sent back and not touched since is not handed in again."""
        if self.why or not self.is_complete or self.kind not in ("changed", "conflict", "unchanged"):
            return False
        return self.kind != "unchanged" or (self.update is not None and self.update.state == UpdateState.DRAFT and self.now == self.brought)


@dataclass(slots=True)
class Comparison:
    rows: list[Compared]
    titles: dict[str, str]  # column -> title
    problems: list[dict[str, Any]]  # of no row that is compared
    notes: list[dict[str, Any]]

    def changes(self, row: Compared) -> list[tuple[str, str, str]]:
        """(title, what is saved, what the workbook says) of each column that differs, a status in words."""
        pairs = [(name, row.now.get(name, ""), row.brought[name]) for name in self.titles if name in row.brought]
        return [(self.titles[name], _shown(name, now), _shown(name, said)) for name, now, said in pairs if now != said]

    def of(self, *kinds: str) -> list[Compared]:
        return [row for row in self.rows if row.kind in kinds]

    @property
    def to_save(self) -> list[Compared]:
        return self.of("changed", "conflict")

    @property
    def to_submit(self) -> list[Compared]:
        return [row for row in self.rows if row.can_be_submitted]

    @property
    def mark(self) -> str:
        """Of what was seen: the same as long as nothing changed that matters."""
        seen = [[row.reference, row.kind, row.changed_at.isoformat() if row.changed_at else "", row.now] for row in self.rows]
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()


def _shown(name: str, text: str) -> str:
    return str(Status(text).label) if name == columns.STATUS and text in Status.values else text


def compare(brought: Return) -> Comparison:
    """Row by row; a dozen queries however many there are."""
    handout = brought.handout
    given = {row["assignment"]: row for row in handout.rows}
    found = Assignment.objects.filter(public_id__in=given).select_related("recommendation__document__mechanism", "institution")
    assignments = {str(one.public_id): one for one in found.defer("recommendation__search", "recommendation__source")}
    updates, rounds = open_updates(assignments.values()), open_rounds(assignments.values())
    saved = _saved_from(handout, brought)
    lines = {row["line"] for row in brought.rows}
    wrong: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for problem in brought.problems:
        wrong[problem["line"]].append(problem)
    titles = {column.name: column.title for column in columns.columns(handout.questions)}
    required = {f"{columns.QUESTION}{q['question']}" for q in handout.questions if q["is_required"]}
    rows = []
    for row in brought.rows:
        assignment = assignments.get(row["assignment"])
        update = updates.get(assignment.pk) if assignment else None
        round = rounds.get(assignment.pk) if assignment else None
        one = _compare_row(row, given[row["assignment"]], assignment, update, round, handout, saved.get(row["assignment"], []))
        one.lacks = [titles[name] for name in (columns.STATUS, columns.TEXT, *sorted(required & set(one.now))) if not one.brought.get(name)]
        if cells := [problem for problem in wrong[row["line"]] if problem["code"] in OF_CELLS]:
            one.problems = cells
            one.kind = one.kind if one.kind == "refused" else "wrong"
        rows.append(one)
    others = [p for p in brought.problems if p["code"] not in OF_NOTES and not (p["code"] in OF_CELLS and p["line"] in lines)]
    return Comparison(rows, titles, others, [p for p in brought.problems if p["code"] in OF_NOTES])


def _saved_from(handout: Handout, brought: Return) -> dict[str, list[dict[str, Any]]]:
    """Assignment -> what this person saved from earlier uploads of the same workbook: it is no surprise to them."""
    saved: dict[str, list[dict[str, Any]]] = defaultdict(list)
    earlier = Return.objects.filter(handout=handout, applied_at__isnull=False, uploaded_by=brought.uploaded_by_id).exclude(pk=brought.pk)
    for one in earlier.order_by("applied_at", "pk").values_list("applied", flat=True):
        for assignment, what in one.items():
            saved[assignment].append(what)
    return saved


def _compare_row(
    row: dict[str, Any],
    given: dict[str, Any],
    assignment: Assignment | None,
    update: Update | None,
    round: Round | None,
    handout: Handout,
    saved: list[dict[str, Any]],
) -> Compared:
    asked = [name for name in given["values"] if name.startswith(columns.QUESTION)]
    now = said_now(update, asked)
    typed = row["values"]
    base = given["values"]
    read_at = given["changed_at"]
    touched = any(typed[name] != base[name] for name in typed)
    own = next((one for one in reversed(saved) if update is not None and one["changed_at"] == update.changed_at.isoformat()), None)
    if own is not None:
        base, read_at = own["values"], own["changed_at"]
    changes = {name: text for name, text in typed.items() if text != base.get(name, "")} if touched else {}
    one = Compared("unchanged", row["line"], assignment, given["reference"], now, now | changes, update)
    one.brought[columns.LINKS] = _links(now, base, typed)
    if why := _why_not(assignment, update, round, given, handout):
        one.kind, one.why, one.brought = ("refused" if changes else "unchanged"), why, now | changes
    elif one.brought != now:
        version = update.changed_at if update else None
        is_newer = version != (parse_datetime(read_at) if read_at else None)
        surprises = [name for name in now if name != columns.LINKS and now[name] != base.get(name, "")]
        one.kind = "conflict" if is_newer and surprises else "changed"
    return one


def _links(now: dict[str, str], base: dict[str, str], typed: dict[str, str]) -> str:
    """Links never clash: what was added is added, what was taken away is taken away."""
    before, saved = base.get(columns.LINKS, "").split(), now[columns.LINKS].split()
    mine = typed.get(columns.LINKS, base.get(columns.LINKS, "")).split()
    return "\n".join([link for link in saved if link in mine or link not in before] + [link for link in mine if link not in before + saved])


def _why_not(
    assignment: Assignment | None, update: Update | None, round: Round | None, given: dict[str, Any], handout: Handout
) -> str:  # fmt: skip
    """Why nothing can be saved on this row any more; blank where it can."""
    if assignment is None or assignment.institution_id != handout.institution_id:
        return _("The recommendation is no longer assigned to your institution.")
    if update is not None and update.state not in EDITABLE:
        who = {"name": update.submitted_by.name if update.submitted_by else update.author.name}
        who["on"] = date_format(localtime(update.submitted_at or update.changed_at))
        return _("%(name)s submitted an update on %(on)s. It can be changed if it is sent back.") % who
    if given["round"] and (round is None or str(round.public_id) != given["round"]):
        return _("The round was closed, or no longer asks about it.")
    if update is None and assignment.answered_at is not None:
        return _("It was answered on %(on)s.") % {"on": date_format(localtime(assignment.answered_at))}
    return ""
