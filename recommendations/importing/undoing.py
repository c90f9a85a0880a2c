"""What an import changes is kept with its staged rows, and put back from there: in statements for all rows at once.

`StagedRow.former` has the parts that change: `recommendation` and `document` (columns), `tags` (ids of the source's terms, of all
kinds that change), `translation` (text and key, null where there was none). States are in `changes`.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from recommendations.models import Document, ImportBatch, Mechanism, Recommendation, Term

OWN = "document,kind,text,paragraph,annotation_id,position,position_source,action_category,is_follow_up,vanished_at,source"
OF_DOCUMENT = "title,session,published_on,cycle"
COLUMNS = (
    "document_id", "paragraph", "paragraph_key", "kind", "text", "text_key", "language", "annotation_id", "position", "position_source",
    "action_category", "is_follow_up", "vanished_at", "source",
)  # fmt: skip
TYPES = {
    "document_id": "bigint", "action_category": "smallint", "is_follow_up": "boolean", "vanished_at": "timestamptz", "source": "jsonb"
}  # fmt: skip


def _object(of: str, columns: tuple[str, ...]) -> str:
    return "jsonb_build_object(" + ", ".join(f"'{name}', {of}.\"{name}\"" for name in columns) + ")"


# The pieces are constants of this module. Rows that are new or unchanged cost nothing.
KEEP = f"""
UPDATE outcome o SET former =
  CASE WHEN o.changes ?| '{{{OWN}}}' THEN jsonb_build_object('recommendation', {_object("r", COLUMNS)}) ELSE '{{}}' END
  || CASE WHEN o.changes ?| '{{{OF_DOCUMENT}}}' THEN jsonb_build_object('document', {_object("e", tuple(OF_DOCUMENT.split(",")))}) ELSE '{{}}' END
  || CASE WHEN o.changes ?| '{{theme,affected_persons,sdg,issue}}' THEN jsonb_build_object('tags', coalesce((
       SELECT jsonb_agg(g.term_id) FROM recommendations_tag g JOIN recommendations_term t ON t.id = g.term_id
       WHERE g.recommendation_id = r.id AND g.origin = 'source' AND o.changes ? t.kind), '[]')) ELSE '{{}}' END
  || CASE WHEN i.is_translation AND o.changes ? ('translation_' || i.language) THEN jsonb_build_object('language', i.language, 'translation', (
       SELECT jsonb_build_array(t.text, t.text_key) FROM recommendations_translation t
       WHERE t.recommendation_id = r.id AND t.language = i.language)) ELSE '{{}}' END
FROM incoming i JOIN recommendations_recommendation r ON r.id = i.recommendation_id JOIN recommendations_document e ON e.id = r.document_id
WHERE i.n = o.n AND o.outcome = 'changed'
"""  # noqa: S608

RESTORE = f"""
UPDATE recommendations_recommendation r SET {", ".join(f'"{name}" = f."{name}"' for name in COLUMNS)}
FROM recommendations_stagedrow s
CROSS JOIN LATERAL jsonb_to_record(s.former->'recommendation') AS f({", ".join(f'"{name}" {TYPES.get(name, "text")}' for name in COLUMNS)})
WHERE s.batch_id = %(batch)s AND s.outcome = 'changed' AND s.former ? 'recommendation' AND r.id = s.recommendation_id
"""  # noqa: S608
# A later import's word about a document counts.
RESTORE_DOCUMENTS = """
UPDATE recommendations_document e SET title = f.title, session = f.session, published_on = f.published_on, cycle = f.cycle
FROM (
  SELECT DISTINCT ON (r.document_id) r.document_id, d.* FROM recommendations_stagedrow s
  JOIN recommendations_recommendation r ON r.id = s.recommendation_id
  CROSS JOIN LATERAL jsonb_to_record(s.former->'document') AS d(title text, session text, published_on date, cycle smallint)
  WHERE s.batch_id = %(batch)s AND s.former ? 'document' ORDER BY r.document_id, s.id
) f
WHERE e.id = f.document_id AND NOT EXISTS (
  SELECT 1 FROM recommendations_recommendation r JOIN recommendations_stagedrow s ON s.recommendation_id = r.id
  JOIN recommendations_importbatch b ON b.id = s.batch_id
  WHERE r.document_id = e.id AND s.former ? 'document' AND b.state = 'applied' AND b.applied_at > %(at)s)
"""
REMOVE_TAGS = """
DELETE FROM recommendations_tag g USING recommendations_stagedrow s, recommendations_term t
WHERE s.batch_id = %(batch)s AND s.former ? 'tags' AND g.recommendation_id = s.recommendation_id AND g.origin = 'source'
  AND t.id = g.term_id AND s.changes ? t.kind
"""
RESTORE_TAGS = """
INSERT INTO recommendations_tag (recommendation_id, term_id, origin)
SELECT s.recommendation_id, coalesce(t.merged_into_id, t.id), 'source'
FROM recommendations_stagedrow s CROSS JOIN LATERAL jsonb_array_elements_text(s.former->'tags') AS old(id)
JOIN recommendations_term t ON t.id = old.id::bigint
WHERE s.batch_id = %(batch)s AND s.former ? 'tags'
ON CONFLICT (recommendation_id, term_id) DO NOTHING
"""
REMOVE_STATES = """
DELETE FROM recommendations_recommendation_recommending_states m USING recommendations_stagedrow s
WHERE s.batch_id = %(batch)s AND s.outcome = 'changed' AND s.changes ? 'recommending_states' AND m.recommendation_id = s.recommendation_id
"""
RESTORE_STATES = """
INSERT INTO recommendations_recommendation_recommending_states (recommendation_id, state_id)
SELECT s.recommendation_id, jsonb_array_elements_text(s.changes->'recommending_states'->0)
FROM recommendations_stagedrow s WHERE s.batch_id = %(batch)s AND s.outcome = 'changed' AND s.changes ? 'recommending_states'
"""
REMOVE_TRANSLATIONS = """
DELETE FROM recommendations_translation t USING recommendations_stagedrow s
WHERE s.batch_id = %(batch)s AND s.former->'translation' = 'null' AND t.recommendation_id = s.recommendation_id
  AND t.language = s.former->>'language' AND t.origin = 'source'
