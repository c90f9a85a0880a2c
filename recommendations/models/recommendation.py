import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Replace, Upper
from django.utils.translation import gettext_lazy as _

from nmirf.common.tracking import tracked
from recommendations.enums import Kind, Position, Status, TagOrigin
from recommendations.models.mechanism import Document, State
from recommendations.models.term import Term


class SearchIndex(Func):
    """Stems of the text by its language, accents off; the configurations come from migration 0001."""

    template = (
        "to_tsvector(CASE %(language)s WHEN 'en' THEN 'nmirf_en'::regconfig WHEN 'fr' THEN 'nmirf_fr'::regconfig "
        "WHEN 'es' THEN 'nmirf_es'::regconfig WHEN 'ar' THEN 'nmirf_ar'::regconfig WHEN 'ru' THEN 'nmirf_ru'::regconfig "
        "ELSE 'nmirf_simple'::regconfig END, %(text)s)"
    )
    output_field = SearchVectorField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        language, text = (compiler.compile(e)[0] for e in self.source_expressions)
        return self.template % {"language": language, "text": text}, []


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def ours(self) -> "RecommendationQuerySet":
        """About this deployment's State; the others are kept as reference."""
        return self.filter(document__state_id=settings.NMIRF_STATE)

    def visible_to(self, user: Any) -> "RecommendationQuerySet":
        """The register is open to everyone who signs in."""
        return self.all() if user.is_authenticated else self.none()

    def in_order(self) -> "RecommendationQuerySet":
        """Newest document first, paragraphs as numbers: 115.3 before 115.22."""
        return self.order_by(F("document__published_on").desc(nulls_last=True), "document_id", "paragraph_key", "pk")


@tracked
class Recommendation(models.Model):
    """One numbered paragraph asking the State for something, or (kind observation) a concern beside it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, verbose_name=_("document"), related_name="recommendations")
    paragraph = models.CharField(_("paragraph"), max_length=40, blank=True)
    paragraph_key = models.CharField(max_length=80, blank=True, editable=False)  # sorts as numbers
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.RECOMMENDATION)
    text = models.TextField(_("text"))
    text_key = models.CharField(max_length=32, editable=False)  # MD5 of the normalised text: tells the same text again
    language = models.CharField(_("language of the text"), max_length=10, default="en")
    annotation_id = models.CharField(_("UHRI annotation id"), max_length=64, null=True, blank=True, unique=True)
    position = models.CharField(_("position"), max_length=12, choices=Position.choices, blank=True)
    position_source = models.CharField(_("position as the source puts it"), max_length=250, blank=True)
    action_category = models.PositiveSmallIntegerField(_("action category"), null=True, blank=True)  # UPR Info's, 1-5
    recommending_states = models.ManyToManyField(State, verbose_name=_("recommending States"), blank=True, related_name="recommendations_made")
    terms = models.ManyToManyField(Term, through="Tag", verbose_name=_("terms"), related_name="recommendations")
    source = models.JSONField(_("what else the source said"), default=dict, blank=True)  # header: value, as text
    is_follow_up = models.BooleanField(_("marked for follow-up by the document"), default=False)
    vanished_at = models.DateTimeField(_("no longer in the source since"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.NO_INFORMATION)
    status_on = models.DateField(_("status since"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    search = models.GeneratedField(expression=SearchIndex(F("language"), F("text")), output_field=SearchVectorField(), db_persist=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        indexes = [
            GinIndex(fields=["search"], name="recommendation_search"),
            models.Index(fields=["document", "paragraph_key", "id"], name="recommendation_in_order"),
            models.Index(fields=["document", "text_key"], name="recommendation_text_key"),
            models.Index(fields=["status"], name="recommendation_status"),
            # All that filters and their counts look at, narrow: 267,500 rows are counted without reading one text.
            models.Index(fields=["document", "kind", "status", "position", "id"], name="recommendation_facets"),
            models.Index(
                OpClass(Upper(Replace(F("paragraph"), Value(" "), Value(""))), name="text_pattern_ops"), name="recommendation_paragraph"
            ),  # as queries/citing.py asks for it
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="recommendation_status_known"),
            models.CheckConstraint(condition=Q(position__in=["", *Position.values]), name="recommendation_position_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="recommendation_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="recommendation_has_text"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How it is cited: symbol and paragraph. Needs `document` (with `mechanism`) loaded."""
        return (
            _("%(document)s, para. %(paragraph)s") % {"document": self.document, "paragraph": self.paragraph}
            if self.paragraph
            else str(self.document)
        )


@tracked
class Translation(models.Model):
    """A recommendation's text in one more language: from a source in that language, or made here."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=10)
    text = models.TextField(_("text"))
    text_key = models.CharField(max_length=32, editable=False)  # as Recommendation's
    origin = models.CharField(_("origin"), max_length=10, choices=TagOrigin.choices, default=TagOrigin.SOURCE)
    search = models.GeneratedField(expression=SearchIndex(F("language"), F("text")), output_field=SearchVectorField(), db_persist=True)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        indexes = [GinIndex(fields=["search"], name="translation_search")]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "language"], name="translation_once"),
            models.CheckConstraint(condition=~Q(text=""), name="translation_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}:{self.language}"


@tracked
class Tag(models.Model):
    """That a term is on a recommendation, and whether the source or somebody here put it there."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="tags")
    term = models.ForeignKey(Term, models.PROTECT, related_name="tags")
    origin = models.CharField(_("origin"), max_length=10, choices=TagOrigin.choices, default=TagOrigin.SOURCE)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [models.UniqueConstraint(fields=["recommendation", "term"], name="tag_once")]

    def __str__(self) -> str:
        return str(self.term)
