"""Reads of the taxonomy's pages: terms with counts, what is to be looked at, the closest labels."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from recommendations.enums import TermKind
from recommendations.folding import fold_name
from recommendations.models import Recommendation, Tag, Term, TermAlias

EXAMPLES, CLOSEST, LEAST = 2, 3, 0.25  # recommendations shown of a term, labels offered, least similarity of those (0 to 1)

CLOSEST_SQL = """
SELECT asked.id, near.id, near.similarity
FROM unnest(%s::bigint[]) AS asked_id JOIN recommendations_term asked ON asked.id = asked_id
CROSS JOIN LATERAL (
  SELECT n.id, max(similarity(n.code, asked.code)) AS similarity
  FROM (
    SELECT t.id, t.code FROM recommendations_term t
    WHERE t.kind = asked.kind AND t.id <> asked.id AND t.merged_into_id IS NULL AND NOT t.is_to_review
    UNION ALL
    SELECT a.term_id, a.code FROM recommendations_termalias a JOIN recommendations_term t ON t.id = a.term_id
    WHERE a.kind = asked.kind AND a.term_id <> asked.id AND t.merged_into_id IS NULL AND NOT t.is_to_review
  ) n GROUP BY n.id ORDER BY 2 DESC, n.id LIMIT %s
) near WHERE near.similarity >= %s ORDER BY asked.id, near.similarity DESC, near.id
"""


@dataclass
class Reviewed:
    """A term to be looked at, with what helps to say what it is."""

    term: Term
    count: int
    examples: list[Recommendation] = field(default_factory=list)
    closest: list[Term] = field(default_factory=list)


def terms(*, kind: str, scheme: str = "", q: str = "") -> QuerySet[Term]:
    """Of one kind and known, by label; `q` is looked for in labels and other names. Merged ones are found by their names only."""
    rows = Term.objects.filter(kind=kind, is_to_review=False).select_related("merged_into")
    rows = rows.prefetch_related(Prefetch("aliases", TermAlias.objects.order_by("label", "pk")))
    if scheme:
        rows = rows.filter(scheme=scheme)
    if q:
        named = TermAlias.objects.filter(term=OuterRef("pk")).filter(Q(label__icontains=q) | Q(code__contains=fold_name(q) or q))
        return rows.filter(Q(label__icontains=q) | Q(code__contains=fold_name(q) or q) | Exists(named)).order_by("label", "pk")
    return rows.filter(merged_into=None).order_by("label", "pk")


def to_review() -> QuerySet[Term]:
    return Term.objects.filter(is_to_review=True, merged_into=None).order_by("kind", "label", "pk")


def counts(of: Iterable[Term]) -> dict[int, int]:
    """Term id -> how many recommendations and observations to this State carry it."""
    ours = Tag.objects.filter(term__in=[t.pk for t in of], recommendation__in=Recommendation.objects.ours().values("pk"))
    return {row["term"]: row["n"] for row in ours.values("term").annotate(n=Count("pk"))}


def kinds() -> list[tuple[TermKind, int]]:
    """Each kind with how many known terms it has."""
    found = {r["kind"]: r["n"] for r in Term.objects.filter(merged_into=None, is_to_review=False).values("kind").annotate(n=Count("pk"))}
    return [(kind, found.get(kind, 0)) for kind in TermKind]


def reviewed(user: Any, of: list[Term]) -> list[Reviewed]:
    """Terms with examples and the closest known labels; three queries however many."""
    number = Window(RowNumber(), partition_by=F("term"), order_by=F("recommendation").desc())
    tags = Tag.objects.filter(term__in=[t.pk for t in of], recommendation__in=Recommendation.objects.visible_to(user).ours().values("pk"))
    tags = tags.annotate(number=number).filter(number__lte=EXAMPLES).select_related("recommendation__document__mechanism")
    examples: dict[int, list[Recommendation]] = defaultdict(list)
    for tag in tags.defer("recommendation__search", "recommendation__source").order_by("term", "number"):
        examples[tag.term_id].append(tag.recommendation)
    near, counted = closest(of), counts(of)
    return [Reviewed(t, counted.get(t.pk, 0), examples[t.pk], near.get(t.pk, [])) for t in of]


def closest(of: Iterable[Term]) -> dict[int, list[Term]]:
    """Term id -> known terms of its kind whose label, or one of whose names, is written most alike, the closest first."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSEST_SQL, [[t.pk for t in of], CLOSEST, LEAST])
        pairs = cursor.fetchall()
    known = Term.objects.in_bulk([near for _asked, near, _similarity in pairs])
    found: dict[int, list[Term]] = defaultdict(list)
    for asked, near, _similarity in pairs:
        found[asked].append(known[near])
    return found
