import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ministries.permissions import affiliations
from nmirf.accounts.permissions import is_staff
from nmirf.common.tracking import tracked
from recommendations.models import Assignment


class RoundQuerySet(models.QuerySet["Round"]):
    def open(self) -> "RoundQuerySet":
        return self.filter(opened_at__isnull=False, closed_at=None)

    def visible_to(self, user: Any) -> "RoundQuerySet":
        """All of them to those who run the mechanism; to an institution those that ask it, once they are open."""
        if is_staff(user):
            return self.all()
        asked = RoundItem.objects.filter(assignment__institution__in=affiliations(user).ids)
        return self.filter(opened_at__isnull=False, pk__in=asked.values("round"))


@tracked
class Round(models.Model):
    """The secretariat's call for updates: prepared, then open, then closed. Its days are what people are told; buttons open and close it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=250)
    instructions = models.TextField(_("instructions"), blank=True)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    assignments = models.ManyToManyField(Assignment, through="RoundItem", related_name="rounds", blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="round_closes_after_it_opens"),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by__isnull=True) | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="round_opened_when_and_by",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="round_closed_when_and_by",
            ),
            models.CheckConstraint(condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False), name="round_closed_was_open"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    def is_late(self, today: date | None = None) -> bool:
        """Open although its last day has passed: what is still missing is late."""
        return self.is_open and self.closes_on < (today or timezone.localdate())


@tracked
class RoundItem(models.Model):
    """That a round asks about an assignment. Its state is that of the update written for the round."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="items")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="round_items")

    class Meta:
        verbose_name = _("item of a round")
        verbose_name_plural = _("items of a round")
        constraints = [models.UniqueConstraint(fields=["round", "assignment"], name="round_item_once")]

    def __str__(self) -> str:
        return f"{self.round_id} – {self.assignment_id}"


@tracked
class RoundQuestion(models.Model):
    """One of the round's own questions, asked beside those of every update."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(_("question"), max_length=500)
    is_required = models.BooleanField(_("has to be answered"), default=False)

    class Meta:
        verbose_name = _("question of a round")
        verbose_name_plural = _("questions of a round")
        constraints = [models.UniqueConstraint(fields=["round", "order"], name="round_question_order_once", deferrable=models.Deferrable.DEFERRED)]

    def __str__(self) -> str:
        return self.text


@tracked
class Nudge(models.Model):
    """That the secretariat reminded a person of a round by hand: once a day at most."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="nudges")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reminder of a round")
        verbose_name_plural = _("reminders of rounds")
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="nudge_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on}"
