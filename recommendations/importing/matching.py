"""Which rows of a file are already in the register, and what they would change: all of it in SQL, whatever the size.

Works on temporary tables of the open transaction: `incoming` (one row a recommendation of the file), `incoming_document`,
`incoming_term`, `incoming_state`, and at the end `outcome`. What a source leaves blank is kept as it is: a blank never
takes away a value, an empty list never takes away tags or States.
"""

from django.db.backends.utils import CursorWrapper

from recommendations.importing.meaning import resolve_terms
from recommendations.importing.translating import CHANGE as TRANSLATION
from recommendations.importing.translating import match_translations

# What the planner must know of; texts and what else the source said take long to look over and tell it nothing.
KEYS = (
    "n, mechanism, mechanism_id, state, symbol, session, published_on, annotation_id, paragraph_key, text_key, document_n, document_id, "
    "recommendation_id"
)
TABLES = ("incoming", "incoming_document", "incoming_term", "incoming_state", "outcome")

INCOMING = """
CREATE TEMP TABLE incoming ON COMMIT DROP AS
SELECT s.n, d.*, m.id AS mechanism_id, 0 AS document_n, NULL::bigint AS document_id, NULL::bigint AS recommendation_id,
  false AS is_translation
FROM ({rows}) s
CROSS JOIN LATERAL jsonb_to_record(s.data) AS d(
  state text, mechanism text, mechanism_name text, symbol text, title text, session text, cycle smallint, published_on date,
  paragraph text, paragraph_key text, kind text, text text, text_key text, language text, annotation_id text, "position" text,
  position_source text, action_category smallint, is_follow_up boolean, recommending jsonb, terms jsonb, source jsonb)
LEFT JOIN recommendations_mechanism m ON m.code = d.mechanism
"""

# A document is told by its symbol; without one by session and day. Of what its rows say about it, the first counts.
DOCUMENTS = """
CREATE TEMP TABLE incoming_document ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY d.first)::int AS document_n, d.*, e.id AS document_id
FROM (
  SELECT mechanism, mechanism_id, state, symbol, min(n) AS first,
    CASE WHEN symbol = '' THEN session ELSE '' END AS key_session, CASE WHEN symbol = '' THEN published_on END AS key_date,
    coalesce((array_agg(title ORDER BY n) FILTER (WHERE title <> ''))[1], '') AS title,
    coalesce((array_agg(session ORDER BY n) FILTER (WHERE session <> ''))[1], '') AS session,
    (array_agg(published_on ORDER BY n) FILTER (WHERE published_on IS NOT NULL))[1] AS published_on,
    (array_agg(cycle ORDER BY n) FILTER (WHERE cycle IS NOT NULL))[1] AS cycle
  FROM incoming GROUP BY mechanism, mechanism_id, state, symbol, key_session, key_date
) d
LEFT JOIN recommendations_document e ON e.mechanism_id = d.mechanism_id AND e.state_id = d.state AND e.symbol = d.symbol
  AND (d.symbol <> '' OR (e.session = d.key_session AND e.published_on IS NOT DISTINCT FROM d.key_date))
"""
OF_DOCUMENT = """
UPDATE incoming i SET document_n = d.document_n, document_id = d.document_id FROM incoming_document d
WHERE i.mechanism = d.mechanism AND i.state = d.state AND i.symbol = d.symbol
  AND (i.symbol <> '' OR (i.session = d.key_session AND i.published_on IS NOT DISTINCT FROM d.key_date))
"""

# A row without a symbol stays in the document it is in.
BY_ANNOTATION = """
UPDATE incoming i SET recommendation_id = r.id,
  document_id = CASE WHEN i.symbol = '' THEN r.document_id ELSE i.document_id END,
  document_n = CASE WHEN i.symbol = '' AND i.document_id IS DISTINCT FROM r.document_id THEN 0 ELSE i.document_n END
FROM recommendations_recommendation r WHERE i.annotation_id <> '' AND r.annotation_id = i.annotation_id
"""

