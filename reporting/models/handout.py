import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ministries.models import Institution
from ministries.permissions import affiliations
from nmirf.common.tracking import tracked
from reporting.models.round import Round


@tracked
class Handout(models.Model):
    """A workbook that was given out, to be filled in without a connection and brought back.

    `rows` is what stood in it, an item a row: {"assignment": its public id, "reference", "round": public id or None, "changed_at": of the
    answer then, or None, "values": {name of a column to fill in: what stood there}}. `questions` are those of the rounds, in the order
    of their columns: {"question": public id, "round": public id, "text", "is_required"}. Nothing that comes back in a workbook is
    believed where this knows better.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, verbose_name=_("round"), related_name="handouts")
    institution = models.ForeignKey(Institution, models.PROTECT, verbose_name=_("institution"), related_name="handouts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("downloaded by"), related_name="+")
    issued_at = models.DateTimeField(_("downloaded"), auto_now_add=True)
    language = models.CharField(_("language"), max_length=10)
    rows = models.JSONField(default=list)
    questions = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("downloaded workbook")
        verbose_name_plural = _("downloaded workbooks")

    def __str__(self) -> str:
        return f"{self.institution_id} {self.issued_at:%Y-%m-%d}"


class ReturnQuerySet(models.QuerySet["Return"]):
    def visible_to(self, user: Any) -> "ReturnQuerySet":
        """To the institution: a colleague may look at it and save it."""
        return self.filter(handout__institution__in=affiliations(user).ids) if user.is_authenticated else self.none()


@tracked
class Return(models.Model):
    """A workbook that was brought back: read, and kept until somebody of the institution saves what is in it.

    `rows`: {"line", "assignment": public id, "values": {column: text}}. `problems`: {"sheet", "line", "column": letters or "", "code",
    "params"}; words in reporting/handouts/problems.py. `applied`: {public id of an assignment: {"changed_at", "values"}} as saved.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    handout = models.ForeignKey(Handout, models.PROTECT, related_name="returns")
    file_name = models.CharField(_("file"), max_length=200)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("uploaded by"), related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    rows = models.JSONField(default=list, blank=True)
    problems = models.JSONField(default=list, blank=True)
    applied_at = models.DateTimeField(_("saved"), null=True, blank=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("saved by"), related_name="+")
    applied = models.JSONField(default=dict, blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded workbook")
        verbose_name_plural = _("uploaded workbooks")
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, applied_by__isnull=True) | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="return_applied_when_and_by",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
