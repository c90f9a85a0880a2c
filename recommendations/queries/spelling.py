"""Words as the register has them, for what was mistyped."""

import re
from datetime import timedelta

from django.db import connection
from django.db.models import Max
from django.db.models.functions import Greatest
from django.utils import timezone

from recommendations.models import ImportBatch, WordList
from recommendations.queries.search import LANGUAGES

WORD = re.compile(r"[^\W\d_]{4,40}")
# Alike by letters (0.3 at least, pg_trgm's own measure); of two as alike, the one that more texts have.
NEAREST = """
SELECT t.typed, near.word
FROM unnest(%s::text[]) AS t(typed) CROSS JOIN LATERAL (
  SELECT w.word FROM recommendations_word w WHERE w.word %% unaccent(lower(t.typed))
  ORDER BY similarity(w.word, unaccent(lower(t.typed))) + ln(w.count) / 40 DESC, w.word LIMIT 1
) near
WHERE NOT EXISTS (SELECT 1 FROM recommendations_word w WHERE w.word = unaccent(lower(t.typed)))
"""
OLD = timedelta(days=1)


def corrected(typed: str) -> str:
    """What was typed, with each word that is in no text replaced by the one most like it; empty where there is nothing to replace."""
    words = list(dict.fromkeys(WORD.findall(typed)))[:20]
    if not words:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, [words])
        nearest = dict(cursor.fetchall())
    better = WORD.sub(lambda word: nearest.get(word[0], word[0]), typed)
    return better if better != typed else ""


def has_only_stop_words(typed: str) -> bool:
    """The search leaves words such as "the" and "of" out, in every language; here nothing is left."""
    asked = " || ".join(f"websearch_to_tsquery('nmirf_{language}', %s)" for language in LANGUAGES)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT numnode({asked}) = 0 OR numnode(websearch_to_tsquery('nmirf_en', %s)) = 0", [typed] * (len(LANGUAGES) + 1))
        return bool(cursor.fetchone()[0])


def is_stale() -> bool:
    """An import, or the undoing of one, came after the words were read; or a day has passed, for what changes without a file."""
    made = WordList.objects.aggregate(at=Max("made_at"))["at"]
    if made is None or made < timezone.now() - OLD:
        return True
    last = ImportBatch.objects.aggregate(at=Max(Greatest("applied_at", "undone_at")))["at"]
    return last is not None and last > made
