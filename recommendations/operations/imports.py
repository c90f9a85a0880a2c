"""Bringing a file in: received, read into a preview, then imported or discarded."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from nmirf.jobs.kinds import Progress
from nmirf.jobs.operations import start_job
from recommendations.enums import BatchState, Outcome
from recommendations.importing import loading, problems, reading, remembered, staging, undoing
from recommendations.importing.mapping import FIELDS, LEFT_OUT, NOTE, columns_of, twice
from recommendations.importing.originals import keep_originals
from recommendations.importing.resolving import ALL, Resolver, known_state
from recommendations.importing.rows import FileRefused
from recommendations.models import HeaderMapping, ImportBatch, Recommendation
from recommendations.permissions import can_import
from recommendations.queries.imports import UNDO, awaits_decision, can_be_applied, can_be_mapped, is_at_work, is_being_undone
from recommendations.queries.undo import obstacles


class UnknownState(Refused):
    """Rows were asked for of a State that nobody knows."""


class NotUndoable(Refused):
    """Somebody has worked on what the import brought, or there is nothing to undo."""


class NotWaiting(Refused):
    """The import isn't at the point where this can be decided."""


class WrongMapping(Refused):
    """What was said about the columns doesn't fit the file."""


@operation
def receive_file(*, by: User, file: File, file_name: str, format: str, country: str) -> ImportBatch:
    """Keep the file and begin its batch. `country` is an ISO 3166-1 alpha-3 code, or "all" to take other States in as reference."""
    require(can_import(by))
    if country != ALL and not known_state(country):
        raise UnknownState(_("“%(code)s” is not the code of a State. Give its three letters, such as SVN, or “all”.") % {"code": country})
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    batch = ImportBatch(
        file_name=Path(file_name).name[:250],
        file_size=file.size,
        file_sha256=digest.hexdigest(),
        asked_format=format,
        country=country,
        marks_missing=False,  # an extract looks like a whole file: a person decides, when the preview shows what is missing
        started_by=by,
    )
    # Stored under a name of ours: theirs may be anything. The ending is kept, because it has to agree with the contents.
    batch.file.save(f"{batch.public_id}{_ending(file_name)}", file, save=False)
    batch.save()
    return batch


def _ending(file_name: str) -> str:
    ending = Path(file_name).suffix.lower()
    return ending if re.fullmatch(r"\.[a-z0-9]{1,8}", ending) else ""


@operation
def start_import(*, by: User, file: File, file_name: str, format: str, country: str) -> ImportBatch:
    """Receive a file and have it read in the background."""
    batch = receive_file(by=by, file=file, file_name=file_name, format=format, country=country)
    title = _("Reading %(file)s") % {"file": batch.file_name}
    batch.job = start_job(by=by, kind="import.read", title=title, arguments={"batch": str(batch.public_id)})
    batch.save(update_fields=["job"])
    return batch


@operation
def read_import(*, by: User, batch: ImportBatch, progress: Progress | None = None) -> ImportBatch:
    """Read the file and stage its rows. A file that can't be read makes a refused batch, and nothing else.

    A batch that has been read already is returned as it is.
    """
    require(can_import(by))
    batch = _locked(batch)
    return _read(batch, staging.stage, progress) if batch.state == BatchState.READING else batch


@operation
def import_at_once(*, by: User, batch: ImportBatch, marks_missing: bool = False, progress: Progress | None = None) -> ImportBatch:
    """Read the file and import its rows, for who needs no preview. A file that can't be read ends as in `read_import`."""
    require(can_import(by))
    batch = _locked(batch)
    if batch.state != BatchState.READING:
        raise NotWaiting(_("This file has been read already."))
    batch.marks_missing = marks_missing
    batch = _read(batch, loading.stage_and_load, progress)
    if batch.state == BatchState.READY:
        batch.state = BatchState.APPLIED
        batch.save(update_fields=["state"])
    return batch


def _read(batch: ImportBatch, take: Callable[..., None], progress: Progress | None) -> ImportBatch:
    """The batch, READY when `take` has had the rows of its file."""
    known = remembered.mappings()
    try:
        with transaction.atomic(), reading.read(Path(batch.file.path), format=batch.asked_format, remembered=known) as rows:
            batch.format, batch.about = rows.format, rows.about
            batch.mapping = known.get(remembered.key_of_table(rows.about["table"]), {}) if "table" in rows.about else {}
            resolver = Resolver(country=batch.country, columns=rows.columns, format=rows.format, mapping=batch.mapping)
            take(batch=batch, items=rows, resolver=resolver, progress=progress)
            keep_originals(batch, known)
    except FileRefused as refused:
        if refused.table is not None and batch.asked_format in ("auto", "sheet"):
            return _ask_for_mapping(batch, refused)
        batch.state, batch.refusal, batch.notes = BatchState.REFUSED, problems.message(refused.code, refused.params), []
    else:
        batch.state = BatchState.READY
    batch.save()
    return batch


def _ask_for_mapping(batch: ImportBatch, refused: FileRefused) -> ImportBatch:
    """A table whose headers say nothing to us: a person can tell, and the reason is kept for those who can't ask one."""
    batch.state, batch.refusal, batch.notes = BatchState.MAPPING, problems.message(refused.code, refused.params), []
    batch.about, batch.mapping, batch.format = {"table": refused.table}, {}, "sheet"
    batch.save()
    return batch


