import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ministries.models import Institution, Post
from nmirf.common.tracking import tracked
from recommendations.enums import AssignmentResponse, AssignmentRole, Decision
from recommendations.models.recommendation import Recommendation
from recommendations.models.saved import BulkChange
from recommendations.models.term import Term


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def unanswered(self) -> "AssignmentQuerySet":
        return self.filter(answered_at=None)

    def overdue(self, today: date | None = None) -> "AssignmentQuerySet":
        return self.unanswered().filter(due_on__lt=today or timezone.localdate())

    def with_first_due(self) -> "AssignmentQuerySet":
        """`first_due_on`: the due date before it first moved, None where it never did."""
        moved = Extension.objects.filter(assignment=OuterRef("pk"), decision=Decision.ACCEPTED).order_by("decided_at", "pk")
        return self.annotate(first_due_on=Subquery(moved.values("before")[:1]))

    def visible_to(self, user: Any) -> "AssignmentQuerySet":
        """Who is responsible for what is no secret among those who sign in."""
        return self.all() if user.is_authenticated else self.none()


@tracked
class Assignment(models.Model):
    """A recommendation given to an institution, as lead, supporting or in its territory, with a due date.

    `response` is what the institution said to being given it, `decided_at` when the secretariat decided about a declined one.
    `answered_at` is when the institution handed in the update that was asked for; sending it back clears it.
    Who is asked: those who hold `post`, or where none is named all who hold a post in the institution.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, verbose_name=_("recommendation"), related_name="assignments")
    institution = models.ForeignKey(Institution, models.PROTECT, verbose_name=_("institution"), related_name="assignments")
    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("post"), null=True, blank=True, related_name="assignments")
    role = models.CharField(_("role"), max_length=12, choices=AssignmentRole.choices, default=AssignmentRole.LEAD)
    due_on = models.DateField(_("due"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    response = models.CharField(
        _("answer"),
        max_length=12,
        choices=AssignmentResponse.choices,
        default=AssignmentResponse.WAITING,
        db_default=AssignmentResponse.WAITING.value,
    )
    responded_at = models.DateTimeField(_("accepted or declined"), null=True, blank=True)
    responded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("accepted or declined by"), null=True, blank=True, related_name="+"
    )
    decline_reason = models.TextField(_("reason"), blank=True, default="", db_default="")
    proposal = models.ForeignKey(Institution, models.PROTECT, verbose_name=_("proposed instead"), null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("decided by"), null=True, blank=True, related_name="+")
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
            models.CheckConstraint(condition=Q(response__in=AssignmentResponse.values), name="assignment_response_known"),
            models.CheckConstraint(
                condition=Q(response="waiting", responded_at=None, responded_by=None)
                | (~Q(response="waiting") & Q(responded_at__isnull=False, responded_by__isnull=False)),
                name="assignment_response_has_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(response__in=["declined", "confirmed"], decline_reason=""), name="assignment_declined_with_reason"),
            models.CheckConstraint(
                condition=Q(response="confirmed", decided_at__isnull=False, decided_by__isnull=False)
                | (~Q(response="confirmed") & Q(decided_at=None, decided_by=None)),
                name="assignment_confirmed_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} – {self.recommendation_id}"

    @property
    def is_overdue(self) -> bool:
        return self.answered_at is None and self.due_on is not None and self.due_on < timezone.localdate()


@tracked
class Extension(models.Model):
    """A due date that moved, or that somebody asked to move: one row each time, so that the first date and every reason stay.

    The secretariat's own changes are asked for and accepted at once. `after` is empty where a due date was taken away.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(Assignment, models.CASCADE, verbose_name=_("assignment"), related_name="extensions")
    before = models.DateField(_("was due"))
    after = models.DateField(_("due instead"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("asked for by"), related_name="+")
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("decided by"), null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    change = models.ForeignKey(BulkChange, models.SET_NULL, null=True, blank=True, related_name="+")  # of many at once; undoing it takes this away

    class Meta:
        verbose_name = _("extension of a due date")
        verbose_name_plural = _("extensions of due dates")
        constraints = [
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="extension_decision_known"),
            models.CheckConstraint(
                condition=Q(decision="open", decided_at=None, decided_by=None)
                | (~Q(decision="open") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="extension_decided_has_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(before=F("after")), name="extension_moves_the_date"),
            models.UniqueConstraint(fields=["assignment"], condition=Q(decision="open"), name="extension_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after or '–'}"


@tracked
class Mandate(models.Model):
    """A theme or Sustainable Development Goal that an institution works on: it is suggested as lead of what bears it."""

    institution = models.ForeignKey(Institution, models.CASCADE, verbose_name=_("institution"), related_name="mandates")
    term = models.ForeignKey(Term, models.CASCADE, verbose_name=_("term"), related_name="mandates")

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [models.UniqueConstraint(fields=["institution", "term"], name="mandate_once")]

    def __str__(self) -> str:
        return f"{self.institution} – {self.term}"
