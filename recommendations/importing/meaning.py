"""What the labels of a file mean today: other names and merged terms lead to the living term, unknown labels become new ones.

As `queries.terms.meant`, for all rows at once: a term's own code comes first, then another name.
"""

from django.db.backends.utils import CursorWrapper

from recommendations.enums import Scheme, TermKind
from recommendations.folding import fold_name
from recommendations.seed import taxonomy

LABELS = """
CREATE TEMP TABLE incoming_label ON COMMIT DROP AS
SELECT l.number, l.kind, coalesce(name.code, l.code) AS code, coalesce(name.label, l.label) AS label, t.id AS term_id
FROM staging_label l
LEFT JOIN (
  SELECT t.kind, t.code AS said, into_.code, into_.label FROM recommendations_term t JOIN recommendations_term into_ ON into_.id = t.merged_into_id
  UNION ALL
  SELECT a.kind, a.code, living.code, living.label
  FROM recommendations_termalias a JOIN recommendations_term t ON t.id = a.term_id
  JOIN recommendations_term living ON living.id = coalesce(t.merged_into_id, t.id)
  WHERE NOT EXISTS (SELECT 1 FROM recommendations_term own WHERE own.kind = a.kind AND own.code = a.code)
) name ON name.kind = l.kind AND name.said = l.code
LEFT JOIN recommendations_term t ON t.kind = l.kind AND t.code = coalesce(name.code, l.code)
"""
# Two names of one term are one; where no two are, nothing is sorted for it.
HAS_SYNONYMS = "SELECT count(*) > count(DISTINCT (kind, code)) FROM incoming_label"
TERMS = """
CREATE TEMP TABLE incoming_term ON COMMIT DROP AS
SELECT {once} x.n, x.recommendation_id, l.number, l.term_id
FROM (SELECT n, recommendation_id, unnest(terms) AS number FROM incoming) x JOIN incoming_label l USING (number)
"""
ADD = """
INSERT INTO recommendations_term (kind, code, label, scheme, is_to_review, signal_words)
SELECT DISTINCT ON (kind, code) kind, code, label,
  CASE WHEN kind = 'issue' THEN 'upr_info' WHEN kind || ' ' || code = ANY(%(seeded)s) THEN 'uhri' ELSE %(scheme)s END,
  NOT kind || ' ' || code = ANY(%(seeded)s), ''
FROM incoming_label
WHERE term_id IS NULL AND number IN (SELECT number FROM incoming_term WHERE term_id IS NULL)
ORDER BY kind, code, number
ON CONFLICT (kind, code) DO NOTHING
"""
FIND = "UPDATE incoming_label l SET term_id = t.id FROM recommendations_term t WHERE l.term_id IS NULL AND t.kind = l.kind AND t.code = l.code"
SCHEMES = {"uhri_xlsx": Scheme.UHRI, "uhri_json": Scheme.UHRI, "ohchr_list": Scheme.UHRI, "upr_report": Scheme.UHRI, "upr_info": Scheme.UPR_INFO}


def resolve_terms(cursor: CursorWrapper) -> None:
    """Make `incoming_label`, with the living term in the place of what the file calls it, and `incoming_term`, a row a tag."""
    cursor.execute(LABELS)
    cursor.execute(HAS_SYNONYMS)
    cursor.execute(TERMS.format(once="DISTINCT ON (x.n, l.kind, l.code)" if cursor.fetchone() == (True,) else ""))


def add_terms(cursor: CursorWrapper, format: str) -> None:
    """What `incoming_term` has and the register has not. Labels of the lists we ship need no look; the others wait for one."""
    cursor.execute(ADD, {"seeded": _seeded(), "scheme": SCHEMES.get(format, Scheme.NATIONAL).value})
    cursor.execute(FIND)


def _seeded() -> list[str]:
    labels = {
        TermKind.THEME: taxonomy.THEMES,
        TermKind.AFFECTED_PERSONS: taxonomy.PERSONS,
        TermKind.SDG: [name for name, _label in taxonomy.sdgs()],
        TermKind.ISSUE: list(taxonomy.ISSUES),
    }
    return [f"{kind.value} {fold_name(label)}" for kind, names in labels.items() for label in names]
