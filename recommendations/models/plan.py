import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ministries.models import Institution, Post
from ministries.permissions import affiliations
from nmirf.accounts.permissions import is_secretariat
from nmirf.common.tracking import tracked
from recommendations.enums import ActionStatus, FrameworkKind, Need
from recommendations.models.recommendation import Recommendation


@tracked
class Framework(models.Model):
    """A plan or review over actions and indicators that may be in others too: reported once, shown in each."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=250, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=FrameworkKind.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    description = models.TextField(_("description"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FrameworkKind.values), name="framework_kind_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="framework_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.title


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, user: Any) -> "ActionQuerySet":
        """Drafts stay with their institution and the secretariat; the others are no secret among those who sign in."""
        if not user.is_authenticated:
            return self.none()
        return self if is_secretariat(user) else self.filter(Q(is_draft=False) | Q(institution__in=affiliations(user).ids))

    def running(self) -> "ActionQuerySet":
        """Out of draft, and neither done nor dropped."""
        return self.filter(is_draft=False, ended_on=None)

    def overdue(self, today: date | None = None) -> "ActionQuerySet":
        return self.running().filter(ends_on__lt=today or timezone.localdate())


@tracked
class Action(models.Model):
    """What an institution undertakes to do; it may serve many recommendations and be in several plans.

    `ended_on` is the day it was done or dropped. Who is asked about it: those who hold `post`, or all of the institution.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=250)
    description = models.TextField(_("description"), blank=True)
    need = models.CharField(_("what it takes"), max_length=12, choices=Need.choices)
    status = models.CharField(_("status"), max_length=10, choices=ActionStatus.choices, default=ActionStatus.PLANNED)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    outcome = models.TextField(_("what came of it"), blank=True)  # of one that ended; why, where it was dropped
    institution = models.ForeignKey(Institution, models.PROTECT, verbose_name=_("institution"), related_name="actions")
    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("post"), null=True, blank=True, related_name="actions")
    budget_note = models.TextField(_("budget"), blank=True)
    is_draft = models.BooleanField(_("draft"), default=True)
    recommendations = models.ManyToManyField(
        Recommendation, through="ActionRecommendation", verbose_name=_("recommendations"), related_name="actions"
    )
    frameworks = models.ManyToManyField(Framework, through="ActionFramework", verbose_name=_("plans"), related_name="actions")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("written by"), related_name="+")
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        indexes = [models.Index(fields=["ends_on"], name="action_ends")]
        constraints = [
            models.CheckConstraint(condition=Q(need__in=Need.values), name="action_need_known"),
            models.CheckConstraint(condition=Q(status__in=ActionStatus.values), name="action_status_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="action_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(status__in=["done", "dropped"], ended_on__isnull=False) | (~Q(status__in=["done", "dropped"]) & Q(ended_on=None)),
                name="action_ended_has_day",
            ),
            models.CheckConstraint(condition=~Q(status="dropped", outcome=""), name="action_dropped_with_reason"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ended(self) -> bool:
        return self.ended_on is not None

    @property
    def is_overdue(self) -> bool:
        return self.ended_on is None and not self.is_draft and self.ends_on < timezone.localdate()


@tracked
class ActionRecommendation(models.Model):
    """That an action serves a recommendation."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="+")
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("recommendation of an action")
        verbose_name_plural = _("recommendations of actions")
        constraints = [models.UniqueConstraint(fields=["action", "recommendation"], name="action_recommendation_once")]

    def __str__(self) -> str:
        return f"{self.action_id} – {self.recommendation_id}"


@tracked
class ActionFramework(models.Model):
    """That an action is in a plan."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="+")
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("plan of an action")
        verbose_name_plural = _("plans of actions")
        constraints = [models.UniqueConstraint(fields=["action", "framework"], name="action_framework_once")]

    def __str__(self) -> str:
        return f"{self.action_id} – {self.framework_id}"
