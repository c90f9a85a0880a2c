import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.enums import ConsultationState, Visibility
from ministries.models import Institution
from ministries.permissions import affiliations, is_focal_point
from nmirf.accounts.permissions import is_secretariat, is_staff
from nmirf.common.tracking import tracked
from recommendations.models import Recommendation


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user: Any) -> "ConsultationQuerySet":
        """Those who run the mechanism see all; others the published ones, bodies outside only where they are invited."""
        if is_staff(user):
            return self.all()
        published = self.exclude(state=ConsultationState.DRAFT)
        if is_focal_point(user):
            return published
        return published.filter(pk__in=Consultation.invited.through.objects.filter(institution__in=affiliations(user).ids).values("consultation"))


@tracked
class Consultation(models.Model):
    """A round in which invited bodies are asked, with open and close dates (both days included)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=250)
    introduction = models.TextField(_("what is asked and why"))
    questions = models.JSONField(_("questions"), default=list, blank=True)  # list of strings
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("closes"))
    state = models.CharField(_("state"), max_length=10, choices=ConsultationState.choices, default=ConsultationState.DRAFT)
    invited = models.ManyToManyField(Institution, verbose_name=_("invited"), related_name="consultations", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="consultation_closes_after_it_opens")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == ConsultationState.OPEN and self.opens_on <= timezone.localdate() <= self.closes_on

    @property
    def is_over(self) -> bool:
        """Closed by the secretariat, or by its date."""
        return self.state == ConsultationState.CLOSED or (self.state == ConsultationState.OPEN and self.closes_on < timezone.localdate())


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent(), append_only=True)
class Invitation(Consultation.invited.through):  # type: ignore[name-defined]
    """That a body is invited. A proxy, so that the links keep their history too."""

    class Meta:
        proxy = True


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def unanswered(self) -> "ContributionQuerySet":
        return self.filter(replies=None)

    def visible_to(self, user: Any) -> "ContributionQuerySet":
        """As its author chose. Administrators see what everyone sees: running the machine is no right to read it."""
        own = Q(institution__in=affiliations(user).ids)
        if is_secretariat(user):
            return self.all()
        seen = {Visibility.EVERYONE, Visibility.STATE} if is_focal_point(user) else {Visibility.EVERYONE}
        return self.filter(own | Q(visibility__in=seen)) if user.is_authenticated else self.none()


@tracked
class Contribution(models.Model):
    """What the NHRI or a civil-society body says, on a recommendation or in a consultation. Only its author changes it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(Consultation, models.PROTECT, null=True, blank=True, related_name="contributions")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, null=True, blank=True, related_name="contributions")
    institution = models.ForeignKey(Institution, models.PROTECT, verbose_name=_("body"), related_name="contributions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contributions")
    text = models.TextField(_("what you say"))
    visibility = models.CharField(_("who may read it"), max_length=12, choices=Visibility.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the sent form's: a second click is not a second contribution

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.CheckConstraint(condition=Q(consultation__isnull=False) | Q(recommendation__isnull=False), name="contribution_is_about_something"),
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="contribution_visibility_known"),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.created_at:%Y-%m-%d}"


@tracked
class Reply(models.Model):
    """What the State answers; whoever may read the contribution may read its replies."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("reply"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")

    def __str__(self) -> str:
        return f"{self.contribution} – {self.created_at:%Y-%m-%d}"
