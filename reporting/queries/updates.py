from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ministries.permissions import affiliations, headed_by
from nmirf.accounts.permissions import is_administrator, is_secretariat
from recommendations.models import Assignment, OverlapMember, Recommendation
from reporting.enums import UpdateState
from reporting.models import AlsoAnswered, Answer, Evidence, StatusChange, Update
from reporting.permissions import has_duties

TO_WRITE = "to_write"  # beside the states: assignments that wait for their first line
TITLES = {
    UpdateState.RETURNED: _("Sent back"),
    TO_WRITE: _("To write"),
    UpdateState.DRAFT: _("Drafts"),
    UpdateState.CLEARANCE: _("In clearance"),
    UpdateState.SUBMITTED: _("Waiting for review"),
    UpdateState.APPROVED: _("Approved"),
}


def with_context(updates: QuerySet[Update]) -> QuerySet[Update]:
    """With all that a line of a list says."""
    return updates.select_related(
        "assignment__institution", "assignment__recommendation__document__mechanism", "author", "submitted_by", "reviewed_by"
    )


def tabs(user: Any) -> list[str]:
    """The states a person sees updates in, what asks for something first."""
    if is_secretariat(user):
        return [UpdateState.SUBMITTED, UpdateState.RETURNED, UpdateState.DRAFT, UpdateState.APPROVED]
    if has_duties(user):
        clearance = [UpdateState.CLEARANCE] if any(i.needs_clearance for i in affiliations(user).institutions) else []
        return [UpdateState.RETURNED, TO_WRITE, UpdateState.DRAFT, *clearance, UpdateState.SUBMITTED, UpdateState.APPROVED]
    return [UpdateState.APPROVED]


def mine(user: Any) -> QuerySet[Update]:
    """Updates a person works with: all for those who run the mechanism, else those of the own institutions."""
    updates = Update.objects.visible_to(user)
    return updates if is_secretariat(user) or is_administrator(user) else updates.filter(assignment__institution__in=affiliations(user).ids)


def to_write(user: Any) -> QuerySet[Assignment]:
    """Unanswered assignments of the person's institutions without an open update, by due date."""
    begun = Update.objects.exclude(state=UpdateState.APPROVED).values("assignment")
    return (
        Assignment.objects.unanswered()
        .filter(institution__in=affiliations(user).ids)
        .exclude(pk__in=begun)
        .select_related("institution", "recommendation__document__mechanism")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def counts(user: Any, institution: str = "") -> dict[str, int]:
    """Tab -> how many; of one institution where its slug is given."""
    updates, waiting = mine(user), to_write(user)
    if institution:
        updates, waiting = updates.filter(assignment__institution__slug=institution), waiting.filter(institution__slug=institution)
    by_state = dict(updates.values_list("state").annotate(number=Count("pk")).order_by("state"))
    return {tab: waiting.count() if tab == TO_WRITE else by_state.get(tab, 0) for tab in tabs(user)}


def in_state(user: Any, state: str) -> QuerySet[Update]:
    """Those waiting for somebody oldest first, approved ones newest first."""
    order = {UpdateState.APPROVED: "-reviewed_at", UpdateState.SUBMITTED: "submitted_at", UpdateState.RETURNED: "reviewed_at"}
    return with_context(mine(user).filter(state=state)).order_by(order.get(UpdateState(state), "changed_at"), "pk")


def review_queue() -> QuerySet[Update]:
    return with_context(Update.objects.filter(state=UpdateState.SUBMITTED)).order_by("submitted_at", "pk")


def to_clear(user: Any) -> QuerySet[Update]:
    """What waits for the person's consent as a head, the oldest first."""
    waiting = Update.objects.filter(state=UpdateState.CLEARANCE, assignment__institution__in=headed_by(user))
    return with_context(waiting).order_by("submitted_at", "pk")


def next_to_review(update: Update) -> Update | None:
    """The one after this in the queue, and from its end back to the oldest."""
    others = list(review_queue().exclude(pk=update.pk).values_list("submitted_at", "pk"))
    later = [key for key in others if update.submitted_at is not None and key > (update.submitted_at, update.pk)]
    return Update.objects.get(pk=(later or others)[0][1]) if others else None


def open_update(assignment: Assignment) -> Update | None:
    under_way = Update.objects.filter(assignment=assignment).exclude(state=UpdateState.APPROVED)
    return under_way.select_related("author", "reviewed_by", "held_back_by", "round").first()


def answers_of(update: Update | None) -> list[Answer]:
    """To its round's own questions, in their order."""
    return list(update.answers.select_related("question").order_by("question__order")) if update else []


def answerable_too(assignment: Assignment) -> QuerySet[Assignment]:
    """The institution's assignments to recommendations that ask the same (one overlap group), with no other answer under way."""
    group = OverlapMember.objects.filter(recommendation=assignment.recommendation_id).values("group")
    others = Assignment.objects.filter(institution=assignment.institution_id, recommendation__overlap_member__group__in=group).exclude(
        pk=assignment.pk
    )
    under_way = Update.objects.exclude(state=UpdateState.APPROVED).exclude(assignment=assignment)
    free = others.exclude(pk__in=under_way.values("assignment")).exclude(
        pk__in=AlsoAnswered.objects.filter(update__in=under_way).values("assignment")
    )
    return free.select_related("recommendation__document__mechanism").order_by("pk")


def last_approved(assignment: Assignment, before: Update | None = None) -> Update | None:
    """The institution's last approved update, or the last one before the update given."""
    answers = Q(assignment=assignment) | Q(pk__in=AlsoAnswered.objects.filter(assignment=assignment).values("update"))
    approved = Update.objects.filter(answers).approved().select_related("reviewed_by")
    if before is not None:
        approved = approved.exclude(pk=before.pk)
        if before.reviewed_at is not None and before.state == UpdateState.APPROVED:
            approved = approved.filter(reviewed_at__lt=before.reviewed_at)
    return approved.order_by("-reviewed_at", "-pk").first()


def of_recommendation(user: Any, recommendation: Recommendation) -> list[Update]:
    """All the person may read about it, newest first, with evidence; also what was written on another that asks the same."""
    also = AlsoAnswered.objects.filter(assignment__recommendation=recommendation).values("update")
    updates = with_context(Update.objects.visible_to(user).filter(Q(assignment__recommendation=recommendation) | Q(pk__in=also)))
    evidence = Prefetch("evidence", Evidence.objects.order_by("pk"))
    return list(updates.prefetch_related(evidence).order_by(F("reviewed_at").desc(nulls_first=True), "-pk"))


def status_history(recommendation: Recommendation) -> QuerySet[StatusChange]:
    changes = StatusChange.objects.filter(recommendation=recommendation)
    return changes.select_related("update__assignment__institution").order_by("-on", "-pk")


def writable_assignments(user: Any, recommendation: Recommendation) -> QuerySet[Assignment]:
    mine = Assignment.objects.filter(recommendation=recommendation, institution__in=affiliations(user).ids)
    return mine.select_related("institution").order_by("pk")
