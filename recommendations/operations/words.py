from django.db import connection
from django.utils import timezone

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.operations import operation
from recommendations.models import Word, WordList
from recommendations.permissions import can_refresh_words

LOCK = 7_276_420  # any number: two never read the words at once
READ = """
CREATE TEMPORARY TABLE fresh_word ON COMMIT DROP AS
SELECT word, ndoc AS count FROM ts_stat($$
  SELECT to_tsvector('nmirf_simple', text) FROM recommendations_recommendation
  UNION ALL SELECT to_tsvector('nmirf_simple', text) FROM recommendations_translation
$$) WHERE length(word) BETWEEN 4 AND 40 AND word !~ '[^[:alpha:]]'
"""
FORGET = "DELETE FROM recommendations_word w WHERE NOT EXISTS (SELECT 1 FROM fresh_word f WHERE f.word = w.word)"
KEEP = """
INSERT INTO recommendations_word AS w (word, count) SELECT word, count FROM fresh_word
ON CONFLICT (word) DO UPDATE SET count = excluded.count WHERE w.count <> excluded.count
"""


@operation
def refresh_words(*, by: User) -> int:
    """Read the words of all texts, which those mistyped are compared with; gives how many there are. Some 20 s for 267,500 texts."""
    require(can_refresh_words(by))
    started = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if cursor.fetchone()[0]:
            for statement in (READ, FORGET, KEEP):
                cursor.execute(statement)
            WordList.objects.update_or_create(pk=1, defaults={"made_at": started})
    return Word.objects.count()
