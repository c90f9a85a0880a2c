from collections.abc import Iterable
from datetime import date

from django.db.models import ProtectedError, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ministries.models import Institution
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.enums import AssignmentRole, BulkKind, Kind
from recommendations.models import Assignment, BulkChange, Recommendation
from recommendations.operations.due import record, refuse_past
from recommendations.permissions import can_assign
from recommendations.queries.sets import among


class NotForThisInstitution(Refused):
    """Only institutions of the State that exist implement recommendations."""


class DueThen(Refused):
    """All are due on that day already."""


class NothingToImplement(Refused):
    """Observations, and recommendations to other States, are nobody's to implement here."""


class AlreadyLed(Refused):
    """A recommendation has one lead."""


class HandedIn(Refused):
    """What an institution wrote about an assignment keeps it."""


@operation
def assign(
    *,
    by: User,
    recommendations: Iterable[Recommendation],
    institution: Institution,
    role: str,
    due_on: date | None = None,
    replace_lead: bool = False,
) -> list[Assignment]:
    """Give one or many recommendations to an institution; where it has them already, role and due date change.

    A second lead is refused, or with `replace_lead` the present one becomes supporting. Without `due_on`, due dates stay.
    """
    require(can_assign(by))
    refuse_unfit(institution)
    refuse_past(due_on)
    chosen = _lock(recommendations)
    refuse_nothing_to_implement(chosen)
    if role == AssignmentRole.LEAD:
        _clear_lead(chosen, institution, replace_lead)
    change: dict[str, object] = {"role": role} | ({"due_on": due_on} if due_on else {})
    held = Assignment.objects.filter(recommendation__in=chosen, institution=institution)
    had = set(held.values_list("recommendation_id", flat=True))
    different = held.exclude(**change)
    before = list(different.values_list("pk", "due_on")) if due_on else []
    different.update(**change)
    record(by=by, before=before, after=due_on)
    Assignment.objects.bulk_create(
        [Assignment(recommendation_id=pk, institution=institution, role=role, due_on=due_on, assigned_by=by) for pk in chosen if pk not in had]
    )
    return list(held.select_related("institution", "recommendation").order_by("pk"))


@operation
def change_assignment(
    *, by: User, assignment: Assignment, role: str, due_on: date | None, reason: str = "", replace_lead: bool = False
) -> Assignment:
    """One assignment's role and due date; a due date that has passed may stay as it is. `reason` says why it moved."""
    require(can_assign(by))
    _lock([assignment.recommendation])
    assignment = Assignment.objects.select_for_update(of=("self",)).select_related("institution", "recommendation").get(pk=assignment.pk)
    if due_on != assignment.due_on:
        refuse_past(due_on)
    if role == AssignmentRole.LEAD:
        _clear_lead([assignment.recommendation_id], assignment.institution, replace_lead)
    before = assignment.due_on
    assignment.role, assignment.due_on = role, due_on
    assignment.save(update_fields=["role", "due_on"])
    record(by=by, before=[(assignment.pk, before)], after=due_on, reason=reason.strip())
    return assignment


@operation
def change_due_date(*, by: User, assignments: Iterable[Assignment], due_on: date, reason: str = "") -> BulkChange:
    """One new due date for one or many, which can be undone; refused where all have it already."""
    require(can_assign(by))
    refuse_past(due_on)
    chosen = Assignment.objects.filter(pk__in=among([a.pk for a in assignments]))
    others = chosen.exclude(due_on=due_on)
    before = list(others.select_for_update().order_by("pk").values_list("pk", "recommendation_id", "due_on"))
    if not before:
        raise DueThen(_("Nothing to change: all that were chosen are due on that day already."))
    chosen.filter(pk__in=among([pk for pk, *_rest in before])).update(due_on=due_on)
    undoing = {"due_on": due_on.isoformat(), "changed": [[pk, day.isoformat() if day else None] for pk, _recommendation, day in before]}
    count = len({recommendation for _pk, recommendation, _day in before})
    change = BulkChange.objects.create(kind=BulkKind.DUE, what=date_format(due_on), count=count, undoing=undoing, done_by=by)
    record(by=by, before=[(pk, day) for pk, _recommendation, day in before], after=due_on, reason=reason.strip(), change=change)
    return change


@operation
def remove_assignment(*, by: User, assignment: Assignment) -> None:
    """Take it back from the institution, while nothing was written about it."""
    require(can_assign(by))
    try:
        assignment.delete()
    except ProtectedError as protected:
        raise HandedIn(
            _("%(institution)s has already written an update about it, so the assignment stays. You can make it supporting.")
            % {"institution": assignment.institution}
        ) from protected


def _lock(recommendations: Iterable[Recommendation]) -> list[int]:
    """In one order, so that two people who assign at once wait for each other."""
    rows = Recommendation.objects.filter(pk__in=[r.pk for r in recommendations]).order_by("pk")
    return list(rows.select_for_update().values_list("pk", flat=True))


def refuse_unfit(institution: Institution) -> None:
    if not (institution.is_active and institution.is_government):
        words = _("%(institution)s can't be assigned recommendations: choose an institution of the State that exists.")
        raise NotForThisInstitution(words % {"institution": institution})


def refuse_nothing_to_implement(chosen: list[int]) -> None:
    rows = Recommendation.objects.filter(pk__in=among(chosen))
    if count := rows.filter(kind=Kind.OBSERVATION).count():
        raise NothingToImplement(
            ngettext(
                "%(count)d of those chosen is an observation, which has nothing to implement. Choose recommendations only.",
                "%(count)d of those chosen are observations, which have nothing to implement. Choose recommendations only.",
                count,
            )
            % {"count": count}
        )
    if rows.ours().count() < len(chosen):
        raise NothingToImplement(_("Recommendations to other States are kept for comparison and can't be assigned."))


def _clear_lead(chosen: list[int], institution: Institution, replace: bool) -> None:
    """Before `institution` leads: nobody else may, unless their lead is to be replaced."""
    others = Assignment.objects.filter(recommendation__in=chosen, role=AssignmentRole.LEAD).exclude(institution=institution)
    if replace:
        others.update(role=AssignmentRole.SUPPORTING)
    elif others.exists():
        raise AlreadyLed(already_led(others))


def already_led(others: QuerySet[Assignment]) -> str:
    names = ", ".join(others.order_by("institution__name").values_list("institution__name", flat=True).distinct())
    count = others.count()
    return ngettext(
        "%(count)d of those chosen already has a lead: %(names)s. Assign as supporting, or choose to replace the lead.",
        "%(count)d of those chosen already have a lead: %(names)s. Assign as supporting, or choose to replace the lead.",
        count,
    ) % {"count": count, "names": names}
