import uuid

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ministries.models import Institution
from recommendations.enums import Decision, SuggestionKind
from recommendations.models.recommendation import Recommendation
from recommendations.models.term import Term


class Training(models.Model):
    """One training of the suggestions on this deployment's own labelled records, and how well it did on those kept apart.

    The model itself isn't kept: see docs/adr/0006.
    """

    rows = models.PositiveIntegerField(_("records learnt from"), default=0)
    figures = models.JSONField(_("figures"), default=dict)  # SuggestionKind: {"micro_f1", "precision_at_1", "rows", ...}
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), related_name="+")
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class Suggestion(models.Model):
    """That a term fits a recommendation, or an institution should lead it: how sure, because of which words, and what a person said."""

    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="suggestions")
    kind = models.CharField(_("kind"), max_length=20, choices=SuggestionKind.choices)
    term = models.ForeignKey(Term, models.CASCADE, verbose_name=_("term"), null=True, blank=True, related_name="suggestions")
    institution = models.ForeignKey(Institution, models.CASCADE, verbose_name=_("institution"), null=True, blank=True, related_name="suggestions")
    confidence = models.FloatField(_("confidence"))  # 0 to 1
    words = models.JSONField(_("because of"), default=list)  # of the text, the strongest first
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("decided by"), null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    training = models.ForeignKey(Training, models.SET_NULL, null=True, blank=True, related_name="suggestions")

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        indexes = [models.Index(fields=["decision", "kind", "-confidence"], name="suggestion_open_first")]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "term"], name="suggestion_term_once"),
            models.UniqueConstraint(fields=["recommendation", "institution"], name="suggestion_institution_once"),
            models.CheckConstraint(condition=Q(term=None) ^ Q(institution=None), name="suggestion_of_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.term or self.institution} ({self.confidence:.0%})"
