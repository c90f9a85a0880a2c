import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nmirf.common.tracking import tracked
from recommendations.enums import MechanismKind


class State(models.Model):
    """A State, under review or recommending; codes are ISO 3166-1 alpha-3."""

    code = models.CharField(_("ISO code"), max_length=3, primary_key=True)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = pgettext_lazy("country", "State")
        verbose_name_plural = _("States")

    def __str__(self) -> str:
        return self.name


@tracked
class Mechanism(models.Model):
    """Who issues recommendations: a treaty body, the UPR, a special procedure, a regional body."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=250)
    kind = models.CharField(_("kind"), max_length=20, choices=MechanismKind.choices)

    class Meta:
        verbose_name = _("mechanism")
        verbose_name_plural = _("mechanisms")

    def __str__(self) -> str:
        return self.name


@tracked
class Document(models.Model):
    """What a mechanism issued about a State. Without a symbol it is told by mechanism, State, session and date."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mechanism = models.ForeignKey(Mechanism, models.PROTECT, verbose_name=_("mechanism"), related_name="documents")
    state = models.ForeignKey(State, models.PROTECT, verbose_name=pgettext_lazy("country", "State"), related_name="documents")
    symbol = models.CharField(_("symbol"), max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    published_on = models.DateField(_("date"), null=True, blank=True)
    session = models.CharField(_("session"), max_length=20, blank=True)
    cycle = models.PositiveSmallIntegerField(_("cycle"), null=True, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(fields=["mechanism", "state", "symbol"], condition=~Q(symbol=""), name="document_symbol_once"),
            models.UniqueConstraint(
                fields=["mechanism", "state", "session", "published_on"],
                condition=Q(symbol=""),
                nulls_distinct=False,
                name="document_without_symbol_once",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol or self.title or f"{self.mechanism.name} {self.session}".strip()
