import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ministries.enums import InstitutionKind
from nmirf.common.tracking import tracked


@tracked
class Institution(models.Model):
    """Who answers, or speaks: a ministry, parliament, the judiciary, … or the NHRI and civil society beside the State."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=250, unique=True)
    short_name = models.CharField(_("short name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=InstitutionKind.choices)
    mandate = models.TextField(_("mandate"), blank=True)
    territory = models.CharField(
        _("territory"), max_length=200, blank=True, default="", db_default=""
    )  # of a local or regional government, an office of a region
    needs_clearance = models.BooleanField(_("updates are cleared by the head before they go out"), default=False, db_default=False)
    is_active = models.BooleanField(_("in existence"), default=True)

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        constraints = [models.CheckConstraint(condition=Q(kind__in=InstitutionKind.values), name="institution_kind_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_government(self) -> bool:
        return self.kind in InstitutionKind.of_the_state()


@tracked
class Post(models.Model):
    """A seat in an institution. Responsibility belongs to it; people hold it for a time."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, verbose_name=_("institution"), related_name="posts")
    title = models.CharField(_("title"), max_length=200)
    is_head = models.BooleanField(_("heads the unit"), default=False)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [models.UniqueConstraint(fields=["institution", "title"], name="post_title_once_an_institution")]

    def __str__(self) -> str:
        return self.title


class HoldingQuerySet(models.QuerySet["Holding"]):
    def current(self, on: date | None = None) -> "HoldingQuerySet":
        """Of a day, by default today."""
        today = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)


@tracked
class Holding(models.Model):
    """That a person holds a post, from a day to a day (included), or until further notice."""

    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("post"), related_name="holdings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="holdings")
    is_deputy = models.BooleanField(_("as deputy"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("holding of a post")
        verbose_name_plural = _("holdings of posts")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="holding_ends_after_it_starts"),
            models.UniqueConstraint(fields=["post", "user", "starts_on"], name="holding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post} – {self.user}"
