"""What stands in the way of undoing an import: that somebody has worked on its rows since."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import DO_NOTHING, Exists, Model, OuterRef, Q, QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recommendations.enums import BatchState, Decision, Outcome, Status, TagOrigin
from recommendations.models import (
    Assignment,
    ClusterMember,
    ImportBatch,
    OverlapMember,
    OverlapSuggestion,
    Recommendation,
    StagedRow,
    Suggestion,
    Tag,
    Translation,
)

EXAMPLES = 3
TAKEN = (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED)


@dataclass(frozen=True)
class Obstacle:
    """Why not: a sentence with a count, and some of the recommendations it is about."""

    code: str
    words: str
    examples: list[Recommendation]


def obstacles(batch: ImportBatch) -> list[Obstacle]:
    """All of them; none where the batch can be undone. Needs a batch that was applied."""
    found = []
    for code, rows, words in _looked_for(batch):
        if count := rows.count():
            shown = list(rows.select_related("document__mechanism").defer("search", "source").order_by("pk")[:EXAMPLES])
            found.append(Obstacle(code, words(count), shown))
    return found


Words = Callable[[int], str]


def _looked_for(batch: ImportBatch) -> Iterator[tuple[str, QuerySet[Recommendation], Words]]:
    new, changed = (_of(batch, outcome) for outcome in (Outcome.NEW, Outcome.CHANGED))

    def worked_on(model: type[Model], **rows: Any) -> QuerySet[Recommendation]:
        """Those it made that have such a row, and those it changed whose row was made or changed since."""
        has = model._default_manager.filter(recommendation=OuterRef("pk"), **rows)
        events: Any = model._meta.get_field("events").related_model
        later = events.objects.filter(pgh_obj=OuterRef("pk"), pgh_created_at__gt=batch.applied_at)
        return Recommendation.objects.filter((Q(pk__in=new) & Exists(has)) | (Q(pk__in=changed) & Exists(has.filter(Exists(later)))))

    def made(*with_: Any) -> QuerySet[Recommendation]:
        return Recommendation.objects.filter(*with_, pk__in=new)

    yield (
        "assigned",
        worked_on(Assignment),
        lambda n: ngettext("%(n)d is assigned to an institution", "%(n)d are assigned to an institution", n) % {"n": n},
    )
    yield "clustered", worked_on(ClusterMember), lambda n: ngettext("%(n)d is in a cluster", "%(n)d are in a cluster", n) % {"n": n}
    yield (
        "tagged",
        worked_on(Tag, origin=TagOrigin.NATIONAL),
        lambda n: ngettext("%(n)d has a term added here", "%(n)d have a term added here", n) % {"n": n},
    )
    yield (
        "translated",
        worked_on(Translation, origin=TagOrigin.NATIONAL),
        lambda n: ngettext("%(n)d has a translation made here", "%(n)d have a translation made here", n) % {"n": n},
    )
    yield "overlaps", worked_on(OverlapMember), lambda n: ngettext("%(n)d is in an overlap group", "%(n)d are in an overlap group", n) % {"n": n}
    yield "status", made(~Q(status=Status.NO_INFORMATION)), lambda n: ngettext("%(n)d has a status", "%(n)d have a status", n) % {"n": n}
    decided = Exists(Suggestion.objects.filter(recommendation=OuterRef("pk")).exclude(decision=Decision.OPEN))
    compared = Exists(OverlapSuggestion.objects.filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk"))).exclude(decision=Decision.OPEN))
    yield (
        "decided",
        made(decided | compared),
        lambda n: ngettext("of %(n)d a suggestion was decided", "of %(n)d suggestions were decided", n) % {"n": n},
    )
    if above := _of_upper_apps():
        names = get_text_list([str(relation.related_model._meta.verbose_name_plural) for relation in above], _("or"))
        uses = [Exists(relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})) for relation in above]
        used = reduce(or_, uses, Q(pk__in=[]))
        # One sentence for all of them: that somebody wrote something in confidence isn't to be read off it.
        yield "used", made(used), lambda n: ngettext("%(n)d is used in %(names)s", "%(n)d are used in %(names)s", n) % {"n": n, "names": names}
    yield "imported", _brought_later(batch), lambda n: ngettext("%(n)d is in a later import too", "%(n)d are in a later import too", n) % {"n": n}
    unknown = StagedRow.objects.filter(batch=batch, outcome=Outcome.CHANGED, former=None).values("recommendation")
    yield (
        "unknown",
        Recommendation.objects.filter(pk__in=unknown),
        lambda n: ngettext("of %(n)d the former values were not kept", "of %(n)d the former values were not kept", n) % {"n": n},
    )


def _of(batch: ImportBatch, outcome: Outcome) -> Any:
    return StagedRow.objects.filter(batch=batch, outcome=outcome, recommendation__isnull=False).values("recommendation")


def _of_upper_apps() -> list[Any]:
    """What apps above this one hang on a recommendation, found by their models: they needn't be named here."""
    return [r for r in Recommendation._meta.related_objects if r.related_model._meta.app_label != "recommendations" and r.on_delete is not DO_NOTHING]


def _brought_later(batch: ImportBatch) -> QuerySet[Recommendation]:
    later = ImportBatch.objects.filter(state=BatchState.APPLIED, applied_at__gt=batch.applied_at).exclude(pk=batch.pk)
    if not later.exists():
        return Recommendation.objects.none()
    brought = StagedRow.objects.filter(Q(outcome__in=TAKEN) | Q(outcome=Outcome.MISSING, batch__marks_missing=True), batch__in=later)
    ours = StagedRow.objects.filter(batch=batch, outcome__in=(Outcome.NEW, Outcome.CHANGED)).values("recommendation")
    return Recommendation.objects.filter(pk__in=ours).filter(pk__in=brought.filter(recommendation__isnull=False).values("recommendation"))
