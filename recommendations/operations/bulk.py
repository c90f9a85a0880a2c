"""One thing done to all of a result, however long: by sets, with what it takes to undo it (operations/bulk_undo.py).

`expected` is the number the person saw: where the result has changed since, nothing is done and they are told.

    kind         undoing
    assigned     {"institution", "role", "due_on", "created": [assignment], "changed": [[assignment, role, due date] before], "demoted": [assignment]}
    clustered    {"cluster", "created": [membership]}
    unclustered  {"cluster", "taken": [recommendation]}
    tagged       {"term", "created": [tag]}
    due          {"due_on", "changed": [[assignment, due date before]]}, by operations/assignments.py

All of them by primary key; "left_out" says how many of the result were not fit for it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ministries.models import Institution
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from nmirf.jobs.kinds import Progress
from nmirf.jobs.models import Job
from nmirf.jobs.operations import start_job
from recommendations.enums import AssignmentRole, BulkKind, Kind, TagOrigin
from recommendations.models import Assignment, BulkChange, Cluster, ClusterMember, Recommendation, Tag, Term
from recommendations.operations.assignments import AlreadyLed, already_led, refuse_nothing_to_implement, refuse_unfit
from recommendations.operations.clusters import NotOurs, create_cluster
from recommendations.operations.due import record, refuse_past
from recommendations.permissions import can_assign, can_change_in_bulk, can_cluster, can_tag
from recommendations.queries.sets import among, portions

BULK = "recommendations.bulk"


class ResultChanged(Refused):
    """The person decided about another number of recommendations than the filters find now."""


class NothingChanges(Refused):
    """All that was chosen is so already."""


@operation
def start_bulk(*, by: User, kind: str, query: str, expected: int, given: dict[str, Any]) -> Job:
    """Have one of the changes below made in the background; `given` as operations/bulk_by_ids.py takes it."""
    require(can_change_in_bulk(by))
    arguments = {"kind": kind, "query": query, "expected": expected, "given": given}
    title = {
        BulkKind.ASSIGNED: _("Assigning recommendations"),
        BulkKind.CLUSTERED: _("Putting recommendations into a cluster"),
        BulkKind.UNCLUSTERED: _("Taking recommendations out of a cluster"),
        BulkKind.TAGGED: _("Giving recommendations a term"),
    }[BulkKind(kind)]
    return start_job(by=by, kind=BULK, title=title, arguments=arguments)


@operation
def assign_all(
    *,
    by: User,
    recommendations: QuerySet[Recommendation],
    institution: Institution,
    role: str,
    due_on: date | None = None,
    replace_lead: bool = False,
    expected: int | None = None,
    progress: Progress | None = None,
) -> BulkChange:
    """As `assign`, but observations, other States' and, without `replace_lead`, those led by others are left out."""
    require(can_assign(by))
    refuse_unfit(institution)
    refuse_past(due_on)
    chosen = lock(recommendations, expected)
    fit = _pks(chosen, Recommendation.objects.ours().filter(kind=Kind.RECOMMENDATION))
    if not fit:
        refuse_nothing_to_implement(chosen)
    demoted: list[int] = []
    if role == AssignmentRole.LEAD:
        others = Assignment.objects.filter(recommendation__in=among(fit), role=AssignmentRole.LEAD).exclude(institution=institution)
        if replace_lead:
            demoted = list(others.values_list("pk", flat=True))
            Assignment.objects.filter(pk__in=among(demoted)).update(role=AssignmentRole.SUPPORTING)
        else:
            led = set(others.values_list("recommendation_id", flat=True))
            if led and len(led) == len(fit):
                raise AlreadyLed(already_led(others))
            fit = [pk for pk in fit if pk not in led]
    held = Assignment.objects.filter(recommendation__in=among(fit), institution=institution)
    had = set(held.values_list("recommendation_id", flat=True))
    change: dict[str, Any] = {"role": role} | ({"due_on": due_on} if due_on else {})
    different = held.exclude(**change)
    was = list(different.values_list("pk", "role", "due_on"))
    before = [[pk, role_before, _iso(day)] for pk, role_before, day in was]
    different.update(**change)
    created = _create(
        [pk for pk in fit if pk not in had],
        lambda pk: Assignment(recommendation_id=pk, institution=institution, role=role, due_on=due_on, assigned_by=by),
        progress,
    )
    undoing = {"institution": institution.pk, **change, "due_on": _iso(due_on), "created": created, "changed": before, "demoted": demoted}
    done = _done(by, BulkKind.ASSIGNED, institution.name, len(created) + len(before), undoing, len(chosen) - len(fit))
    if due_on:
        record(by=by, before=[(pk, day) for pk, _role, day in was], after=due_on, change=done)
    return done


