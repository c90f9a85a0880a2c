import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ministries.models import Institution
from nmirf.common.tracking import tracked
from recommendations.enums import AssignmentRole
from recommendations.models.recommendation import Recommendation


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def unanswered(self) -> "AssignmentQuerySet":
        return self.filter(answered_at=None)

    def overdue(self, today: date | None = None) -> "AssignmentQuerySet":
        return self.unanswered().filter(due_on__lt=today or timezone.localdate())

    def visible_to(self, user: Any) -> "AssignmentQuerySet":
        """Who is responsible for what is no secret among those who sign in."""
        return self.all() if user.is_authenticated else self.none()


@tracked
class Assignment(models.Model):
    """A recommendation given to an institution, as lead or supporting, with a due date.

    `answered_at` is when the institution handed in the update that was asked for; sending it back clears it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, verbose_name=_("recommendation"), related_name="assignments")
    institution = models.ForeignKey(Institution, models.PROTECT, verbose_name=_("institution"), related_name="assignments")
    role = models.CharField(_("role"), max_length=12, choices=AssignmentRole.choices, default=AssignmentRole.LEAD)
    due_on = models.DateField(_("due"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("assigned by"), related_name="assignments_made")
    assigned_at = models.DateTimeField(_("assigned"), auto_now_add=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        indexes = [models.Index(fields=["due_on"], name="assignment_due")]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "institution"], name="assignment_once"),
            models.UniqueConstraint(fields=["recommendation"], condition=Q(role="lead"), name="assignment_one_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.institution} – {self.recommendation_id}"

    @property
    def is_overdue(self) -> bool:
        return self.answered_at is None and self.due_on is not None and self.due_on < timezone.localdate()
