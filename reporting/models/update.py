import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ministries.permissions import affiliations
from nmirf.accounts.permissions import is_secretariat
from nmirf.common.tracking import tracked
from recommendations.enums import Status
from recommendations.models import Assignment, Recommendation
from reporting.enums import UpdateState


class UpdateQuerySet(models.QuerySet["Update"]):
    def approved(self) -> "UpdateQuerySet":
        return self.filter(state=UpdateState.APPROVED)

    def visible_to(self, user: Any) -> "UpdateQuerySet":
        """Approved ones to all who sign in; the others, drafts included, to their institution and the secretariat."""
        if not user.is_authenticated:
            return self.none()
        seen = Q(state=UpdateState.APPROVED) | Q(assignment__institution__in=affiliations(user).ids)
        return self.all() if is_secretariat(user) else self.filter(seen)


@tracked
class Update(models.Model):
    """An institution's answer: what was done about a recommendation it is assigned."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="updates")
    state = models.CharField(_("state"), max_length=12, choices=UpdateState.choices, default=UpdateState.DRAFT)
    status = models.CharField(_("status of implementation"), max_length=20, choices=Status.choices)
    text = models.TextField(_("what was done"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    return_reason = models.TextField(_("why it was sent back"), blank=True)
    also_answers = models.ManyToManyField(Assignment, through="AlsoAnswered", verbose_name=_("also answers"), related_name="answered_too", blank=True)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=UpdateState.values), name="update_state_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="update_status_known"),
            models.CheckConstraint(condition=~Q(state=UpdateState.RETURNED) | ~Q(return_reason=""), name="update_returned_with_a_reason"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True) | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="update_submitted_when_and_by",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True) | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="update_reviewed_when_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(state=UpdateState.APPROVED) | Q(reviewed_at__isnull=False, submitted_at__isnull=False),
                name="update_approved_was_reviewed",
            ),
            # One open answer an assignment: two people of a ministry continue the same draft.
            models.UniqueConstraint(fields=["assignment"], condition=~Q(state=UpdateState.APPROVED), name="update_one_open_an_assignment"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.state}"


@tracked
class AlsoAnswered(models.Model):
    """That an update answers one more assignment of its institution: of a recommendation that asks the same."""

    update = models.ForeignKey(Update, models.CASCADE, related_name="also")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="also")

    class Meta:
        verbose_name = _("also answered")
        verbose_name_plural = _("also answered")
        constraints = [models.UniqueConstraint(fields=["update", "assignment"], name="also_answered_once")]

    def __str__(self) -> str:
        return f"{self.update_id} – {self.assignment_id}"


@tracked
class Evidence(models.Model):
    """A file that shows what an update says. Read through a view that asks who may."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    update = models.ForeignKey(Update, models.PROTECT, related_name="evidence")
    file = models.FileField(_("file"), upload_to="evidence/%Y/%m/")
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size"))  # bytes
    content_type = models.CharField(max_length=100)  # by content, not by name
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.name


@tracked
class StatusChange(models.Model):
    """The status a recommendation had from a day on, and the approved update that says so."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="status_changes")
    update = models.ForeignKey(Update, models.PROTECT, related_name="status_changes", db_index=False)
    before = models.CharField(_("before"), max_length=20, choices=Status.choices)
    after = models.CharField(_("after"), max_length=20, choices=Status.choices)
    on = models.DateField(_("on"))

    class Meta:
        verbose_name = _("change of status")
        verbose_name_plural = _("changes of status")

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