@operation
def map_columns(*, by: User, batch: ImportBatch, line: int, mapping: dict[str, str]) -> ImportBatch:
    """Say what the columns mean (see importing.mapping) when the headers stand in row `line`; remember it; have the file read by it."""
    require(can_import(by))
    batch = waiting(batch)
    if not can_be_mapped(batch):
        raise NotWaiting(_("This file is not a table whose columns can be told, or it has been imported already."))
    table = batch.about["table"]
    names = {column.name: column.header for column in columns_of(table, line)}
    if not names or set(mapping) != set(names) or not set(mapping.values()) <= {*FIELDS, NOTE, LEFT_OUT}:
        raise WrongMapping(_("The columns are not those of row %(row)s of the file. Open the page again.") % {"row": line})
    if "text" not in mapping.values():
        raise WrongMapping(_("Say which column holds the text of the recommendations. Nothing can be imported without it."))
    if wrong := twice(mapping):
        column, first = next(iter(wrong.items()))
        raise WrongMapping(_("“%(column)s” and “%(first)s” can't both have this meaning. Choose one.") % {"column": column, "first": first})
    said = {"columns": list(names), "mapping": mapping, "changed_by": by}
    HeaderMapping.objects.update_or_create(key=remembered.key_of_table({**table, "line": line}), defaults=said)
    batch.staged_rows.all().delete()
    title = _("Reading %(file)s") % {"file": batch.file_name}
    batch.job = start_job(by=by, kind="import.read", title=title, arguments={"batch": str(batch.public_id)})
    batch.mapping, batch.state, batch.refusal = mapping, BatchState.READING, ""
    batch.save(update_fields=["mapping", "job", "state", "refusal"])
    return batch


@operation
def start_applying(*, by: User, batch: ImportBatch, marks_missing: bool = False) -> ImportBatch:
    """Have what the preview shows imported in the background, and what is no longer in the source marked if asked."""
    require(can_import(by))
    batch = waiting(batch)
    if not can_be_applied(batch):
        raise NotWaiting(_("This file could not be read to its end. Discard it and upload it again."))
    title = _("Importing %(file)s") % {"file": batch.file_name}
    batch.job = start_job(by=by, kind="import.apply", title=title, arguments={"batch": str(batch.public_id)})
    batch.state, batch.marks_missing = BatchState.APPLYING, marks_missing
    batch.save(update_fields=["job", "state", "marks_missing"])
    return batch


@operation
def apply_import(*, by: User, batch: ImportBatch, progress: Progress | None = None) -> ImportBatch:
    """Import the staged rows. What changed in the register since the preview is taken into account; a second run does nothing."""
    require(can_import(by))
    batch = _locked(batch)
    if batch.state == BatchState.APPLIED:
        return batch
    if batch.state not in (BatchState.READY, BatchState.APPLYING):
        raise NotWaiting(_("This file is not ready to be imported."))
    batch.applied_at = timezone.now()
    loading.load(batch=batch, progress=progress)
    batch.state = BatchState.APPLIED
    batch.save()
    return batch


@operation
def discard_import(*, by: User, batch: ImportBatch) -> ImportBatch:
    """Decide against a file: its rows are forgotten, that it was there is kept."""
    require(can_import(by))
    batch = waiting(batch)
    batch.staged_rows.all().delete()
    batch.state = BatchState.DISCARDED
    batch.save(update_fields=["state"])
    return batch


@operation
def start_undoing(*, by: User, batch: ImportBatch) -> ImportBatch:
    """Have an import undone in the background."""
    require(can_import(by))
    batch = ImportBatch.objects.select_related("job").select_for_update(of=("self",)).get(pk=batch.pk)
    if is_being_undone(batch):
        raise NotUndoable(_("This import is being undone already."))
    _refuse_undoing(batch)
    title = _("Undoing the import of %(file)s") % {"file": batch.file_name}
    batch.job = start_job(by=by, kind=UNDO, title=title, arguments={"batch": str(batch.public_id)})
    batch.save(update_fields=["job"])
    return batch


@operation
def undo_import(*, by: User, batch: ImportBatch, progress: Progress | None = None) -> ImportBatch:
    """Take back all an import did, as long as nobody has worked on it. History keeps both. A second run does nothing."""
    require(can_import(by))
    loading.wait_for_others()
    batch = _locked(batch)
    if batch.state == BatchState.UNDONE:
        return batch
    new = Recommendation.objects.filter(pk__in=batch.staged_rows.filter(outcome=Outcome.NEW).values("recommendation"))
    list(new.order_by("pk").select_for_update().values_list("pk", flat=True).iterator())  # nobody begins work on what is about to go
    _refuse_undoing(batch)
    for done in undoing.put_back(batch):
        if progress is not None:
            progress.at(done, undoing.STEPS)
    batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, timezone.now(), by
    batch.save(update_fields=["state", "undone_at", "undone_by"])
    return batch


def _refuse_undoing(batch: ImportBatch) -> None:
    if batch.state == BatchState.UNDONE:
        raise NotUndoable(_("This import has been undone already."))
    if batch.state != BatchState.APPLIED:
        raise NotUndoable(_("Only what was imported can be undone."))
    if found := obstacles(batch):
        words = _("This import can't be undone any more, because people have worked with it: %(why)s.")
        raise NotUndoable(words % {"why": "; ".join(obstacle.words for obstacle in found)})


def _locked(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.select_for_update().get(pk=batch.pk)


def waiting(batch: ImportBatch) -> ImportBatch:
    """The batch, locked. Raises NotWaiting where there is nothing to decide about it."""
    batches = ImportBatch.objects.select_related("job")
    if is_at_work(batches.get(pk=batch.pk)):  # asked before locking: a worker keeps the lock as long as it works
        raise NotWaiting(_("Work on this file is still going on. Wait until it is done."))
    batch = batches.select_for_update(of=("self",)).get(pk=batch.pk)
    if not awaits_decision(batch):
        raise NotWaiting(_("This import has been decided already."))
    return batch
