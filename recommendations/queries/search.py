"""Search in the register's texts: each text by the stems of its own language, accents off; AND, OR, NOT and "phrases" as on the web.

A recommendation is found by its own text, by its texts in other languages, and by how it is cited (queries/citing.py).
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import BooleanField, Case, F, FloatField, Func, Q, QuerySet, TextField, Value, When
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from recommendations.models import Recommendation, Translation
from recommendations.queries.citing import cited

AT_ONCE = 1_000  # hits in translations that are named one by one
LANGUAGES = ("en", "fr", "es", "ar", "ru")  # those with stems of their own (migration 0001); all others are "simple"
NEGATED = re.compile(r'(?<!\S)-("[^"]*"?|\S+)')
# Around the words found: signs no text has, so that the text is escaped first and marked after.
START, STOP = "\ue000", "\ue001"
SIZES: dict[str, Any] = {"max_fragments": 2, "max_words": 30, "min_words": 15, "fragment_delimiter": " … "}


def matching(typed: str) -> Q:
    """Which recommendations a person means who types this. Asks the database which translations have the words."""
    citation = cited(typed)
    if citation is None:
        return _with_words(typed)
    if citation.words:
        return citation.where & _with_words(citation.words)
    if citation.is_certain:
        return citation.where
    own, translated = Recommendation.objects.filter(HasWords(typed)).values("pk"), _translated(typed)
    return Q(pk__in=Recommendation.objects.filter(citation.where).values("pk").union(own, translated))


def by_rank(rows: QuerySet[Recommendation], words: str) -> QuerySet[Recommendation]:
    """Best first; what only a translation says comes last. A search for a symbol ranks nothing, so paragraphs keep their order,
    and neither does one for what lacks a word."""
    if not says_a_word(words):
        return rows
    order = F("document__published_on").desc(nulls_last=True), "document_id", "paragraph_key", "pk"
    return rows.alias(rank=Rank(words)).order_by("-rank", *order)


def with_hits(rows: QuerySet[Recommendation], words: str) -> QuerySet[Recommendation]:
    """Adds `headline`, the part of the text with the words found between START and STOP; give it to `marked`."""
    return rows.annotate(headline=_headline(words))


def translated_hits(rows: Iterable[Recommendation], words: str) -> dict[int, list[Any]]:
    """Recommendation id -> its texts in other languages that have the words, each with `headline`; one query."""
    hits: dict[int, list[Any]] = defaultdict(list)
    if not words or cited(words):
        return hits
    found = Translation.objects.filter(HasWords(words), recommendation__in=[row.pk for row in rows]).annotate(headline=_headline(words))
    for translation in found.order_by("language").only("recommendation_id", "language"):
        hits[translation.recommendation_id].append(translation)
    return hits


def marked(headline: str) -> SafeString:
    return mark_safe(escape(headline).replace(START, "<mark>").replace(STOP, "</mark>"))  # noqa: S308 - escaped here


def says_a_word(words: str) -> bool:
    """Whether something is to be there, not only not to be."""
    return bool(NEGATED.sub("", words).strip())


def _with_words(words: str) -> Q:
    """By their own text in one pass over its index, and those whose translation has the words, where there are any."""
    translated = list(_translated(words)[: AT_ONCE + 1])
    if len(translated) > AT_ONCE:
        return Q(pk__in=Recommendation.objects.filter(HasWords(words)).values("pk").union(_translated(words), all=True))
    return Q(HasWords(words)) | Q(pk__in=translated) if translated else Q(HasWords(words))


def _translated(words: str) -> QuerySet:
    """Ids by a translation: one that lacks the word after NOT because it is in another language is no hit."""
    translated = Translation.objects.filter(HasWords(words))
    for negated in NEGATED.findall(words):
        has = HasWords(negated)
        translated = translated.exclude(recommendation__in=Recommendation.objects.filter(has).values("pk"))
        translated = translated.exclude(recommendation__in=Translation.objects.filter(has).values("recommendation"))
    return translated.values_list("recommendation", flat=True)


class ByLanguage(Func):
    """Written as one piece of SQL: Django would take longer to build it from conditions than PostgreSQL to answer."""

    def __init__(self, words: str) -> None:
        super().__init__("search", "language")
        self.words = words

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        search, language = (compiler.compile(source)[0] for source in self.get_source_expressions())
        return self.written(search, language), (self.words,) * (len(LANGUAGES) + 1)

    def written(self, search: str, language: str) -> str:
        """With one `%s` for each language, the last for all others."""
        raise NotImplementedError


class HasWords(ByLanguage):
    """Of a row with `search` and `language`: has the words, each row's language read with its own stems."""

    output_field = BooleanField()

    def written(self, search: str, language: str) -> str:
        asked = [f"({language} = '{one}' AND {search} @@ {_websearch(one)})" for one in LANGUAGES]
        others = ", ".join(f"'{one}'" for one in LANGUAGES)
        return f"({' OR '.join(asked)} OR ({language} NOT IN ({others}) AND {search} @@ {_websearch('simple')}))"


class Rank(ByLanguage):
    output_field = FloatField()

    def written(self, search: str, language: str) -> str:
        queries = " ".join(f"WHEN '{one}' THEN {_websearch(one)}" for one in LANGUAGES)
        return f"ts_rank({search}, CASE {language} {queries} ELSE {_websearch('simple')} END)"


def _websearch(language: str) -> str:
    return f"websearch_to_tsquery('nmirf_{language}'::regconfig, %s)"


def _headline(words: str) -> SearchHeadline:
    own = _own_configuration()
    return SearchHeadline(F("text"), _query(words, own), config=own, start_sel=START, stop_sel=STOP, **SIZES)


def _query(words: str, configuration: str | Case) -> SearchQuery:
    return SearchQuery(words, config=configuration, search_type="websearch")


def _own_configuration() -> Case:
    known = [When(language=language, then=Value(f"nmirf_{language}")) for language in LANGUAGES]
    return Case(*known, default=Value("nmirf_simple"), output_field=TextField())
