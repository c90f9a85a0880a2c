import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ministries.models import Institution, Post
from nmirf.common.tracking import tracked
from recommendations.enums import IndicatorKind
from recommendations.models.plan import Action, Framework
from recommendations.models.recommendation import Recommendation
from recommendations.sdgs import SHAPE


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, user: Any) -> "IndicatorQuerySet":
        return self.all() if user.is_authenticated else self.none()

    def overdue(self, today: date | None = None) -> "IndicatorQuerySet":
        """A value is expected and has not been entered."""
        return self.filter(next_value_on__lt=today or timezone.localdate())


@tracked
class Indicator(models.Model):
    """What is measured to see whether something changed; its provider enters the values.

    `next_value_on` is when the next value is expected; entering one moves it by `every_months`, or clears it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=250, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=IndicatorKind.choices)
    definition = models.TextField(_("definition"), blank=True)
    unit = models.CharField(_("unit"), max_length=80)
    baseline = models.DecimalField(_("baseline"), max_digits=20, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField(_("day of the baseline"), null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=4, null=True, blank=True)
    target_on = models.DateField(_("day of the target"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=250, blank=True)
    provider = models.ForeignKey(Institution, models.PROTECT, verbose_name=_("provider"), related_name="indicators")
    provider_post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("post of the provider"), null=True, blank=True, related_name="indicators")
    sdg_code = models.CharField(_("SDG indicator"), max_length=10, blank=True)
    every_months = models.PositiveSmallIntegerField(_("months between values"), null=True, blank=True)
    next_value_on = models.DateField(_("next value expected"), null=True, blank=True)
    recommendations = models.ManyToManyField(
        Recommendation, through="IndicatorRecommendation", verbose_name=_("recommendations"), related_name="indicators"
    )
    actions = models.ManyToManyField(Action, through="IndicatorAction", verbose_name=_("actions"), related_name="indicators")
    frameworks = models.ManyToManyField(Framework, through="IndicatorFramework", verbose_name=_("plans"), related_name="indicators")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("written by"), related_name="+")

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        indexes = [models.Index(fields=["next_value_on"], name="indicator_next_value")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=IndicatorKind.values), name="indicator_kind_known"),
            models.CheckConstraint(condition=Q(sdg_code="") | Q(sdg_code__regex=SHAPE), name="indicator_sdg_code_shape"),
            models.CheckConstraint(condition=Q(baseline=None, baseline_on=None) | Q(baseline__isnull=False), name="indicator_baseline_has_value"),
            models.CheckConstraint(condition=Q(target=None, target_on=None) | Q(target__isnull=False), name="indicator_target_has_value"),
            models.CheckConstraint(condition=Q(every_months=None) | Q(every_months__range=(1, 120)), name="indicator_every_months_sensible"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_overdue(self) -> bool:
        return self.next_value_on is not None and self.next_value_on < timezone.localdate()


@tracked
class IndicatorValue(models.Model):
    """What was measured for a day; with `dimension` and `category` of a part only (“Sex”, “Women”), without of the whole."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    indicator = models.ForeignKey(Indicator, models.CASCADE, verbose_name=_("indicator"), related_name="values")
    on = models.DateField(_("measured for"))
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    dimension = models.CharField(_("broken down by"), max_length=80, blank=True)
    category = models.CharField(_("group"), max_length=120, blank=True)
    note = models.TextField(_("note"), blank=True)
    source = models.CharField(_("source"), max_length=250, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("entered by"), related_name="+")
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)

    class Meta:
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "on", "dimension", "category"], name="indicator_value_once"),
            models.CheckConstraint(
                condition=Q(dimension="", category="") | (~Q(dimension="") & ~Q(category="")), name="indicator_value_dimension_has_category"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.on}"


@tracked
class IndicatorRecommendation(models.Model):
    """That an indicator measures what a recommendation asks for."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("recommendation of an indicator")
        verbose_name_plural = _("recommendations of indicators")
        constraints = [models.UniqueConstraint(fields=["indicator", "recommendation"], name="indicator_recommendation_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id} – {self.recommendation_id}"


@tracked
class IndicatorAction(models.Model):
    """That an indicator measures what an action does."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    action = models.ForeignKey(Action, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("action of an indicator")
        verbose_name_plural = _("actions of indicators")
        constraints = [models.UniqueConstraint(fields=["indicator", "action"], name="indicator_action_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id} – {self.action_id}"


@tracked
class IndicatorFramework(models.Model):
    """That an indicator is in a plan."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("plan of an indicator")
        verbose_name_plural = _("plans of indicators")
        constraints = [models.UniqueConstraint(fields=["indicator", "framework"], name="indicator_framework_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id} – {self.framework_id}"
