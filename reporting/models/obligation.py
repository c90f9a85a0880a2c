import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmirf.common.tracking import tracked
from recommendations.models import Mechanism
from reporting.enums import ObligationKind


@tracked
class Obligation(models.Model):
    """Something due to a mechanism: a report, a follow-up, replies to a list of issues, an answer to a letter."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mechanism = models.ForeignKey(Mechanism, models.PROTECT, verbose_name=_("mechanism"), related_name="obligations")
    kind = models.CharField(_("kind"), max_length=20, choices=ObligationKind.choices)
    title = models.CharField(_("title"), max_length=250)
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("sent"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        indexes = [models.Index(fields=["due_on"], name="obligation_due")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_overdue(self) -> bool:
        return self.done_on is None and self.due_on < timezone.localdate()
