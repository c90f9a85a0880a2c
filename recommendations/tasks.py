"""Long work. Each loads by id and makes one call, safe to run twice."""

from typing import Any

from celery import shared_task
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from nmirf.accounts.models import User
from nmirf.jobs.kinds import Progress, job
from recommendations.documents.files import write_file
from recommendations.models import ImportBatch
from recommendations.operations.bulk import BULK
from recommendations.operations.bulk_by_ids import change_of
from recommendations.operations.exports import EXPORT
from recommendations.operations.fetching import FETCH, fetch_export, start_fetching
from recommendations.operations.imports import apply_import, read_import, undo_import
from recommendations.operations.overlaps import FIND, find_overlaps
from recommendations.operations.suggestions import start_training, train
from recommendations.operations.words import refresh_words as read_words
from recommendations.queries.imports import UNDO
from recommendations.queries.register import found
from recommendations.queries.spelling import is_stale
from recommendations.queries.suggestions import TRAIN, is_time_to_learn


@shared_task
def refresh_words() -> int:
    """Read the words of the texts again where an import has changed them; 0 where none has. Safe to run twice."""
    return read_words(by=User.objects.system()) if is_stale() else 0


@job("import.read")
def read(*, by: User, progress: Progress, batch: str) -> str:
    read_import(by=by, batch=ImportBatch.objects.get(public_id=batch), progress=progress)
    return reverse("import", args=[batch])


@job(TRAIN)
def train_suggestions(*, by: User, progress: Progress) -> str:
    train(by=by, progress=progress)
    return reverse("trainings")


@shared_task
def keep_suggestions_fresh() -> bool:
    """After an import, and weekly where people decided something, have suggestions learnt. Safe to run twice."""
    if not is_time_to_learn():
        return False
    start_training(by=User.objects.system())
    return True


@job(FETCH)
def fetch(*, by: User, progress: Progress) -> str:
    """Its result is the preview that waits, or the list that says why there is none."""
    done = fetch_export(by=by, progress=progress)
    return reverse("import", args=[done.batch.public_id]) if done and done.batch else reverse("imports")


@shared_task
def fetch_published() -> bool:
    """Have the published export fetched where an address is set. Safe to run twice: a second joins the first."""
    if not settings.UHRI_EXPORT_URL:
        return False
    start_fetching(by=User.objects.system())
    return True


@job("import.apply")
def apply(*, by: User, progress: Progress, batch: str) -> str:
    apply_import(by=by, batch=ImportBatch.objects.get(public_id=batch), progress=progress)
    return reverse("import", args=[batch])


@job(EXPORT)
def export(*, by: User, progress: Progress, export: str, query: str, columns: list[str], form: str) -> str:
    write_file(by=by, export=export, query=query, columns=columns, form=form, progress=progress)
    return reverse("export_ready", args=[export])


@job(BULK)
def bulk(*, by: User, progress: Progress, kind: str, query: str, expected: int, given: dict[str, Any]) -> str:
    """A change of all that the filters find; `given` as `change_of` takes it."""
    change_of(kind, given)(by=by, recommendations=found(by, QueryDict(query)), expected=expected, progress=progress)
    return reverse("bulk_changes")


@job(FIND)
def overlaps(*, by: User, progress: Progress) -> str:
    find_overlaps(by=by, progress=progress)
    return reverse("overlaps")


@job(UNDO)
def undo(*, by: User, progress: Progress, batch: str) -> str:
    undo_import(by=by, batch=ImportBatch.objects.get(public_id=batch), progress=progress)
    return reverse("import", args=[batch])
