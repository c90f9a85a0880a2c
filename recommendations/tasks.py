"""Long work on imports. Each loads by id and makes one call, safe to run twice."""

from django.urls import reverse

from nmirf.accounts.models import User
from nmirf.jobs.kinds import Progress, job
from recommendations.models import ImportBatch
from recommendations.operations.imports import apply_import, read_import


@job("import.read")
def read(*, by: User, progress: Progress, batch: str) -> str:
    read_import(by=by, batch=ImportBatch.objects.get(public_id=batch), progress=progress)
    return reverse("import", args=[batch])


@job("import.apply")
def apply(*, by: User, progress: Progress, batch: str) -> str:
    apply_import(by=by, batch=ImportBatch.objects.get(public_id=batch), progress=progress)
    return reverse("import", args=[batch])
