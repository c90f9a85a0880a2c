import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmirf.common.tracking import tracked
from nmirf.jobs.models import Job
from recommendations.enums import BatchSource, BatchState, FetchOutcome, Outcome
from recommendations.models.recommendation import Recommendation


@tracked
class ImportBatch(models.Model):
    """One file brought in: who, when, which, and what it did. Kept for good; the staged rows say it row by row."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), upload_to="imports/%Y/%m/")
    file_name = models.CharField(_("file name"), max_length=250)
    file_sha256 = models.CharField(max_length=64)
    file_size = models.PositiveBigIntegerField(_("size"))  # bytes
    asked_format = models.CharField(_("format asked for"), max_length=20, default="auto")
    format = models.CharField(_("format"), max_length=20, blank=True)
    country = models.CharField(_("State taken in"), max_length=3)  # ISO code, or "all"
    source = models.CharField(_("how it came"), max_length=10, choices=BatchSource.choices, default=BatchSource.UPLOAD)
    mapping = models.JSONField(_("what its columns mean"), default=dict, blank=True)  # header: field of importing.rows.Row, or blank for a note
    about = models.JSONField(_("what the document says about itself"), default=dict, blank=True)  # a table: its first rows (mapping.as_table)
    state = models.CharField(_("state"), max_length=12, choices=BatchState.choices, default=BatchState.READING)
    refusal = models.TextField(_("why it was refused"), blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    updated = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    elsewhere = models.PositiveIntegerField(_("about other States"), default=0)
    missing = models.PositiveIntegerField(_("no longer in the source"), default=0)
    marks_missing = models.BooleanField(_("mark what is no longer in the source"), default=True)
    notes = models.JSONField(default=list, blank=True)  # what is odd about the file as a whole; as StagedRow.problems, with "line"
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), related_name="imports")
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    applied_at = models.DateTimeField(_("imported"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("undone by"), null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.file_name


class StagedRow(models.Model):
    """A row of a batch's file: what it says, what is wrong with it, what the import would do and did."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="staged_rows")
    line = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    data = models.JSONField(default=dict)  # importing.rows.Row as a mapping
    changes = models.JSONField(default=dict)  # field: [before, after], for outcome "changed"
    former = models.JSONField(null=True)  # what an undo puts back, for outcome "changed" once applied: see importing/undoing.py
    problems = models.JSONField(default=list)  # [{"column", "code", "params", "is_fatal"}]
    recommendation = models.ForeignKey(Recommendation, models.SET_NULL, null=True, blank=True, related_name="staged_rows")

    class Meta:
        verbose_name = _("staged row")
        verbose_name_plural = _("staged rows")
        indexes = [models.Index(fields=["batch", "outcome", "line"], name="staged_row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"


@tracked
class HeaderMapping(models.Model):
    """What the columns of a set of headers mean, as a person said once; the next file with the same headers is read by it."""

    key = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of the folded headers
    columns = models.JSONField(_("columns"), default=list)  # as the file spells them
    mapping = models.JSONField(_("what they mean"), default=dict)  # as ImportBatch.mapping
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), related_name="+")
    changed_at = models.DateTimeField(_("when"), auto_now=True)

    class Meta:
        verbose_name = _("meaning of headers")
        verbose_name_plural = _("meanings of headers")

    def __str__(self) -> str:
        return ", ".join(self.columns)[:80]


class Fetch(models.Model):
    """One attempt to fetch the published export. The last good one's `etag` is what the next asks with."""

    address = models.CharField(_("address"), max_length=500)
    outcome = models.CharField(_("outcome"), max_length=10, choices=FetchOutcome.choices, default=FetchOutcome.RUNNING)
    message = models.TextField(_("what happened"), blank=True)
    etag = models.CharField(max_length=250, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    received = models.PositiveBigIntegerField(_("received"), default=0)  # bytes
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, verbose_name=_("import"), null=True, blank=True, related_name="fetches")
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("fetch")
        verbose_name_plural = _("fetches")

    def __str__(self) -> str:
        return f"{self.address} {self.started_at:%Y-%m-%d %H:%M}"
