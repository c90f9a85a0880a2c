import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nmirf.common.tracking import tracked
from recommendations.enums import Decision
from recommendations.models.recommendation import Recommendation


@tracked
class OverlapGroup(models.Model):
    """Recommendations that ask the same, across mechanisms and cycles. All stay citable; one answer can serve all."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    note = models.CharField(_("what they ask"), max_length=250, blank=True)
    recommendations = models.ManyToManyField(Recommendation, through="OverlapMember", related_name="overlap_groups")

    class Meta:
        verbose_name = _("overlap group")
        verbose_name_plural = _("overlap groups")

    def __str__(self) -> str:
        return self.note or str(self.public_id)


@tracked
class OverlapMember(models.Model):
    """That a recommendation is in an overlap group; it is in one at most."""

    group = models.ForeignKey(OverlapGroup, models.CASCADE, related_name="members")
    recommendation = models.OneToOneField(Recommendation, models.CASCADE, related_name="overlap_member")

    class Meta:
        verbose_name = _("membership of an overlap group")
        verbose_name_plural = _("memberships of overlap groups")

    def __str__(self) -> str:
        return f"{self.group_id} – {self.recommendation_id}"


class OverlapSuggestion(models.Model):
    """Two recommendations that may ask the same, and what a person said."""

    first = models.ForeignKey(Recommendation, models.CASCADE, related_name="+")
    second = models.ForeignKey(Recommendation, models.CASCADE, related_name="+")
    similarity = models.FloatField(_("similarity"))  # 0 to 1
    words = models.JSONField(_("because of"), default=list)  # that both share, the strongest first
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("decided by"), null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("suggested overlap")
        verbose_name_plural = _("suggested overlaps")
        indexes = [models.Index(fields=["decision", "-similarity"], name="overlap_open_first")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="overlap_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="overlap_one_way"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"
