"""What a source no longer says: found, laid before a person, and marked only if that person says so. Never deleted.

A document is looked at where the file takes it whole, as far as can be told: it has a row of the document, none that was
rejected (it might be the one that seems to be missing), and none in another language than the record. Of such a document a
record is missing that no row is, not even one left out by a person, of a kind (recommendation, observation) the file has of it,
and that a file of this format brought last, or, in the UHRI's own, that carries an annotation id. That a file holds only an
extract of a document can't be told from it; so uploads mark nothing unless asked.
"""

from django.db import connection
from django.db.backends.utils import CursorWrapper

from recommendations.enums import BatchState, Outcome
from recommendations.models import ImportBatch

UHRI = ("uhri_xlsx", "uhri_json")

# Of a rejected row the symbol may be NULL: not even that could be read.
FIND = """
WITH unread AS MATERIALIZED (SELECT DISTINCT symbol FROM staging WHERE outcome = 'rejected'),
left_out AS MATERIALIZED (SELECT symbol, paragraph_key, text_key FROM staging WHERE outcome = 'left_out')
INSERT INTO recommendations_stagedrow (batch_id, line, outcome, data, changes, problems, recommendation_id)
SELECT %(batch)s, 0, 'missing', jsonb_build_object('text', r.text), '{}', '[]', r.id
FROM recommendations_recommendation r
JOIN (
  SELECT document_id, array_agg(DISTINCT kind) AS kinds FROM incoming
  WHERE document_id IS NOT NULL GROUP BY document_id HAVING NOT bool_or(is_translation)
) d ON d.document_id = r.document_id AND r.kind = ANY(d.kinds)
JOIN recommendations_document e ON e.id = r.document_id
WHERE r.vanished_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM incoming i WHERE i.recommendation_id = r.id)
  AND NOT EXISTS (SELECT 1 FROM unread WHERE unread.symbol IS NULL OR unread.symbol IN ('', e.symbol))
  AND NOT EXISTS (
    SELECT 1 FROM left_out l WHERE l.symbol = e.symbol AND (r.text_key = l.text_key OR r.paragraph_key = nullif(l.paragraph_key, '')))
  AND (
    (%(is_uhri)s AND r.annotation_id IS NOT NULL)
    OR %(format)s = (
      SELECT b.format FROM recommendations_stagedrow s JOIN recommendations_importbatch b ON b.id = s.batch_id
      WHERE s.recommendation_id = r.id AND s.outcome IN ('new', 'changed', 'unchanged') AND b.state = %(applied)s
      ORDER BY b.applied_at DESC, b.id DESC LIMIT 1))
ORDER BY r.document_id, r.paragraph_key, r.id
"""
MARK = """
UPDATE recommendations_recommendation r SET vanished_at = %s FROM recommendations_stagedrow s
WHERE s.batch_id = %s AND s.outcome = 'missing' AND s.recommendation_id = r.id
"""


def find_missing(cursor: CursorWrapper, batch: ImportBatch) -> None:
    """Stage a row for each record that the file should have and has not. Needs `staging` and the tables of `match`."""
    cursor.execute("DELETE FROM recommendations_stagedrow WHERE batch_id = %s AND outcome = %s", [batch.pk, Outcome.MISSING])
    values: dict[str, str | int | bool] = {
        "batch": batch.pk,
        "format": batch.format,
        "is_uhri": batch.format in UHRI,
        "applied": BatchState.APPLIED.value,
    }
    cursor.execute(FIND, values)


def mark_missing(batch: ImportBatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MARK, [batch.applied_at, batch.pk])
