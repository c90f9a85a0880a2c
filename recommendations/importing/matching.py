"""Which rows of a file are already in the register, and what they would change: all of it in SQL, whatever the size.

Begins with what staging.py filled, `staging` and `staging_label`, and works on temporary tables of the open transaction:
`incoming` (one row a recommendation of the file), `incoming_document`, `incoming_label`, `incoming_term`, `incoming_state`, and at
the end `outcome`. What a source leaves blank is kept as it is: a blank never takes away a value, an empty list never takes away
tags or States.
"""

from django.db.backends.utils import CursorWrapper

from recommendations.importing.meaning import resolve_terms
from recommendations.importing.translating import CHANGE as TRANSLATION
from recommendations.importing.translating import match_translations

# What the planner must know of; texts and what else the source said take long to look over and tell it nothing.
KEYS = "n, symbol, annotation_id, paragraph_key, text_key, document_n, document_id, recommendation_id"
TABLES = ("incoming_document", "incoming", "incoming_label", "incoming_term", "incoming_state", "term_change", "outcome")

# A document is told by its symbol; without one by session and day. Of what its rows say about it, the first counts.
DOCUMENTS = """
CREATE TEMP TABLE incoming_document ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY d.first)::int AS document_n, d.*, m.id AS mechanism_id, e.id AS document_id
FROM (
  SELECT mechanism, state, symbol, min(n) AS first,
    CASE WHEN symbol = '' THEN session ELSE '' END AS key_session, CASE WHEN symbol = '' THEN published_on END AS key_date,
    max(mechanism_name) AS mechanism_name,
    coalesce((array_agg(title ORDER BY n) FILTER (WHERE title <> ''))[1], '') AS title,
    coalesce((array_agg(session ORDER BY n) FILTER (WHERE session <> ''))[1], '') AS session,
    (array_agg(published_on ORDER BY n) FILTER (WHERE published_on IS NOT NULL))[1] AS published_on,
    (array_agg(cycle ORDER BY n) FILTER (WHERE cycle IS NOT NULL))[1] AS cycle
  FROM staging WHERE outcome = 'new' GROUP BY mechanism, state, symbol, key_session, key_date
) d
LEFT JOIN recommendations_mechanism m ON m.code = d.mechanism
LEFT JOIN recommendations_document e ON e.mechanism_id = m.id AND e.state_id = d.state AND e.symbol = d.symbol
  AND (d.symbol <> '' OR (e.session = d.key_session AND e.published_on IS NOT DISTINCT FROM d.key_date))
"""
# By UHRI's id at once, before anything else. A row without a symbol stays in the document it is in.
INCOMING = """
CREATE TEMP TABLE incoming ON COMMIT DROP AS
SELECT s.n, s.symbol, s.paragraph, s.paragraph_key, s.kind, s.text, s.text_key, s.language, s.annotation_id, s."position",
  s.position_source, s.action_category, s.is_follow_up, s.recommending, s.terms, s.source,
  CASE WHEN s.symbol = '' AND r.id IS NOT NULL AND d.document_id IS DISTINCT FROM r.document_id THEN 0 ELSE d.document_n END AS document_n,
  CASE WHEN s.symbol = '' AND r.id IS NOT NULL THEN r.document_id ELSE d.document_id END AS document_id,
  r.id AS recommendation_id, false AS is_translation
FROM staging s
JOIN incoming_document d ON d.mechanism = s.mechanism AND d.state = s.state AND d.symbol = s.symbol
  AND (s.symbol <> '' OR (s.session = d.key_session AND s.published_on IS NOT DISTINCT FROM d.key_date))
LEFT JOIN recommendations_recommendation r ON s.annotation_id <> '' AND r.annotation_id = s.annotation_id
WHERE s.outcome = 'new'
"""
HAS_UNMATCHED = "SELECT EXISTS (SELECT 1 FROM incoming WHERE recommendation_id IS NULL AND document_id IS NOT NULL)"

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

STATES = """
CREATE TEMP TABLE incoming_state ON COMMIT DROP AS SELECT n, recommendation_id, unnest(recommending) AS state FROM incoming
"""
# A row's labels of a kind differ where the register lacks one, or has one from a source that the row hasn't. Of most rows none do.
TERM_CHANGES = """
CREATE TEMP TABLE term_change ON COMMIT DROP AS
WITH gone AS MATERIALIZED (
  SELECT g.recommendation_id, g.term_id FROM recommendations_tag g
  WHERE g.origin = 'source' AND g.recommendation_id IN (SELECT recommendation_id FROM incoming)
    AND NOT EXISTS (SELECT 1 FROM incoming_term x WHERE x.recommendation_id = g.recommendation_id AND x.term_id = g.term_id)
)
SELECT x.n, x.recommendation_id, l.kind FROM incoming_term x JOIN incoming_label l USING (number)
WHERE x.recommendation_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM recommendations_tag g WHERE g.recommendation_id = x.recommendation_id AND g.term_id = x.term_id)
UNION
SELECT x.n, x.recommendation_id, l.kind
FROM gone JOIN recommendations_term t ON t.id = gone.term_id
JOIN incoming_term x USING (recommendation_id) JOIN incoming_label l ON l.number = x.number AND l.kind = t.kind
"""

