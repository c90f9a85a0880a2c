"""What the register's page answers to a search, asked in SQL by somebody who knows the tables and that all texts are English."""

from typing import Any

from django.conf import settings
from django.db import connection

HITS = """
WITH hit AS MATERIALIZED (
  SELECT r.id, r.document_id, r."position", r.status, r.paragraph_key, d.published_on, ts_rank(r.search, q) AS rank
  FROM recommendations_recommendation r JOIN recommendations_document d ON d.id = r.document_id, websearch_to_tsquery('nmirf_en', %(words)s) q
  WHERE r.search @@ q AND r.kind = 'recommendation' AND d.state_id <> %(state)s
)
"""
COUNTS = (
    HITS
    + """, tagged AS (SELECT term_id, count(*) AS n FROM recommendations_tag JOIN hit ON hit.id = recommendation_id GROUP BY term_id),
issued AS MATERIALIZED (SELECT document_id, count(*) AS n FROM hit GROUP BY document_id),
document AS MATERIALIZED (
  SELECT d.symbol, d.session, d.cycle, m.code, m.name, i.n FROM issued i
  JOIN recommendations_document d ON d.id = i.document_id JOIN recommendations_mechanism m ON m.id = d.mechanism_id)
SELECT 'count', '', '', count(*) FROM hit
UNION ALL SELECT 'position', "position", '', count(*) FROM hit GROUP BY "position"
UNION ALL SELECT 'status', status, '', count(*) FROM hit GROUP BY status
UNION ALL SELECT t.kind, t.code, t.label, g.n FROM tagged g JOIN recommendations_term t ON t.id = g.term_id
UNION ALL SELECT 'mechanism', code, name, sum(n) FROM document GROUP BY code, name
UNION ALL SELECT 'session', session, '', sum(n) FROM document WHERE session <> '' GROUP BY session
UNION ALL SELECT 'cycle', cycle::text, '', sum(n) FROM document WHERE cycle IS NOT NULL GROUP BY cycle
UNION ALL (SELECT 'document', symbol, '', n FROM document ORDER BY n DESC, symbol LIMIT 50)
UNION ALL SELECT 'institution', i.slug, i.name, count(*) FROM hit JOIN recommendations_assignment a ON a.recommendation_id = hit.id
  JOIN ministries_institution i ON i.id = a.institution_id GROUP BY i.id
UNION ALL SELECT 'cluster', c.public_id::text, c.name, count(*) FROM hit JOIN recommendations_clustermember cm ON cm.recommendation_id = hit.id
  JOIN recommendations_cluster c ON c.id = cm.cluster_id GROUP BY c.id
"""
)
LINES = (
    HITS
    + """, best AS (SELECT * FROM hit ORDER BY rank DESC, published_on DESC NULLS LAST, document_id, paragraph_key, id LIMIT 50)
SELECT b.id, r.public_id, r.paragraph, r.kind, r."position", r.status, r.vanished_at, d.symbol, d.title, m.code, m.name, s.name,
  ts_headline('nmirf_en', r.text, websearch_to_tsquery('nmirf_en', %(words)s), 'MaxFragments=2, MaxWords=30, MinWords=15')
FROM best b JOIN recommendations_recommendation r ON r.id = b.id JOIN recommendations_document d ON d.id = b.document_id
JOIN recommendations_mechanism m ON m.id = d.mechanism_id JOIN recommendations_state s ON s.code = d.state_id
ORDER BY b.rank DESC, b.published_on DESC NULLS LAST, b.document_id, b.paragraph_key, b.id
"""
)


def answer(words: str) -> tuple[int, list[str]]:
    """(how many, the first page's public ids); the facets and the lines are fetched too."""
    given: dict[str, Any] = {"words": words, "state": settings.NMIRF_STATE}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, given)
        count = next(n for name, _value, _label, n in cursor.fetchall() if name == "count")
        cursor.execute(LINES, given)
        return int(count), [str(row[1]) for row in cursor.fetchall()]
