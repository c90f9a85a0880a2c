"""How many recommendations each value of each facet would leave, asked of the database in one statement.

What the filters leave is found once and kept for the statement (`s0`, narrow rows); every facet is counted from it. A facet
with a choice is counted from a set of its own, found with all filters but it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet

from recommendations.enums import TermKind
from recommendations.models import Recommendation

KIND_OF = {"theme": TermKind.THEME, "persons": TermKind.AFFECTED_PERSONS, "sdg": TermKind.SDG}
NAME_OF = {str(kind): name for name, kind in KIND_OF.items()}

NOTHING = "SELECT 0::bigint, 0::bigint, ''::text, ''::text WHERE false"
GROUPS = """
SELECT document_id, "position", status, GROUPING(document_id, "position", status) AS by, count(*) AS n
FROM {s} GROUP BY GROUPING SETS ((document_id), ("position"), (status), ())
"""
COUNT = "SELECT 'count', '', '', n, 1 FROM {g} WHERE by = 7"  # bits of GROUPING: 4 document, 2 position, 1 status
DOCUMENTS = """
SELECT g.n, d.id, d.session, d.cycle, coalesce(nullif(d.symbol, ''), d.public_id::text) AS code, m.code AS mechanism, m.name,
  coalesce(nullif(d.symbol, ''), nullif(d.title, ''), m.name || ' ' || d.session) AS label
FROM {g} g JOIN recommendations_document d ON d.id = g.document_id JOIN recommendations_mechanism m ON m.id = d.mechanism_id
WHERE g.by = 3
"""
FROM_DOCUMENTS = "SELECT '{name}', {value}, {label}, sum(n), count(*) OVER () FROM {d} WHERE {where} GROUP BY {value}, {label}"
TAGGED = "SELECT term_id, count(*) AS n FROM recommendations_tag g JOIN {s} s ON s.id = g.recommendation_id GROUP BY term_id"
# With the concordance a term has what other lists' terms for it are on, each recommendation once.
TAGGED_WIDELY = """
SELECT w.term_id, count(DISTINCT g.recommendation_id) AS n FROM recommendations_tag g JOIN {s} s ON s.id = g.recommendation_id
JOIN (SELECT id AS own, id AS term_id FROM recommendations_term UNION SELECT source_id, target_id FROM recommendations_concordance) w
  ON w.own = g.term_id GROUP BY w.term_id
"""
FROM_TAGS = "SELECT t.kind, t.code, t.label, c.n, 0 FROM ({tagged}) c JOIN recommendations_term t ON t.id = c.term_id WHERE t.kind IN ({kinds})"
STATEMENTS = {
    "mechanism": FROM_DOCUMENTS.format(name="mechanism", value="mechanism", label="name", where="true", d="{d}"),
    "document": FROM_DOCUMENTS.format(name="document", value="code", label="label", where="true", d="{d}"),
    "session": FROM_DOCUMENTS.format(name="session", value="session", label="session", where="session <> ''", d="{d}"),
    "cycle": FROM_DOCUMENTS.format(name="cycle", value="cycle::text", label="cycle::text", where="cycle IS NOT NULL", d="{d}"),
    "position": "SELECT 'position', \"position\", '', n, 0 FROM {g} WHERE by = 5",
    "status": "SELECT 'status', status, '', n, 0 FROM {g} WHERE by = 6",
    "institution": """SELECT 'institution', i.slug, i.name, count(*), 0 FROM {s} s
        JOIN recommendations_assignment a ON a.recommendation_id = s.id JOIN ministries_institution i ON i.id = a.institution_id GROUP BY i.id""",
    "cluster": """SELECT 'cluster', c.public_id::text, c.name, count(*), 0 FROM {s} s
        JOIN recommendations_clustermember cm ON cm.recommendation_id = s.id JOIN recommendations_cluster c ON c.id = cm.cluster_id GROUP BY c.id""",
}
# For this statement: compiling it takes longer than running it, and a set of all rows stays in memory.
SETTINGS = "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'"
DOCUMENTS_SHOWN = 50  # of the most frequent; there may be ten thousand


@dataclass
class Counted:
    """`values`: facet -> (value, label, how many); `many`: facet -> how many values there are, where not all were fetched."""

    count: int = 0
    values: dict[str, list[tuple[str, str, int]]] = field(default_factory=dict)
    many: dict[str, int] = field(default_factory=dict)


def count(
    everything: QuerySet[Recommendation],
    without: dict[str, QuerySet[Recommendation]],
    names: Iterable[str],
    *,
    whole: bool = False,
    is_wide: bool = False,
) -> Counted:
    """Count the facets `names` in `everything`, those in `without` in their own set. All values of each with `whole`; terms
    with their concordance where `is_wide`."""
    parts: list[str] = []
    parameters: list[Any] = []
    selects = [COUNT.format(g="g0")]
    sets = {"": everything} | {name: rows for name, rows in without.items() if name in names}
    for number, (own, rows) in enumerate(sets.items()):
        sql, given = _sql(rows)
        parts.append(f's{number} (id, document_id, "position", status) AS MATERIALIZED ({sql})')
        parts.append(f"g{number} AS MATERIALIZED ({GROUPS.format(s=f's{number}')})")
        parts.append(f"d{number} AS MATERIALIZED ({DOCUMENTS.format(g=f'g{number}')})")
        parameters.extend(given)
        here = [own] if own else [name for name in names if name not in sets]
        selects.extend(_selects(here, number, whole=whole, is_wide=is_wide))
    statement = f"WITH {', '.join(parts)} " + " UNION ALL ".join(f"({select})" for select in selects)
    found = Counted(values={name: [] for name in names})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        cursor.execute(statement, parameters)
        for name, value, label, n, many in cursor.fetchall():
            if name == "count":
                found.count = int(n)
            else:
                name = NAME_OF.get(name, name)
                found.values[name].append((value, label, int(n)))
                found.many[name] = many
    return found


def _selects(names: list[str], number: int, *, whole: bool, is_wide: bool) -> Iterable[str]:
    sets = {letter: f"{letter}{number}" for letter in "sgd"}
    kinds = ", ".join(f"'{KIND_OF[name]}'" for name in names if name in KIND_OF)
    if kinds:
        yield FROM_TAGS.format(tagged=(TAGGED_WIDELY if is_wide else TAGGED).format(**sets), kinds=kinds)
    for name in names:
        if name in STATEMENTS:
            most = f" ORDER BY 4 DESC, 2 LIMIT {DOCUMENTS_SHOWN}" if name == "document" and not whole else ""
            yield STATEMENTS[name].format(**sets) + most


def _sql(rows: QuerySet[Recommendation]) -> tuple[str, tuple[Any, ...]]:
    try:
        return rows.order_by().values_list("pk", "document_id", "position", "status").query.sql_with_params()
    except EmptyResultSet:
        return NOTHING, ()
