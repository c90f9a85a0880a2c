from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from recommendations.enums import BatchState, Outcome
from recommendations.models import ImportBatch, StagedRow

UNDO = "import.undo"  # kind of job
REMARKS = "remarks"  # rows that are taken, but about which there is something to say


def history() -> QuerySet[ImportBatch]:
    """Every file that was ever brought in, the latest first."""
    return ImportBatch.objects.select_related("started_by").order_by("-created_at", "-pk")


def is_at_work(batch: ImportBatch) -> bool:
    """A worker is at it, or will be. Needs `job` loaded."""
    waits = batch.state in (BatchState.READING, BatchState.APPLYING) and batch.job is not None and not batch.job.is_over
    return waits or is_being_undone(batch)


def is_being_undone(batch: ImportBatch) -> bool:
    """Needs `job` loaded."""
    return batch.state == BatchState.APPLIED and batch.job is not None and batch.job.kind == UNDO and not batch.job.is_over


def awaits_decision(batch: ImportBatch) -> bool:
    """To be imported or discarded: read, or its last job came to nothing. Needs `job` loaded."""
    return not is_at_work(batch) and batch.state in (BatchState.READY, BatchState.MAPPING, BatchState.READING, BatchState.APPLYING)


def can_be_applied(batch: ImportBatch) -> bool:
    """Its rows are staged. Needs `job` loaded."""
    return awaits_decision(batch) and batch.state in (BatchState.READY, BatchState.APPLYING)


def can_be_mapped(batch: ImportBatch) -> bool:
    """It is a table, and nothing is decided yet: a person may say what its columns mean. Needs `job` loaded."""
    return bool(batch.about.get("table")) and awaits_decision(batch) and batch.state in (BatchState.READY, BatchState.MAPPING)


def applied_before(batch: ImportBatch) -> ImportBatch | None:
    """The last import of the very same contents."""
    same = ImportBatch.objects.filter(file_sha256=batch.file_sha256, country=batch.country, state=BatchState.APPLIED).exclude(pk=batch.pk)
    return same.select_related("started_by").order_by("-applied_at").first()


def rows_of(batch: ImportBatch, show: str) -> QuerySet[StagedRow]:
    """The batch's rows with one outcome, or (REMARKS) those taken with something to say about them."""
    rows = StagedRow.objects.filter(batch=batch).select_related("recommendation__document__mechanism").order_by("line", "pk")
    return rows.filter(with_remarks()) if show == REMARKS else rows.filter(outcome=show)


def with_remarks() -> Q:
    return ~Q(problems=[]) & ~Q(outcome=Outcome.REJECTED)


def problems_of(batch: ImportBatch) -> Iterator[tuple[int, dict[str, Any]]]:
    """(row, problem as staged) of the whole file, in its order; what is about the file as a whole first."""
    for note in batch.notes:
        yield note["line"], note
    rows = StagedRow.objects.filter(batch=batch).exclude(problems=[]).order_by("line", "pk")
    for line, problems in rows.values_list("line", "problems").iterator():
        for problem in problems:
            yield line, problem
