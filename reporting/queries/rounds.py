"""Rounds: which one asks about an assignment, how far each institution is, and what a focal point can hand in."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ministries.permissions import affiliations
from nmirf.accounts.permissions import is_staff
from recommendations.enums import Status
from recommendations.models import Assignment
from reporting.enums import UpdateState
from reporting.models import Nudge, Round, RoundItem, RoundQuestion, Update

TO_WRITE = "to_write"  # beside the states of updates: an item that waits for its first line
# One state, said to each side in its own words.
FOR_INSTITUTION: dict[str, Promise] = {
    UpdateState.RETURNED: _("Sent back to you"),
    TO_WRITE: _("To write"),
    UpdateState.DRAFT: _("Draft"),
    UpdateState.CLEARANCE: _("Waiting for clearance in your institution"),
    UpdateState.SUBMITTED: _("With the secretariat"),
    UpdateState.APPROVED: _("Approved"),
}
FOR_SECRETARIAT: dict[str, Promise] = {
    TO_WRITE: _("Nothing written"),
    UpdateState.DRAFT: _("Being written"),
    UpdateState.RETURNED: _("Sent back by us"),
    UpdateState.CLEARANCE: _("In clearance there"),
    UpdateState.SUBMITTED: _("Waiting for our review"),
    UpdateState.APPROVED: _("Approved"),
}
MISSING = (TO_WRITE, UpdateState.DRAFT, UpdateState.RETURNED, UpdateState.CLEARANCE)  # what the secretariat still waits for
AT_ONCE = timedelta(seconds=1)  # sending back saves the update too; what is saved later than this after it was changed by a person


def open_round(assignment: Assignment) -> Round | None:
    """The open round that asks about it: there is never more than one."""
    return Round.objects.open().filter(items__assignment=assignment).order_by("-opened_at", "-pk").first()


def rounds_for(user: Any) -> QuerySet[Round]:
    """Open ones first, then those in preparation, the newest on top; with `item_count` (of the person's institutions, or of all)."""
    counted = Count("items") if is_staff(user) else Count("items", filter=Q(items__assignment__institution__in=affiliations(user).ids))
    return Round.objects.visible_to(user).annotate(item_count=counted).order_by(F("closed_at").desc(nulls_first=True), "-opens_on", "-pk")


def asked_elsewhere(round: Round) -> QuerySet[Any, Any]:
    """Assignments that another open round asks about."""
    return RoundItem.objects.filter(round__in=Round.objects.open().exclude(pk=round.pk)).values("assignment")


def candidates(round: Round, *, unanswered: bool = True, **chosen: Any) -> QuerySet[Assignment]:
    """Assignments that could be asked about, narrowed by `mechanism`, `cluster`, `theme` and `institution` where given."""
    rows = Assignment.objects.filter(institution__is_active=True).exclude(round_items__round=round).exclude(pk__in=asked_elsewhere(round))
    if unanswered:
        rows = rows.unanswered()
    if mechanism := chosen.get("mechanism"):
        rows = rows.filter(recommendation__document__mechanism=mechanism)
    if cluster := chosen.get("cluster"):
        rows = rows.filter(recommendation__cluster_members__cluster=cluster)
    if theme := chosen.get("theme"):
        rows = rows.filter(recommendation__tags__term=theme)
    if institution := chosen.get("institution"):
        rows = rows.filter(institution=institution)
    return rows


def with_state(items: QuerySet[RoundItem]) -> QuerySet[Any]:
    """Each with `state` and `update_public_id`: of its latest update in the round, its own or one on another item that answers it too."""
    in_round = Update.objects.filter(round=OuterRef("round")).order_by("-pk")
    own, also = in_round.filter(assignment=OuterRef("assignment")), in_round.filter(also__assignment=OuterRef("assignment"))
    return items.annotate(
        state=Coalesce(Subquery(own.values("state")[:1]), Subquery(also.values("state")[:1]), Value(TO_WRITE)),
        update_public_id=Coalesce(Subquery(own.values("public_id")[:1]), Subquery(also.values("public_id")[:1])),
    )


def items_of(round: Round, user: Any, *, institution: str = "") -> QuerySet[Any]:
    """Those a person works with, in the order of their documents; of one institution where its slug is given."""
    items = RoundItem.objects.filter(round=round)
    if not is_staff(user):
        items = items.filter(assignment__institution__in=affiliations(user).ids)
    if institution:
        items = items.filter(assignment__institution__slug=institution)
    related = with_state(items).select_related("assignment__institution", "assignment__recommendation__document__mechanism")
    document = "assignment__recommendation__document"
    return related.order_by(f"{document}__symbol", document, "assignment__recommendation__paragraph_key", "pk")


def state_counts(items: QuerySet[Any]) -> dict[str, int]:
    return dict(items.order_by().values_list("state").annotate(number=Count("pk")))


@dataclass(frozen=True, slots=True)
class Cell:
    state: str
    title: Promise
    number: int


@dataclass(slots=True)
class Line:
    """An institution on the board."""

    institution: int
    slug: str
    name: str
    counts: dict[str, int] = field(default_factory=dict)
    reminded_on: date | None = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def missing(self) -> int:
        return sum(self.counts.get(state, 0) for state in MISSING)

    @property
    def cells(self) -> list[Cell]:
        return [Cell(state, title, self.counts.get(state, 0)) for state, title in FOR_SECRETARIAT.items()]


def board(round: Round) -> list[Line]:
    """Institutions by how much is missing, the most first."""
    lines: dict[int, Line] = {}
    named = ("assignment__institution", "assignment__institution__slug", "assignment__institution__name", "state")
    counted = with_state(RoundItem.objects.filter(round=round)).order_by().values_list(*named).annotate(number=Count("pk"))
    for institution, slug, name, state, number in counted:
        lines.setdefault(institution, Line(institution, slug, name)).counts[state] = number
    reminded = Nudge.objects.filter(round=round).values_list("user__holdings__post__institution").annotate(last=Max("on"))
    for institution, last in reminded:
        if institution in lines:
            lines[institution].reminded_on = last
    return sorted(lines.values(), key=lambda line: (-line.missing, line.name))


def sums(lines: list[Line]) -> list[Cell]:
    """Of all institutions."""
    return [Cell(state, title, sum(line.counts.get(state, 0) for line in lines)) for state, title in FOR_SECRETARIAT.items()]


def missing_by_institution(round: Round) -> dict[int, int]:
    """Institution -> how many answers it still owes; those that owe none are left out."""
    return {line.institution: line.missing for line in board(round) if line.missing}


@dataclass(frozen=True, slots=True)
class Lacking:
    """An answer that can't be handed in yet, and what it lacks."""

    update: Update
    why: list[Promise | str]


def handing_in(round: Round, user: Any) -> tuple[list[Update], list[Lacking]]:
    """What of a person's institutions is ready to be handed in, and what is begun but isn't ready."""
    needed = RoundQuestion.objects.filter(round=round, is_required=True).exclude(answers__update=OuterRef("pk"))
    begun = Update.objects.filter(
        round=round, assignment__institution__in=affiliations(user).ids, state__in=[UpdateState.DRAFT, UpdateState.RETURNED]
    )
    related = begun.select_related("assignment__institution", "assignment__recommendation__document__mechanism")
    ready: list[Update] = []
    lacking: list[Lacking] = []
    for update in related.annotate(lacks_answers=Exists(needed)).order_by("assignment__recommendation__document__symbol", "pk"):
        why = what_lacks(update, lacks_answers=update.lacks_answers)
        if why:
            lacking.append(Lacking(update, why))
        else:
            ready.append(update)
    return ready, lacking


def what_lacks(update: Update, *, lacks_answers: bool) -> list[Promise | str]:
    why: list[Promise | str] = []
    if update.status == Status.NO_INFORMATION:
        why.append(_("the status of implementation"))
    if not update.text.strip():
        why.append(_("what was done"))
    if lacks_answers:
        why.append(_("answers to questions of the round"))
    if update.state == UpdateState.RETURNED and update.reviewed_at and update.changed_at <= update.reviewed_at + AT_ONCE:
        why.append(_("what it was sent back for: nothing has changed since"))
    return why


def unanswered_questions(update: Update) -> list[RoundQuestion]:
    """Those of its round that have to be answered and aren't, in their order."""
    questions = RoundQuestion.objects.filter(round=update.round_id, is_required=True)
    return list(questions.exclude(answers__update=update).order_by("order"))
