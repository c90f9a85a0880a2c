"""Overlaps: suggested by comparison, decided by people. Nothing is merged: each recommendation stays citable."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from nmirf.jobs.kinds import Progress
from nmirf.jobs.models import Job
from nmirf.jobs.operations import start_job
from recommendations.enums import Decision, Kind
from recommendations.models import OverlapGroup, OverlapMember, OverlapSuggestion, Recommendation
from recommendations.operations.clusters import NotOurs
from recommendations.permissions import can_group
from recommendations.queries.overlaps import compared, labels
from recommendations.themes.overlaps import Record, find

FIND = "overlaps.find"  # the kind of job


class TooFew(Refused):
    """A group of one says nothing."""


class NothingAsked(Refused):
    """An observation asks for nothing."""


@operation
def start_finding(*, by: User) -> Job:
    """Have recommendations compared in the background."""
    require(can_group(by))
    return start_job(by=by, kind=FIND, title=_("Looking for recommendations that ask the same"), arguments={})


@operation
def find_overlaps(*, by: User, progress: Progress | None = None) -> int:
    """Compare all recommendations to this State; gives how many pairs wait for a decision.

    What people decided stays decided. Open pairs that are no longer found are forgotten.
    """
    require(can_group(by))
    rows = compared()
    carried = labels(rows)
    given = rows.values_list("pk", "document", "text", "language")
    records = [Record(pk, document, text, language, carried.get(pk, frozenset())) for pk, document, text, language in given]
    group_of = dict(OverlapMember.objects.values_list("recommendation", "group"))
    decided = set(OverlapSuggestion.objects.exclude(decision=Decision.OPEN).values_list("first", "second"))
    pairs = [
        OverlapSuggestion(first_id=p.first, second_id=p.second, similarity=p.similarity, words=p.words)
        for p in find(records, at=lambda done: progress.at(done, len(records)) if progress else None)
        if (p.first, p.second) not in decided and (p.first not in group_of or group_of[p.first] != group_of.get(p.second))
    ]
    OverlapSuggestion.objects.filter(decision=Decision.OPEN).delete()
    OverlapSuggestion.objects.bulk_create(pairs, batch_size=2000)
    return len(pairs)


@operation
def accept_overlap(*, by: User, suggestion: OverlapSuggestion) -> OverlapGroup:
    """The two ask the same: they share a group from now on, with whatever is in either's."""
    require(can_group(by))
    suggestion = OverlapSuggestion.objects.select_for_update().get(pk=suggestion.pk)
    group = group_recommendations(by=by, recommendations=Recommendation.objects.filter(pk__in=[suggestion.first_id, suggestion.second_id]))
    _decide(by, [suggestion], Decision.ACCEPTED)
    return group


@operation
def reject_overlap(*, by: User, suggestion: OverlapSuggestion) -> OverlapSuggestion:
    """They don't ask the same; the pair isn't suggested again. A group both are in already stays."""
    require(can_group(by))
    suggestion = OverlapSuggestion.objects.select_for_update().get(pk=suggestion.pk)
    _decide(by, [suggestion], Decision.REJECTED)
    return suggestion


@operation
def group_recommendations(*, by: User, recommendations: Iterable[Recommendation], group: OverlapGroup | None = None, note: str = "") -> OverlapGroup:
    """Put recommendations into one group, `group` or a new one; groups that some of them are in are joined.

    Raises TooFew where the group would have one member.
    """
    require(can_group(by))
    chosen = sorted({r.pk for r in recommendations})
    rows = Recommendation.objects.filter(pk__in=chosen).order_by("pk").select_for_update(of=("self",))
    _refuse_unfit(list(rows.select_related("document")), len(chosen))
    joined = set(OverlapMember.objects.filter(recommendation__in=chosen).values_list("group", flat=True)) | ({group.pk} if group else set())
    there = list(OverlapGroup.objects.filter(pk__in=joined).order_by("pk").select_for_update())
    kept = next((g for g in there if group and g.pk == group.pk), None) or (there[0] if there else OverlapGroup.objects.create(note=note))
    for other in there:
        if other.pk != kept.pk:
            OverlapMember.objects.filter(group=other).update(group=kept)
            other.delete()
    in_it = set(kept.members.values_list("recommendation", flat=True))
    OverlapMember.objects.bulk_create([OverlapMember(group=kept, recommendation_id=pk) for pk in chosen if pk not in in_it])
    if kept.members.count() < 2:
        raise TooFew(_("Choose two recommendations at least: a group says who asks the same."))
    if not kept.note:
        kept.note = note or next((g.note for g in there if g.note), "")
        kept.save(update_fields=["note"])
    _settle(by, kept)
    return kept


@operation
def change_group(*, by: User, group: OverlapGroup, note: str) -> OverlapGroup:
    """Say in a few words what they ask."""
    require(can_group(by))
    group = OverlapGroup.objects.select_for_update().get(pk=group.pk)
    group.note = note
    group.save(update_fields=["note"])
    return group


@operation
def take_out_of_group(*, by: User, group: OverlapGroup, recommendation: Recommendation) -> OverlapGroup | None:
    """It asks something else after all: not suggested with the others again. Gives None where one would be left: the group is gone."""
    require(can_group(by))
    group = OverlapGroup.objects.select_for_update().get(pk=group.pk)
    left = list(group.members.exclude(recommendation=recommendation).values_list("recommendation", flat=True))
    if not group.members.filter(recommendation=recommendation).delete()[0]:
        return group
    pairs = OverlapSuggestion.objects.filter(first__in=[recommendation.pk, *left], second__in=[recommendation.pk, *left])
    _decide(by, [p for p in pairs if recommendation.pk in (p.first_id, p.second_id)], Decision.REJECTED)
    if len(left) < 2:
        group.delete()
        return None
    return group


@operation
def dissolve_group(*, by: User, group: OverlapGroup) -> None:
    """The group is gone, its recommendations are as they were; what was suggested of them may be decided again."""
    require(can_group(by))
    group = OverlapGroup.objects.select_for_update().get(pk=group.pk)
    of = list(group.members.values_list("recommendation", flat=True))
    accepted = OverlapSuggestion.objects.filter(first__in=of, second__in=of, decision=Decision.ACCEPTED)
    accepted.update(decision=Decision.OPEN, decided_by=None, decided_at=None)
    group.delete()


def _refuse_unfit(rows: list[Recommendation], chosen: int) -> None:
    ours = Recommendation.objects.ours().filter(pk__in=[r.pk for r in rows]).count()
    if ours < chosen:
        raise NotOurs(_("Recommendations to other States are kept for comparison and can't be put into an overlap group."))
    if any(r.kind == Kind.OBSERVATION for r in rows):
        raise NothingAsked(_("An observation asks for nothing. Choose recommendations only."))


def _settle(by: User, group: OverlapGroup) -> None:
    """Open pairs within a group are answered by it."""
    of = list(group.members.values_list("recommendation", flat=True))
    _decide(by, list(OverlapSuggestion.objects.filter(first__in=of, second__in=of, decision=Decision.OPEN)), Decision.ACCEPTED)


def _decide(by: User, suggestions: list[OverlapSuggestion], decision: Decision) -> None:
    OverlapSuggestion.objects.filter(pk__in=[s.pk for s in suggestions]).update(decision=decision, decided_by=by, decided_at=timezone.now())