# Within a document, among rows not yet matched on either side: the first with the first, the second with the second.
# Two different annotation ids are never one recommendation.
WITHIN_DOCUMENT = """
UPDATE incoming SET recommendation_id = pair.id
FROM (
  SELECT i.n, r.id
  FROM (
    SELECT n, annotation_id, document_id, {keys}, row_number() OVER same AS place, count(*) OVER same AS alike
    FROM (SELECT * FROM incoming WHERE recommendation_id IS NULL AND document_id IS NOT NULL AND {ours}) free
    WINDOW same AS (PARTITION BY document_id, {keys} ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
  ) i
  JOIN (
    SELECT id, annotation_id, document_id, {keys}, row_number() OVER same AS place, count(*) OVER same AS alike
    FROM (
      SELECT * FROM recommendations_recommendation x
      WHERE document_id IN (SELECT document_id FROM incoming_document)
        AND NOT EXISTS (SELECT 1 FROM incoming y WHERE y.recommendation_id = x.id) AND {theirs}
    ) free
    WINDOW same AS (PARTITION BY document_id, {keys} ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
  ) r USING (document_id, {keys}, place)
  WHERE (i.annotation_id = '' OR r.annotation_id IS NULL) AND {pairs}
) pair WHERE incoming.n = pair.n
"""
PASSES = (
    {"keys": "paragraph_key, text_key", "ours": "true", "theirs": "true", "pairs": "true"},
    # A number tells a paragraph only in a document with a symbol, and where it stands once on either side.
    {"keys": "paragraph_key", "ours": "paragraph <> '' AND symbol <> ''", "theirs": "paragraph <> ''", "pairs": "i.alike = 1 AND r.alike = 1"},
    {"keys": "text_key", "ours": "paragraph = ''", "theirs": "true", "pairs": "true"},
    {"keys": "text_key", "ours": "paragraph <> ''", "theirs": "paragraph = ''", "pairs": "true"},
)

TERMS = """
CREATE TEMP TABLE incoming_term ON COMMIT DROP AS
SELECT i.n, i.recommendation_id, t.kind, t.code, t.label
FROM incoming i CROSS JOIN LATERAL jsonb_to_recordset(i.terms) AS t(kind text, code text, label text)
"""
STATES = """
CREATE TEMP TABLE incoming_state ON COMMIT DROP AS
SELECT i.n, i.recommendation_id, jsonb_array_elements_text(i.recommending) AS state FROM incoming i
"""

WORDS = ("kind", "paragraph", "position", "position_source")  # blank where a source says nothing


def _change(name: str, is_changed: str, before: str, after: str) -> str:
    return f"CASE WHEN {is_changed} THEN jsonb_build_object('{name}', jsonb_build_array({before}, {after})) ELSE '{{}}' END"


def _words(name: str, new: str = "i", old: str = "r") -> str:
    return _change(name, f"{new}.{name} <> '' AND {new}.{name} IS DISTINCT FROM {old}.{name}", f"{old}.{name}", f"{new}.{name}")


def _value(name: str, new: str = "i", old: str = "r") -> str:
    return _change(name, f"{new}.{name} IS NOT NULL AND {new}.{name} IS DISTINCT FROM {old}.{name}", f"{old}.{name}", f"{new}.{name}")


