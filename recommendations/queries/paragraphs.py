"""The paragraphs of a document as issued, staged and waiting for a person to confirm what becomes of each."""

from django.db.models import Count, Q, QuerySet

from recommendations.enums import Kind, Outcome
from recommendations.models import ImportBatch, StagedRow
from recommendations.queries.imports import can_be_applied

TAKEN = Q(outcome__in=[Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED])
OPEN = ~Q(data__has_key="is_confirmed")
SHOWN = {
    "all": Q(),
    "remarks": OPEN & ~Q(problems=[]),
    "open": OPEN,
    "recommendations": TAKEN & Q(data__kind=Kind.RECOMMENDATION),
    "observations": TAKEN & Q(data__kind=Kind.OBSERVATION),
    "left_out": Q(outcome=Outcome.LEFT_OUT),
    "follow_up": TAKEN & Q(data__is_follow_up=True),
}


def can_be_confirmed(batch: ImportBatch) -> bool:
    """A document as issued that is read and not yet imported. Needs `job` loaded."""
    return bool(batch.about) and "table" not in batch.about and can_be_applied(batch)


def paragraphs_of(batch: ImportBatch, show: str = "all") -> QuerySet[StagedRow]:
    """In the order of the document; `show` is a key of SHOWN. Rows of another State and rejected ones are none."""
    rows = StagedRow.objects.filter(TAKEN | Q(outcome=Outcome.LEFT_OUT), SHOWN[show], batch=batch, data__has_key="original")
    return rows.order_by("line", "pk")


def counts_of(batch: ImportBatch) -> dict[str, int]:
    """{key of SHOWN: rows}, in one query."""
    counts = {name: Count("pk", filter=condition) if condition else Count("pk") for name, condition in SHOWN.items()}
    return paragraphs_of(batch).order_by().aggregate(**counts)
