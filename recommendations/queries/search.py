"""Search in the register's texts: each text by the stems of its own language, accents off; AND, OR, NOT and "phrases" as on the web."""

import re
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from recommendations.models import Recommendation

LANGUAGES = ("en", "fr", "es", "ar", "ru")  # those with stems of their own (migration 0001); all others are "simple"

# "CRC/C/PER/CO/6-7", "A/HRC/59/15 para. 138.2": two slashes at least, so that HIV/AIDS is searched as words.
REFERENCE = re.compile(
    r"^(?P<symbol>[A-Z][\w.]*(?:/[\w.()-]+){2,})(?:\s*,?\s*(?:paragraph|para|§|¶)s?\.?\s*(?P<paragraph>[\w.]+(?:\s*\(\w+\))*))?$", re.IGNORECASE
)
# Around the words found: signs no text has, so that the text is escaped first and marked after.
START, STOP = "\ue000", "\ue001"


def matching(words: str) -> Q:
    """Which recommendations a person means who types this: a document's symbol, with or without a paragraph, or words of the text."""
    if reference := REFERENCE.match(words.strip()):
        return _cited(reference["symbol"], reference["paragraph"])
    found = Q(search=_query(words, "nmirf_simple")) & ~Q(language__in=LANGUAGES)
    for language in LANGUAGES:
        found |= Q(language=language, search=_query(words, f"nmirf_{language}"))
    return found


def by_rank(rows: QuerySet[Recommendation], words: str) -> QuerySet[Recommendation]:
    """Best first. A search for a symbol ranks nothing, so paragraphs keep their order."""
    rank = SearchRank(F("search"), _query(words, _own_configuration()))
    return rows.alias(rank=rank).order_by("-rank", F("document__published_on").desc(nulls_last=True), "document_id", "paragraph_key", "pk")


def with_hits(rows: QuerySet[Recommendation], words: str) -> QuerySet[Recommendation]:
    """Adds `headline`, the part of the text with the words found between START and STOP; give it to `marked`."""
    own = _own_configuration()
    sizes: dict[str, Any] = {"max_fragments": 2, "max_words": 30, "min_words": 15, "fragment_delimiter": " … "}
    passage = SearchHeadline(F("text"), _query(words, own), config=own, start_sel=START, stop_sel=STOP, **sizes)
    return rows.annotate(headline=passage)


def marked(headline: str) -> SafeString:
    return mark_safe(escape(headline).replace(START, "<mark>").replace(STOP, "</mark>"))  # noqa: S308 - escaped here


def _cited(symbol: str, paragraph: str | None) -> Q:
    if not paragraph:
        return Q(document__symbol__istartswith=symbol)
    paragraph = paragraph.rstrip(".")
    own = Q(paragraph__iexact=paragraph)
    for mark in (" ", "(", "."):  # 22 means 22 (a) too, and never 221
        own |= Q(paragraph__istartswith=paragraph + mark)
    return Q(document__symbol__iexact=symbol) & own


def _query(words: str, configuration: str | Case) -> SearchQuery:
    return SearchQuery(words, config=configuration, search_type="websearch")


def _own_configuration() -> Case:
    known = [When(language=language, then=Value(f"nmirf_{language}")) for language in LANGUAGES]
    return Case(*known, default=Value("nmirf_simple"), output_field=TextField())