@operation
def put_all_into_cluster(
    *,
    by: User,
    recommendations: QuerySet[Recommendation],
    cluster: Cluster | None = None,
    name: str = "",
    expected: int | None = None,
    progress: Progress | None = None,
) -> BulkChange:
    """Into a cluster there is, or a new one of this name. Those about other States are left out."""
    require(can_cluster(by))
    cluster = cluster or create_cluster(by=by, name=name)
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    chosen = lock(recommendations, expected)
    fit = _ours(chosen)
    had = set(cluster.members.values_list("recommendation_id", flat=True))
    created = _create([pk for pk in fit if pk not in had], lambda pk: ClusterMember(cluster=cluster, recommendation_id=pk), progress)
    undoing = {"cluster": cluster.pk, "created": created}
    return _done(by, BulkKind.CLUSTERED, cluster.name, len(created), undoing, len(chosen) - len(fit))


@operation
def take_all_out_of_cluster(
    *, by: User, recommendations: QuerySet[Recommendation], cluster: Cluster, expected: int | None = None, progress: Progress | None = None
) -> BulkChange:
    require(can_cluster(by))
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    chosen = lock(recommendations, expected)
    members = cluster.members.filter(recommendation__in=among(chosen))
    taken = list(members.values_list("recommendation_id", flat=True))
    members.delete()
    return _done(by, BulkKind.UNCLUSTERED, cluster.name, len(taken), {"cluster": cluster.pk, "taken": taken}, 0)


@operation
def give_term_to_all(
    *, by: User, recommendations: QuerySet[Recommendation], term: Term, expected: int | None = None, progress: Progress | None = None
) -> BulkChange:
    """A term as one that was added here: imports leave it alone. Those about other States are left out."""
    require(can_tag(by))
    chosen = lock(recommendations, expected)
    fit = _ours(chosen)
    had = set(Tag.objects.filter(recommendation__in=among(fit), term=term).values_list("recommendation_id", flat=True))
    missing = [pk for pk in fit if pk not in had]
    created = _create(missing, lambda pk: Tag(recommendation_id=pk, term=term, origin=TagOrigin.NATIONAL), progress)
    undoing = {"term": term.pk, "created": created}
    return _done(by, BulkKind.TAGGED, term.label, len(created), undoing, len(chosen) - len(fit))


def lock(recommendations: QuerySet[Recommendation], expected: int | None = None) -> list[int]:
    """Primary keys, locked in one order, so that two who change many at once wait for each other."""
    rows = Recommendation.objects.filter(pk__in=recommendations.order_by().values("pk")).order_by("pk")
    chosen = list(rows.select_for_update().values_list("pk", flat=True))
    if expected is not None and len(chosen) != expected:
        words = _("The result has changed: it had %(before)d recommendations when you decided and has %(now)d now. Nothing was done. Decide again.")
        raise ResultChanged(words % {"before": expected, "now": len(chosen)})
    return chosen


def _pks(chosen: Sequence[int], rows: QuerySet[Recommendation]) -> list[int]:
    return list(rows.filter(pk__in=among(chosen)).order_by("pk").values_list("pk", flat=True))


def _ours(chosen: Sequence[int]) -> list[int]:
    fit = _pks(chosen, Recommendation.objects.ours())
    if chosen and not fit:
        raise NotOurs(_("Recommendations to other States are kept for comparison only. None of those chosen is about this State."))
    return fit


def _create(pks: Sequence[int], make: Any, progress: Progress | None) -> list[int]:
    """A row for each recommendation, some thousand at a time; gives their primary keys."""
    created: list[int] = []
    for some in portions(pks):
        rows = [make(pk) for pk in some]
        created += [row.pk for row in type(rows[0])._default_manager.bulk_create(rows)]
        if progress:
            progress.at(len(created), len(pks))
    return created


def _done(by: User, kind: BulkKind, what: str, count: int, undoing: dict[str, Any], left_out: int) -> BulkChange:
    if not count:
        raise NothingChanges(_("Nothing to change: all that was chosen is so already, or can't be changed in this way."))
    return BulkChange.objects.create(kind=kind, what=what, count=count, undoing=undoing | {"left_out": left_out}, done_by=by)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
