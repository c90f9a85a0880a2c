"""Rows in another UN language than the record they are found to be: a text beside the record's own, not a change of it."""

from django.db.backends.utils import CursorWrapper

# Translations that are here already tell their row where it has neither id nor number.
BY_TRANSLATION = """
UPDATE incoming SET recommendation_id = pair.id
FROM (
  SELECT i.n, t.recommendation_id AS id, row_number() OVER (PARTITION BY t.recommendation_id ORDER BY i.n) AS place
  FROM incoming i JOIN recommendations_recommendation r ON r.document_id = i.document_id
  JOIN recommendations_translation t ON t.recommendation_id = r.id AND t.language = i.language AND t.text_key = i.text_key
  WHERE i.recommendation_id IS NULL AND (i.paragraph_key = '' OR r.paragraph_key = '' OR i.paragraph_key = r.paragraph_key)
    AND (i.annotation_id = '' OR r.annotation_id IS NULL) AND NOT EXISTS (SELECT 1 FROM incoming y WHERE y.recommendation_id = r.id)
) pair WHERE incoming.n = pair.n AND pair.place = 1
"""
# Such a row fills what the record lacks and changes nothing it has: labels and raw words are in its language too.
MARK = """
UPDATE incoming i SET is_translation = true, kind = '', source = r.source,
  paragraph = CASE WHEN r.paragraph = '' THEN i.paragraph ELSE '' END,
  "position" = CASE WHEN r."position" = '' THEN i."position" ELSE '' END,
  position_source = CASE WHEN r.position_source = '' THEN i.position_source ELSE '' END,
  action_category = coalesce(r.action_category, i.action_category),
  terms = CASE WHEN EXISTS (SELECT 1 FROM recommendations_tag g WHERE g.recommendation_id = r.id) THEN '{}' ELSE i.terms END,
  recommending = CASE WHEN EXISTS (SELECT 1 FROM recommendations_recommendation_recommending_states s WHERE s.recommendation_id = r.id)
    THEN '{}' ELSE i.recommending END
FROM recommendations_recommendation r
WHERE r.id = i.recommendation_id AND r.language <> i.language AND r.text_key <> i.text_key
"""
KEEP_TITLES = """
UPDATE incoming_document d SET title = '' FROM recommendations_document e
WHERE e.id = d.document_id AND e.title <> '' AND EXISTS (SELECT 1 FROM incoming i WHERE i.document_n = d.document_n AND i.is_translation)
"""
# Piece of matching.OUTCOME (what tells a change, the change): what a row in another language adds. What people here translated is
# never touched.
CHANGE = (
    "i.is_translation AND tr.text IS DISTINCT FROM i.text AND tr.origin IS DISTINCT FROM 'national'",
    "jsonb_build_object('translation_' || i.language, jsonb_build_array(coalesce(tr.text, ''), i.text))",
)

WRITE = """
INSERT INTO recommendations_translation (recommendation_id, language, text, text_key, origin)
SELECT o.recommendation_id, i.language, i.text, i.text_key, 'source' FROM incoming i JOIN outcome o USING (n)
WHERE i.is_translation AND o.changes ? ('translation_' || i.language) ORDER BY i.n
ON CONFLICT (recommendation_id, language) DO UPDATE SET text = excluded.text, text_key = excluded.text_key
WHERE recommendations_translation.origin = 'source'
"""


def match_translations(cursor: CursorWrapper) -> None:
    """The last of the passes over `incoming`: rows that are translations are found and marked."""
    cursor.execute("SELECT EXISTS (SELECT 1 FROM recommendations_translation)")
    if cursor.fetchone() == (True,):
        cursor.execute(BY_TRANSLATION)
    cursor.execute(MARK)
    if cursor.rowcount:
        cursor.execute(KEEP_TITLES)
