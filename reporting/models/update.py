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
from recommendations.models import Action, Assignment, IndicatorValue, Recommendation
from reporting.enums import UpdateState
from reporting.models.round import Round, RoundQuestion


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
    round = models.ForeignKey(Round, models.SET_NULL, null=True, blank=True, verbose_name=_("round"), related_name="updates")
    state = models.CharField(_("state"), max_length=12, choices=UpdateState.choices, default=UpdateState.DRAFT)
    status = models.CharField(_("status of implementation"), max_length=20, choices=Status.choices)
    text = models.TextField(_("what was done"))
    result = models.TextField(_("result"), blank=True, default="", db_default="")
    obstacles = models.TextField(_("obstacles"), blank=True, default="", db_default="")
    next_steps = models.TextField(_("next steps"), blank=True, default="", db_default="")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)  # handed in; where the ministry clears, it went out when that was done
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    held_back_at = models.DateTimeField(null=True, blank=True)  # by the ministry's own head: it never left the house
    held_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    held_back_reason = models.TextField(_("why it was held back"), blank=True, default="", db_default="")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    return_reason = models.TextField(_("why it was sent back"), blank=True)
    actions = models.ManyToManyField(Action, through="UpdateAction", verbose_name=_("actions"), related_name="updates", blank=True)
    indicator_values = models.ManyToManyField(
        IndicatorValue, through="UpdateValue", verbose_name=_("values of indicators"), related_name="updates", blank=True
    )
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
                condition=Q(cleared_at__isnull=True, cleared_by__isnull=True) | Q(cleared_at__isnull=False, cleared_by__isnull=False),
                name="update_cleared_when_and_by",
            ),
            models.CheckConstraint(
                condition=Q(held_back_at__isnull=True, held_back_by__isnull=True, held_back_reason="")
                | Q(held_back_at__isnull=False, held_back_by__isnull=False) & ~Q(held_back_reason=""),
                name="update_held_back_when_by_and_why",
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

    @property
    def values_shown(self) -> "models.QuerySet[IndicatorValue]":
        return self.indicator_values.select_related("indicator").order_by("indicator__title", "-on")


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
class UpdateAction(models.Model):
    """That an update speaks of an action."""

    update = models.ForeignKey(Update, models.CASCADE, related_name="+")
    action = models.ForeignKey(Action, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("action of an update")
        verbose_name_plural = _("actions of updates")
        constraints = [models.UniqueConstraint(fields=["update", "action"], name="update_action_once")]

    def __str__(self) -> str:
        return f"{self.update_id} – {self.action_id}"


@tracked
class UpdateValue(models.Model):
    """That an update rests on a value of an indicator."""

    update = models.ForeignKey(Update, models.CASCADE, related_name="+")
    value = models.ForeignKey(IndicatorValue, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("value of an update")
        verbose_name_plural = _("values of updates")
        constraints = [models.UniqueConstraint(fields=["update", "value"], name="update_value_once")]

    def __str__(self) -> str:
        return f"{self.update_id} – {self.value_id}"


@tracked
class Answer(models.Model):
    """What an update says to one of its round's own questions."""

    update = models.ForeignKey(Update, models.CASCADE, related_name="answers")
    question = models.ForeignKey(RoundQuestion, models.PROTECT, related_name="answers")
    text = models.TextField(_("answer"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["update", "question"], name="answer_once_an_update"),
            models.CheckConstraint(condition=~Q(text=""), name="answer_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.update_id} – {self.question_id}"


@tracked
class Evidence(models.Model):
    """A file or a link that shows what an update says. Files are read through a view that asks who may."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    update = models.ForeignKey(Update, models.PROTECT, related_name="evidence")
    file = models.FileField(_("file"), upload_to="evidence/%Y/%m/", blank=True)
    url = models.URLField(_("link"), max_length=1000, blank=True, default="", db_default="")
    name = models.CharField(_("file name"), max_length=200)  # of a link: what it leads to
    size = models.PositiveBigIntegerField(_("size"), default=0)  # bytes
    content_type = models.CharField(max_length=100, blank=True)  # by content, not by name
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [models.CheckConstraint(condition=Q(file="") ^ Q(url=""), name="evidence_file_or_link")]

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
