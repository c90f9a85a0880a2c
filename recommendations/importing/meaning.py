"""What the labels of a file mean today: other names and merged terms lead to the living term, unknown labels become new ones.

As `queries.terms.meant`, for all rows at once: a term's own code comes first, then another name.
"""

from django.db.backends.utils import CursorWrapper

from recommendations.enums import Scheme, TermKind
from recommendations.folding import fold_name
from recommendations.seed import taxonomy

# Few of a deployment's names are old ones, so few rows change; where none does, it costs one look at a small table.
RESOLVE = """
UPDATE incoming_term i SET code = name.code, label = name.label
FROM (
  SELECT t.kind, t.code AS said, into_.code, into_.label FROM recommendations_term t JOIN recommendations_term into_ ON into_.id = t.merged_into_id
  UNION ALL
  SELECT a.kind, a.code, living.code, living.label
  FROM recommendations_termalias a JOIN recommendations_term t ON t.id = a.term_id
  JOIN recommendations_term living ON living.id = coalesce(t.merged_into_id, t.id)
  WHERE NOT EXISTS (SELECT 1 FROM recommendations_term own WHERE own.kind = a.kind AND own.code = a.code)
) name WHERE name.kind = i.kind AND name.said = i.code
"""
ONCE = """
DELETE FROM incoming_term WHERE ctid IN (
  SELECT ctid FROM (SELECT ctid, row_number() OVER (PARTITION BY n, kind, code ORDER BY ctid) AS place FROM incoming_term) same WHERE place > 1)
"""
ADD = """
INSERT INTO recommendations_term (kind, code, label, scheme, is_to_review, signal_words)
SELECT DISTINCT ON (kind, code) kind, code, label,
  CASE WHEN kind = 'issue' THEN 'upr_info' WHEN kind || ' ' || code = ANY(%(seeded)s) THEN 'uhri' ELSE %(scheme)s END,
  NOT kind || ' ' || code = ANY(%(seeded)s), ''
FROM incoming_term i
WHERE NOT EXISTS (SELECT 1 FROM recommendations_term t WHERE t.kind = i.kind AND t.code = i.code)
ORDER BY kind, code, n
ON CONFLICT (kind, code) DO NOTHING
"""
SCHEMES = {"uhri_xlsx": Scheme.UHRI, "uhri_json": Scheme.UHRI, "ohchr_list": Scheme.UHRI, "upr_info": Scheme.UPR_INFO}


def resolve_terms(cursor: CursorWrapper) -> None:
    """In `incoming_term`, put the living term in the place of what the file calls it; two names of one term are one."""
    cursor.execute(RESOLVE)
    if cursor.rowcount:
        cursor.execute(ONCE)


def add_terms(cursor: CursorWrapper, format: str) -> None:
    """What `incoming_term` has and the register has not. Labels of the lists we ship need no look; the others wait for one."""
    cursor.execute(ADD, {"seeded": _seeded(), "scheme": SCHEMES.get(format, Scheme.NATIONAL).value})


def _seeded() -> list[str]:
    labels = {
        TermKind.THEME: taxonomy.THEMES,
        TermKind.AFFECTED_PERSONS: taxonomy.PERSONS,
        TermKind.SDG: [name for name, _label in taxonomy.sdgs()],
        TermKind.ISSUE: list(taxonomy.ISSUES),
    }
    return [f"{kind.value} {fold_name(label)}" for kind, names in labels.items() for label in names]
