"""Taking back what operations/bulk.py did: exactly as it was before, but for what somebody has worked on since."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.enums import AssignmentRole, BulkKind, TagOrigin
from recommendations.models import Assignment, BulkChange, Cluster, ClusterMember, Extension, Recommendation, Tag
from recommendations.operations.bulk import lock
from recommendations.permissions import can_change_in_bulk
from recommendations.queries.sets import among, guarded_by_others, portions


class UndoneAlready(Refused):
    """Somebody has undone it before."""


@operation
def undo_bulk(*, by: User, change: BulkChange) -> int:
    """Gives how many recommendations were left as they are, because somebody has worked on them since."""
    require(can_change_in_bulk(by))
    change = BulkChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if change.undone_at:
        raise UndoneAlready(_("This was undone already. Nothing was changed."))
    left = UNDO[BulkKind(change.kind)](change)
    change.undone_at = timezone.now()
    change.save(update_fields=["undone_at"])
    return left


def _assigned(change: BulkChange) -> int:
    did = change.undoing
    changed = {pk: (role, day and date.fromisoformat(day)) for pk, role, day in did["changed"]}
    everything = Assignment.objects.filter(pk__in=among([*did["created"], *changed, *did["demoted"]]))
    recommendation_of = dict(everything.values_list("pk", "recommendation_id"))
    lock(Recommendation.objects.filter(pk__in=among(set(recommendation_of.values()))))
    as_left = Q(role=did["role"]) & (Q(due_on=did["due_on"]) if did["due_on"] else Q())
    unanswered = Q(answered_at=None) | Q(answered_at__lte=change.done_at)

    created = Assignment.objects.filter(pk__in=among(did["created"]))
    free = created.filter(as_left, answered_at=None, due_on=did["due_on"], institution=did["institution"])
    removable = list(free.values_list("pk", flat=True))
    guarded = guarded_by_others(Assignment, removable)
    _delete(Assignment, [pk for pk in removable if pk not in guarded])
    stay = set(created.values_list("pk", flat=True))

    held = Assignment.objects.filter(pk__in=among(changed))
    untouched = set(held.filter(as_left & unanswered).values_list("pk", flat=True))
    stay |= set(held.values_list("pk", flat=True)) - untouched
    groups: dict[tuple[str, date | None], list[int]] = defaultdict(list)
    for pk in untouched:
        groups[changed[pk]].append(pk)
    for (role, day), pks in sorted(groups.items(), key=lambda group: group[0][0] == AssignmentRole.LEAD):  # first those that make room for a lead
        stay |= _restore(pks, role=role, due_on=day)
    _forget(change, untouched - stay)

    demoted = Assignment.objects.filter(pk__in=among(did["demoted"]))
    still = set(demoted.filter(role=AssignmentRole.SUPPORTING).values_list("pk", flat=True))
    stay |= set(demoted.values_list("pk", flat=True)) - still
    stay |= _restore(list(still), role=AssignmentRole.LEAD)
    return len({recommendation_of[pk] for pk in stay})


def _restore(pks: list[int], **before: Any) -> set[int]:
    """Set the assignments as they were; gives those where another institution leads now."""
    rows, blocked = Assignment.objects.filter(pk__in=among(pks)), set()
    if before["role"] == AssignmentRole.LEAD:
        leads = Assignment.objects.filter(role=AssignmentRole.LEAD).exclude(pk__in=among(pks))
        blocked = set(rows.filter(recommendation__in=leads.values("recommendation")).values_list("pk", flat=True))
        rows = rows.exclude(pk__in=among(blocked))
    rows.update(**before)
    return blocked


def _clustered(change: BulkChange) -> int:
    _delete(ClusterMember, change.undoing["created"])
    return 0


def _unclustered(change: BulkChange) -> int:
    """Where the cluster was deleted since, nothing can go back into it."""
    cluster = Cluster.objects.select_for_update().filter(pk=change.undoing["cluster"]).first()
    if cluster is None:
        return change.count
    there = set(cluster.members.values_list("recommendation_id", flat=True))
    back = lock(Recommendation.objects.filter(pk__in=among(pk for pk in change.undoing["taken"] if pk not in there)))
    for some in portions(back):
        ClusterMember.objects.bulk_create([ClusterMember(cluster=cluster, recommendation_id=pk) for pk in some])
    return 0


def _tagged(change: BulkChange) -> int:
    """A tag that a source has confirmed since, or whose term was merged into another, stays."""
    tags = Tag.objects.filter(pk__in=among(change.undoing["created"]))
    _delete(Tag, list(tags.filter(term=change.undoing["term"], origin=TagOrigin.NATIONAL).values_list("pk", flat=True)))
    return tags.count()


def _due(change: BulkChange) -> int:
    """An assignment that was answered since, or given another due date, keeps it."""
    before = {pk: day and date.fromisoformat(day) for pk, day in change.undoing["changed"]}
    rows = Assignment.objects.filter(pk__in=among(before))
    recommendation_of = dict(rows.select_for_update().order_by("pk").values_list("pk", "recommendation_id"))
    unanswered = Q(answered_at=None) | Q(answered_at__lte=change.done_at)
    untouched = set(rows.filter(unanswered, due_on=change.undoing["due_on"]).values_list("pk", flat=True))
    groups: dict[date | None, list[int]] = defaultdict(list)
    for pk in untouched:
        groups[before[pk]].append(pk)
    for day, pks in groups.items():
        Assignment.objects.filter(pk__in=among(pks)).update(due_on=day)
    _forget(change, untouched)
    return len({recommendation for pk, recommendation in recommendation_of.items() if pk not in untouched})


def _forget(change: BulkChange, restored: set[int]) -> None:
    """Due dates that are as they were have not slipped; the history keeps that they had moved."""
    Extension.objects.filter(change=change, assignment__in=among(restored)).delete()


def _delete(model: Any, pks: list[int]) -> None:
    for some in portions(pks):
        model.objects.filter(pk__in=among(some)).delete()


UNDO: dict[BulkKind, Callable[[BulkChange], int]] = {
    BulkKind.ASSIGNED: _assigned,
    BulkKind.CLUSTERED: _clustered,
    BulkKind.UNCLUSTERED: _unclustered,
    BulkKind.TAGGED: _tagged,
    BulkKind.DUE: _due,
}