"""
RESTORE_TRANSLATIONS = """
UPDATE recommendations_translation t SET text = s.former->'translation'->>0, text_key = s.former->'translation'->>1
FROM recommendations_stagedrow s
WHERE s.batch_id = %(batch)s AND jsonb_typeof(s.former->'translation') = 'array' AND t.recommendation_id = s.recommendation_id
  AND t.language = s.former->>'language' AND t.origin = 'source'
"""
UNMARK = """
UPDATE recommendations_recommendation r SET vanished_at = NULL FROM recommendations_stagedrow s
WHERE s.batch_id = %(batch)s AND s.outcome = 'missing' AND s.recommendation_id = r.id AND r.vanished_at = %(at)s
"""
PUT_BACK = (
    RESTORE, RESTORE_DOCUMENTS, REMOVE_TAGS, RESTORE_TAGS, REMOVE_STATES, RESTORE_STATES, REMOVE_TRANSLATIONS, RESTORE_TRANSLATIONS, UNMARK,
)  # fmt: skip

FORGOTTEN = """
CREATE TEMP TABLE forgotten ON COMMIT DROP AS
SELECT recommendation_id AS id FROM recommendations_stagedrow WHERE batch_id = %(batch)s AND outcome = 'new' AND recommendation_id IS NOT NULL
"""
# What the page of the import shows of a row that is gone.
KEEP_TEXTS = """
UPDATE recommendations_stagedrow s SET data = jsonb_build_object('text', r.text) FROM recommendations_recommendation r
WHERE s.batch_id = %(batch)s AND s.outcome = 'new' AND r.id = s.recommendation_id
"""
# The events of one operation share a context: what only this import's made is its own, and nobody has touched it.
CONTEXT = """
SELECT pgh_context_id FROM recommendations_importbatchevent WHERE pgh_obj_id = %s AND state = 'applied' ORDER BY pgh_id LIMIT 1
"""


def put_back(batch: ImportBatch) -> Iterator[int]:
    """Undo the batch, step by step (gives how many are done). Needs an open transaction and that nothing stands in the way."""
    with connection.cursor() as cursor:
        values = {"batch": batch.pk, "at": batch.applied_at}
        for done, statement in enumerate(PUT_BACK, start=1):
            cursor.execute(statement, values)
            yield done
        _forget(cursor, batch)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what still points to something forgotten is told here, and all is rolled back
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield STEPS


STEPS = len(PUT_BACK) + 1


def _forget(cursor: CursorWrapper, batch: ImportBatch) -> None:
    """Delete what the batch made: recommendations with what hangs on them, then documents, terms and mechanisms left without use."""
    cursor.execute("DROP TABLE IF EXISTS forgotten")
    cursor.execute(FORGOTTEN, {"batch": batch.pk})
    cursor.execute("ANALYZE forgotten")
    cursor.execute(KEEP_TEXTS, {"batch": batch.pk})
    for table, column, on_delete in references(Recommendation):
        if on_delete is models.SET_NULL:
            cursor.execute(f'UPDATE {table} SET "{column}" = NULL WHERE "{column}" IN (SELECT id FROM forgotten)')  # noqa: S608 - models' own tables
        elif on_delete is models.CASCADE:
            cursor.execute(f'DELETE FROM {table} WHERE "{column}" IN (SELECT id FROM forgotten)')  # noqa: S608
    cursor.execute("DELETE FROM recommendations_recommendation WHERE id IN (SELECT id FROM forgotten)")
    cursor.execute(CONTEXT, [batch.pk])
    context = cursor.fetchone()
    for model in (Document, Term, Mechanism):
        _forget_unused(cursor, model, context and context[0])


def _forget_unused(cursor: CursorWrapper, model: type[models.Model], context: Any) -> None:
    table = model._meta.db_table
    events = f"{table}event"
    used = (f'SELECT 1 FROM {other} x WHERE x."{column}" = t.id' for other, column, _rule in references(model))  # noqa: S608
    unused = " ".join(f"AND NOT EXISTS ({each})" for each in used)
    cursor.execute(
        f"DELETE FROM {table} t WHERE t.id IN (SELECT pgh_obj_id FROM {events} WHERE pgh_context_id = %s AND pgh_label = 'insert') "  # noqa: S608
        f"AND NOT EXISTS (SELECT 1 FROM {events} e WHERE e.pgh_obj_id = t.id AND e.pgh_context_id IS DISTINCT FROM %s) {unused}",
        [context, context],
    )


def references(model: type[models.Model]) -> Iterator[tuple[str, str, Any]]:
    """(table, column, what happens on deletion) of all that points to the model, of every app; histories point to nothing."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is not models.DO_NOTHING:
            yield relation.related_model._meta.db_table, relation.field.column, relation.on_delete
