"""Search in the register's texts: each text by the stems of its own language, accents off; AND, OR, NOT and "phrases" as on the web.

A recommendation is found by its own text, by its texts in other languages, and by how it is cited (queries/citing.py).
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import Case, F, FloatField, Q, QuerySet, TextField, Value, When
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from recommendations.models import Recommendation, Translation
from recommendations.queries.citing import cited

LANGUAGES = ("en", "fr", "es", "ar", "ru")  # those with stems of their own (migration 0001); all others are "simple"
NEGATED = re.compile(r'(?<!\S)-("[^"]*"?|\S+)')
# Around the words found: signs no text has, so that the text is escaped first and marked after.
START, STOP = "\ue000", "\ue001"
SIZES: dict[str, Any] = {"max_fragments": 2, "max_words": 30, "min_words": 15, "fragment_delimiter": " … "}


def matching(typed: str) -> Q:
    """Which recommendations a person means who types this."""
    citation = cited(typed)
    if citation is None:
        return Q(pk__in=_with_words(typed))
    if citation.words:
        return citation.where & Q(pk__in=_with_words(citation.words))
    if citation.is_certain:
        return citation.where
    return Q(pk__in=Recommendation.objects.filter(citation.where).values("pk").union(*_parts(typed)))


def by_rank(rows: QuerySet[Recommendation], words: str) -> QuerySet[Recommendation]:
    """Best first; what only a translation says comes last. A search for a symbol ranks nothing, so paragraphs keep their order."""
    known = [When(language=language, then=_rank(words, f"nmirf_{language}")) for language in LANGUAGES]
    rank = Case(*known, default=_rank(words, "nmirf_simple"), output_field=FloatField())
    return rows.alias(rank=rank).order_by("-rank", F("document__published_on").desc(nulls_last=True), "document_id", "paragraph_key", "pk")


def with_hits(rows: QuerySet[Recommendation], words: str) -> QuerySet[Recommendation]:
    """Adds `headline`, the part of the text with the words found between START and STOP; give it to `marked`."""
    return rows.annotate(headline=_headline(words))


def translated_hits(rows: Iterable[Recommendation], words: str) -> dict[int, list[Any]]:
    """Recommendation id -> its texts in other languages that have the words, each with `headline`; one query."""
    hits: dict[int, list[Any]] = defaultdict(list)
    if not words or cited(words):
        return hits
    found = Translation.objects.filter(_has(words), recommendation__in=[row.pk for row in rows]).annotate(headline=_headline(words))
    for translation in found.order_by("language").only("recommendation_id", "language"):
        hits[translation.recommendation_id].append(translation)
    return hits


def marked(headline: str) -> SafeString:
    return mark_safe(escape(headline).replace(START, "<mark>").replace(STOP, "</mark>"))  # noqa: S308 - escaped here


def _with_words(words: str) -> QuerySet:
    own, translated = _parts(words)
    return own.union(translated, all=True)


def _parts(words: str) -> tuple[QuerySet, QuerySet]:
    """Ids by their own text, and by a translation: one that lacks the word after NOT because it is in another language is no hit."""
    own = Recommendation.objects.filter(_has(words)).values("pk")
    translated = Translation.objects.filter(_has(words))
    for negated in NEGATED.findall(words):
        other = Translation.objects.filter(_has(negated)).values("recommendation")
        translated = translated.exclude(recommendation__in=Recommendation.objects.filter(_has(negated)).values("pk")).exclude(
            recommendation__in=other
        )
    return own, translated.values("recommendation")


def _has(words: str) -> Q:
    """Of a row with `search` and `language`."""
    found = Q(search=_query(words, "nmirf_simple")) & ~Q(language__in=LANGUAGES)
    for language in LANGUAGES:
        found |= Q(language=language, search=_query(words, f"nmirf_{language}"))
    return found


def _rank(words: str, configuration: str) -> SearchRank:
    return SearchRank(F("search"), _query(words, configuration))


def _headline(words: str) -> SearchHeadline:
    own = _own_configuration()
    return SearchHeadline(F("text"), _query(words, own), config=own, start_sel=START, stop_sel=STOP, **SIZES)


def _query(words: str, configuration: str | Case) -> SearchQuery:
    return SearchQuery(words, config=configuration, search_type="websearch")


def _own_configuration() -> Case:
    known = [When(language=language, then=Value(f"nmirf_{language}")) for language in LANGUAGES]
    return Case(*known, default=Value("nmirf_simple"), output_field=TextField())