WORDS = ("kind", "paragraph", "position", "position_source")  # blank where a source says nothing


Piece = tuple[str, str]  # what tells that a row changes something, and that change as a jsonb object


def _change(name: str, is_changed: str, before: str, after: str) -> Piece:
    return is_changed, f"jsonb_build_object('{name}', jsonb_build_array({before}, {after}))"


def _words(name: str, new: str = "i", old: str = "r") -> Piece:
    return _change(name, f"{new}.{name} <> '' AND {new}.{name} IS DISTINCT FROM {old}.{name}", f"{old}.{name}", f"{new}.{name}")


def _value(name: str, new: str = "i", old: str = "r") -> Piece:
    return _change(name, f"{new}.{name} IS NOT NULL AND {new}.{name} IS DISTINCT FROM {old}.{name}", f"{old}.{name}", f"{new}.{name}")


PIECES = (
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
    ("tc.n IS NOT NULL", "tc.changes"),
    _change("vanished_at", "r.vanished_at IS NOT NULL", "r.vanished_at", "''"),  # it is back
    _change("source", "r.source || i.source <> r.source", "r.source", "r.source || i.source"),
)
IS_CHANGED = " OR ".join(f"({is_changed})" for is_changed, _change_ in PIECES)  # asked first: most rows of a second import change nothing
CHANGES = " || ".join(f"CASE WHEN {is_changed} THEN {change} ELSE '{{}}' END" for is_changed, change in PIECES)
# The pieces are constants of this module.
OUTCOME = f"""
CREATE TEMP TABLE outcome ON COMMIT DROP AS
WITH new_states AS (
  SELECT n, array_agg(state ORDER BY state COLLATE "C") AS codes FROM incoming_state WHERE recommendation_id IS NOT NULL GROUP BY n
), old_states AS (
  SELECT recommendation_id, array_agg(state_id::text ORDER BY state_id COLLATE "C") AS codes FROM recommendations_recommendation_recommending_states
  WHERE recommendation_id IN (SELECT recommendation_id FROM incoming) GROUP BY recommendation_id
), new_labels AS (
  SELECT c.n, c.kind, jsonb_agg(l.label ORDER BY l.code) AS labels
  FROM term_change c JOIN incoming_term x USING (n) JOIN incoming_label l ON l.number = x.number AND l.kind = c.kind GROUP BY c.n, c.kind
), old_labels AS (
  SELECT c.n, c.kind, jsonb_agg(t.label ORDER BY t.code) AS labels
  FROM term_change c JOIN recommendations_tag g ON g.recommendation_id = c.recommendation_id AND g.origin = 'source'
  JOIN recommendations_term t ON t.id = g.term_id AND t.kind = c.kind GROUP BY c.n, c.kind
), term_changes AS (
  SELECT n, jsonb_object_agg(kind, jsonb_build_array(coalesce(o.labels, '[]'), w.labels)) AS changes
  FROM new_labels w LEFT JOIN old_labels o USING (n, kind) GROUP BY n
), compared AS (
  SELECT i.n, r.id AS recommendation_id, CASE WHEN {IS_CHANGED} THEN {CHANGES} ELSE '{{}}' END AS changes
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
SELECT i.n, c.recommendation_id, coalesce(c.changes, '{{}}') AS changes, NULL::jsonb AS former,
  CASE WHEN c.n IS NULL THEN 'new' WHEN c.changes = '{{}}' THEN 'unchanged' ELSE 'changed' END AS outcome
FROM incoming i LEFT JOIN compared c ON c.n = i.n
"""  # noqa: S608


def match(cursor: CursorWrapper) -> None:
    """Fills the temporary tables from `staging` and `staging_label`."""
    cursor.execute(f"DROP TABLE IF EXISTS {', '.join(TABLES)}")
    cursor.execute("SET LOCAL work_mem = '64MB'")  # joins of all rows with all rows of the register
    cursor.execute("ANALYZE staging (n, outcome, mechanism, state, symbol, session, published_on, annotation_id)")
    cursor.execute(DOCUMENTS)
    cursor.execute(INCOMING)
    # Before any UPDATE: an index made after one in the same transaction is not used until it ends (indcheckxmin).
    cursor.execute("CREATE INDEX ON incoming (recommendation_id)")
    cursor.execute(f"ANALYZE incoming ({KEYS}), incoming_document")
    cursor.execute(HAS_UNMATCHED)
    if cursor.fetchone() == (True,):
        for each in PASSES:
            cursor.execute(WITHIN_DOCUMENT.format(**each))
    match_translations(cursor)
    resolve_terms(cursor)
    cursor.execute(STATES)
    cursor.execute("ANALYZE incoming_label, incoming_term, incoming_state")
    cursor.execute(TERM_CHANGES)
    cursor.execute(OUTCOME)
    cursor.execute("CREATE INDEX ON outcome (n)")
    cursor.execute("ANALYZE outcome (n, recommendation_id, outcome)")