CHANGES = " || ".join(
    [
        _change("text", "NOT i.is_translation AND i.text IS DISTINCT FROM r.text", "r.text", "i.text"),
        TRANSLATION,
        *(_words(name) for name in WORDS),
        _value("action_category"),
        _change("is_follow_up", "i.is_follow_up AND NOT r.is_follow_up", "false", "true"),  # a source that says nothing takes no mark away
        _change(
            "annotation_id",
            "i.annotation_id <> '' AND i.annotation_id IS DISTINCT FROM r.annotation_id",
            "coalesce(r.annotation_id, '')",
            "i.annotation_id",
        ),
        _change(
            "document",
            "i.document_n > 0 AND i.document_id IS DISTINCT FROM r.document_id",
            "concat_ws(' ', m.code, e.state_id, e.symbol, e.session)",
            "concat_ws(' ', d.mechanism, d.state, d.symbol, d.session)",
        ),
        # d is joined only where the document stays the same
        *(_words(name, "same", "e") for name in ("title", "session")),
        *(_value(name, "same", "e") for name in ("published_on", "cycle")),
        _change(
            "recommending_states",
            "ns.codes IS NOT NULL AND ns.codes <> coalesce(os.codes, '{}')",
            "coalesce(to_jsonb(os.codes), '[]')",
            "to_jsonb(ns.codes)",
        ),
        "coalesce(tc.changes, '{}')",
        _change("vanished_at", "r.vanished_at IS NOT NULL", "r.vanished_at", "''"),  # it is back
        _change("source", "r.source || i.source <> r.source", "r.source", "r.source || i.source"),
    ]
)
# The pieces are constants of this module.
OUTCOME = f"""
CREATE TEMP TABLE outcome ON COMMIT DROP AS
WITH new_states AS (
  SELECT n, array_agg(state::text ORDER BY state COLLATE "C") AS codes FROM incoming_state WHERE recommendation_id IS NOT NULL GROUP BY n
), old_states AS (
  SELECT recommendation_id, array_agg(state_id::text ORDER BY state_id COLLATE "C") AS codes FROM recommendations_recommendation_recommending_states
  WHERE recommendation_id IN (SELECT recommendation_id FROM incoming) GROUP BY recommendation_id
), new_terms AS (
  SELECT n, recommendation_id, kind, array_agg(code) AS codes, jsonb_agg(label ORDER BY code) AS labels
  FROM incoming_term WHERE recommendation_id IS NOT NULL GROUP BY n, recommendation_id, kind
), old_terms AS (
  SELECT g.recommendation_id, t.kind, array_agg(t.code::text) AS codes,
    coalesce(array_agg(t.code::text) FILTER (WHERE g.origin = 'source'), '{{}}') AS source_codes,
    jsonb_agg(t.label ORDER BY t.code) FILTER (WHERE g.origin = 'source') AS labels
  FROM recommendations_tag g JOIN recommendations_term t ON t.id = g.term_id
  WHERE g.recommendation_id IN (SELECT recommendation_id FROM incoming) GROUP BY g.recommendation_id, t.kind
), term_changes AS (
  SELECT nt.n, jsonb_object_agg(nt.kind, jsonb_build_array(coalesce(ot.labels, '[]'), nt.labels)) AS changes
  FROM new_terms nt LEFT JOIN old_terms ot USING (recommendation_id, kind)
  WHERE ot.codes IS NULL OR NOT (nt.codes <@ ot.codes AND ot.source_codes <@ nt.codes) GROUP BY nt.n
), compared AS (
  SELECT i.n, r.id AS recommendation_id, {CHANGES} AS changes
  FROM incoming i
  JOIN recommendations_recommendation r ON r.id = i.recommendation_id
  JOIN recommendations_document e ON e.id = r.document_id
  JOIN recommendations_mechanism m ON m.id = e.mechanism_id
  LEFT JOIN incoming_document d ON d.document_n = i.document_n
  LEFT JOIN incoming_document same ON same.document_n = i.document_n AND same.document_id = e.id
  LEFT JOIN new_states ns ON ns.n = i.n
  LEFT JOIN old_states os ON os.recommendation_id = r.id
  LEFT JOIN term_changes tc ON tc.n = i.n
  LEFT JOIN recommendations_translation tr ON i.is_translation AND tr.recommendation_id = r.id AND tr.language = i.language
)
SELECT i.n, c.recommendation_id, coalesce(c.changes, '{{}}') AS changes,
  CASE WHEN c.n IS NULL THEN 'new' WHEN c.changes = '{{}}' THEN 'unchanged' ELSE 'changed' END AS outcome
FROM incoming i LEFT JOIN compared c ON c.n = i.n
"""  # noqa: S608


def match(cursor: CursorWrapper, rows: str, parameters: list[int]) -> None:
    """Fills the temporary tables. `rows` is a SELECT of n (their order) and data (what Resolver makes), with placeholders."""
    cursor.execute(f"DROP TABLE IF EXISTS {', '.join(TABLES)}")
    cursor.execute(INCOMING.format(rows=rows), parameters)
    # Before any UPDATE: an index made after one in the same transaction is not used until it ends (indcheckxmin).
    cursor.execute("CREATE INDEX ON incoming (recommendation_id)")
    cursor.execute(f"ANALYZE incoming ({KEYS})")
    cursor.execute(DOCUMENTS)
    cursor.execute(OF_DOCUMENT)
    cursor.execute(BY_ANNOTATION)
    cursor.execute(f"ANALYZE incoming ({KEYS}), incoming_document")
    for each in PASSES:
        cursor.execute(WITHIN_DOCUMENT.format(**each))
    match_translations(cursor)
    cursor.execute(TERMS)
    resolve_terms(cursor)
    cursor.execute(STATES)
    cursor.execute("ANALYZE incoming_term, incoming_state")
    cursor.execute(OUTCOME)
    cursor.execute("CREATE INDEX ON outcome (n)")
    cursor.execute("ANALYZE outcome")
