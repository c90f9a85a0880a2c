from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nmirf.common.tracking import tracked
from recommendations.enums import TermKind


@tracked
class Term(models.Model):
    """A label of the taxonomy. `code` is the label folded, so that spellings meet; the label is what people read."""

    kind = models.CharField(_("kind"), max_length=20, choices=TermKind.choices)
    code = models.CharField(_("code"), max_length=250)
    label = models.CharField(_("label"), max_length=250)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="term_once"),
            models.CheckConstraint(condition=Q(kind__in=TermKind.values), name="term_kind_known"),
        ]

    def __str__(self) -> str:
        return self.label
