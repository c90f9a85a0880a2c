"""Reads of suggestions: what is open, by recommendation; the trainings; whether it is time to learn again."""

from datetime import timedelta

from django.db.models import Count, Prefetch, QuerySet
from django.http import QueryDict
from django.utils import timezone

from nmirf.jobs.models import Job
from recommendations.enums import AssignmentRole, Decision, SuggestionKind
from recommendations.models import Assignment, ImportBatch, Recommendation, Suggestion, Term, Training

TRAIN = "suggestions.train"  # kind of job
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def open_suggestions(chosen: QueryDict | dict[str, str] | None = None) -> QuerySet[Suggestion]:
    """Not decided, and no lead where there is one by now; `chosen` may name `kind`, `term` (kind:code) and `above` (per cent)."""
    led = Assignment.objects.filter(role=AssignmentRole.LEAD).values("recommendation")
    rows = Suggestion.objects.filter(decision=Decision.OPEN).exclude(kind=SuggestionKind.INSTITUTION, recommendation__in=led)
    chosen = chosen or {}
    if kind := chosen.get("kind"):
        rows = rows.filter(kind=kind)
    if term := chosen.get("term"):
        kind, _colon, code = term.partition(":")
        rows = rows.filter(term__kind=kind, term__code=code)
    if (above := chosen.get("above", "")) and above.isdecimal():
        rows = rows.filter(confidence__gte=int(above) / 100)
    return rows


def shown(rows: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    return rows.select_related("term", "institution").order_by("kind", "-confidence", "pk")


def suggested_for(rows: QuerySet[Suggestion]) -> QuerySet[Recommendation]:
    """Recommendations with some of these open suggestions, as `opened`."""
    return (
        Recommendation.objects.filter(pk__in=rows.values("recommendation"))
        .in_order()
        .select_related("document__mechanism")
        .prefetch_related(Prefetch("suggestions", shown(rows), to_attr="opened"))
        .defer("source", "search")
    )


def terms_suggested() -> QuerySet[Term]:
    """Terms with open suggestions, with how many (`count`)."""
    return Term.objects.filter(suggestions__decision=Decision.OPEN).annotate(count=Count("suggestions")).order_by("kind", "label")


def trainings() -> QuerySet[Training]:
    return Training.objects.select_related("started_by").order_by("-created_at", "-pk")


def is_time_to_learn() -> bool:
    """Something was imported since the last training; or that is a week ago and people have decided something since.

    A training that failed is not tried again by itself before the next day.
    """
    if Job.objects.filter(kind=TRAIN, state=Job.State.FAILED, created_at__gt=timezone.now() - DAY).exists():
        return False
    last = trainings().values_list("created_at", flat=True).first()
    imported = ImportBatch.objects.filter(applied_at__isnull=False)
    if last is None:
        return imported.exists()
    if imported.filter(applied_at__gt=last).exists():
        return True
    return last < timezone.now() - WEEK and Suggestion.objects.filter(decided_at__gt=last).exists()
