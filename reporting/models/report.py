import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nmirf.accounts.permissions import is_secretariat
from nmirf.common.tracking import tracked
from nmirf.jobs.models import Job
from recommendations.models import Cluster, Mechanism, Recommendation
from reporting.enums import ReportKind
from reporting.models.obligation import Obligation
from reporting.models.update import Update


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: Any) -> "ReportQuerySet":
        """Drafts stay with the secretariat."""
        return self.all() if is_secretariat(user) else self.none()


@tracked
class Report(models.Model):
    """A report to a mechanism under way. A job builds its sections from approved updates."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=250)
    mechanism = models.ForeignKey(Mechanism, models.PROTECT, verbose_name=_("mechanism"), related_name="reports")
    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind.choices, default=ReportKind.PERIODIC)
    obligation = models.ForeignKey(Obligation, models.SET_NULL, null=True, blank=True, verbose_name=_("answers"), related_name="reports")
    word_limit = models.PositiveIntegerField(_("word limit"))
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    built_at = models.DateTimeField(_("draft built"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("started"), auto_now_add=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [models.CheckConstraint(condition=Q(word_limit__gt=0), name="report_word_limit_positive")]

    def __str__(self) -> str:
        return self.title


class Section(models.Model):
    """A part of a report's draft: a cluster's paragraphs, or those of no cluster."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="sections")
    cluster = models.ForeignKey(Cluster, models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(_("title"), max_length=250)
    order = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [models.UniqueConstraint(fields=["report", "order"], name="section_order_once")]

    def __str__(self) -> str:
        return self.title


class Paragraph(models.Model):
    """One numbered paragraph of a draft, from one approved update, citing its recommendation. Without update: a gap."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="paragraphs")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="+")
    update = models.ForeignKey(Update, models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveIntegerField()
    text = models.TextField(_("text"), blank=True)  # as it stands in the report, its citation included

    class Meta:
        verbose_name = _("paragraph")
        verbose_name_plural = _("paragraphs")
        constraints = [models.UniqueConstraint(fields=["section", "order"], name="paragraph_order_once")]

    def __str__(self) -> str:
        return self.text[:60]
