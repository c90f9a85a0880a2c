"""Large sets of rows, asked for and counted by the database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Model, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import ngettext

from recommendations.enums import AssignmentRole, Kind
from recommendations.models import Assignment, Recommendation

SOME = 5_000  # rows that are made or deleted at once


def among(pks: Iterable[int]) -> RawSQL:
    """For `pk__in=`: one parameter however many."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(pks)])


def portions(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    return (pks[start : start + SOME] for start in range(0, len(pks), SOME))


def guarded_by_others(model: type[Model], pks: Sequence[int]) -> set[int]:
    """Those rows that others refer to and protect, whatever app the others are of."""
    kept: set[int] = set()
    for relation in model._meta.related_objects:
        if getattr(relation.on_delete, "__name__", "") == "PROTECT":
            rows: Any = relation.related_model
            name = relation.field.name
            kept.update(rows._base_manager.filter(**{f"{name}__in": among(pks)}).values_list(f"{name}_id", flat=True))
    return kept


@dataclass(frozen=True, slots=True)
class Composition:
    """What a choice consists of, seen from what can be done with it."""

    count: int
    observations: int  # of ours
    elsewhere: int  # about other States
    led: int  # of ours, have a lead institution

    def notes(self, *, to_assign: bool) -> list[str]:
        """Before something is done to all: what will be left out of it and why."""
        said = []
        if self.elsewhere:
            said.append(
                ngettext(
                    "%(count)d of them is about another State, kept for comparison only. It will be left out.",
                    "%(count)d of them are about other States, kept for comparison only. They will be left out.",
                    self.elsewhere,
                )
                % {"count": self.elsewhere}
            )
        if to_assign and self.observations:
            said.append(
                ngettext(
                    "%(count)d of them is an observation, which can't be assigned. It will be left out.",
                    "%(count)d of them are observations, which can't be assigned. They will be left out.",
                    self.observations,
                )
                % {"count": self.observations}
            )
        if to_assign and self.led:
            said.append(
                ngettext(
                    "%(count)d of them has a lead already. Another lead is left out, unless you choose to replace the present one.",
                    "%(count)d of them have a lead already. Another lead is left out, unless you choose to replace the present ones.",
                    self.led,
                )
                % {"count": self.led}
            )
        return said


def composition(rows: QuerySet[Recommendation]) -> Composition:
    chosen = Recommendation.objects.filter(pk__in=rows.order_by().values("pk"))
    ours = Q(document__state_id=settings.NMIRF_STATE)
    counts = chosen.aggregate(
        count=Count("pk"), observations=Count("pk", filter=ours & Q(kind=Kind.OBSERVATION)), elsewhere=Count("pk", filter=~ours)
    )
    leads = Assignment.objects.filter(role=AssignmentRole.LEAD, recommendation__in=rows.order_by().values("pk"))
    return Composition(**counts, led=leads.count())
