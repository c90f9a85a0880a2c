from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nmirf.common.tracking import tracked
from recommendations.enums import Scheme, TermKind


@tracked
class Term(models.Model):
    """A label of the taxonomy. `code` is the label folded, so that spellings meet; the label is what people read."""

    kind = models.CharField(_("kind"), max_length=20, choices=TermKind.choices)
    code = models.CharField(_("code"), max_length=250)
    label = models.CharField(_("label"), max_length=250)
    scheme = models.CharField(_("scheme"), max_length=12, choices=Scheme.choices, default=Scheme.UHRI)
    is_to_review = models.BooleanField(_("to be looked at"), default=False)  # came with a file and nobody has said what it is
    merged_into = models.ForeignKey("self", models.PROTECT, verbose_name=_("merged into"), null=True, blank=True, related_name="merged")
    signal_words = models.TextField(_("signal words"), blank=True)  # one a line: words whose presence speaks for the term

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="term_once"),
            models.CheckConstraint(condition=Q(kind__in=TermKind.values), name="term_kind_known"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="term_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.label


@tracked
class TermAlias(models.Model):
    """Another name of a term: an older list's, another source's, its own former one. Files that use it mean the term."""

    kind = models.CharField(_("kind"), max_length=20, choices=TermKind.choices)
    code = models.CharField(max_length=250, editable=False)  # the label folded
    label = models.CharField(_("label"), max_length=250)
    scheme = models.CharField(_("scheme"), max_length=12, choices=Scheme.choices, default=Scheme.NATIONAL)
    term = models.ForeignKey(Term, models.CASCADE, verbose_name=_("term"), related_name="aliases")
    until = models.DateField(_("in use until"), null=True, blank=True)

    class Meta:
        verbose_name = _("other name of a term")
        verbose_name_plural = _("other names of terms")
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="term_alias_once")]

    def __str__(self) -> str:
        return self.label


@tracked
class Concordance(models.Model):
    """That a term of one list says what a term of another says: UPR Info's issue "Detention" and the UHRI's theme of prisons."""

    source = models.ForeignKey(Term, models.CASCADE, verbose_name=_("from"), related_name="leads_to")
    target = models.ForeignKey(Term, models.CASCADE, verbose_name=_("to"), related_name="comes_from")

    class Meta:
        verbose_name = _("concordance")
        verbose_name_plural = _("concordances")
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="concordance_once")]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
