import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from recommendations.enums import BulkKind


class SavedFilter(models.Model):
    """Filters and columns of the register that somebody gave a name. Whoever has the link sees through it what they may see."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("of"), related_name="saved_filters")
    name = models.CharField(_("name"), max_length=120)
    query = models.TextField(_("filters"), blank=True)  # as in the address of the register
    columns = models.JSONField(_("columns"), default=list, blank=True)
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_filter_once")]

    def __str__(self) -> str:
        return self.name


class BulkChange(models.Model):
    """What was done to many recommendations at once, with what it takes to undo it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=BulkKind.choices)
    what = models.CharField(_("what"), max_length=300)  # the institution, cluster or term, by name
    count = models.PositiveIntegerField(_("recommendations"))
    undoing = models.JSONField(default=dict)  # of its kind: see operations/bulk.py
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), related_name="+")
    done_at = models.DateTimeField(_("when"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.what}"
