"""What a code or label of the taxonomy means today."""

import re

from django.db.models import Q, QuerySet

from recommendations.enums import Scheme, TermKind
from recommendations.folding import fold_name
from recommendations.models import Concordance, Term, TermAlias

OLD_CODE = re.compile(r"[a-h]\d{1,2}")  # A12: how the UHRI numbered its themes once


def meant(kind: TermKind, value: str) -> Term | None:
    """The term that a code, a label, another name or an old code ("A12") stands for; a merged one's target."""
    terms = Term.objects.filter(kind=kind).select_related("merged_into")
    folded = fold_name(value)
    term = terms.filter(code=value).first() or terms.filter(code=folded).first()
    if term is None:
        names = TermAlias.objects.filter(kind=kind).select_related("term__merged_into")
        old = Q(code__startswith=f"{folded} ", scheme=Scheme.UHRI_CODES) if OLD_CODE.fullmatch(folded) else Q(code=folded)
        alias = names.filter(old).order_by("pk").first()
        term = alias.term if alias else None
    return (term.merged_into or term) if term else None


def with_concordance(term: Term) -> QuerySet[Term]:
    """The term and what other lists have for it: UPR Info's issues and older labels under a theme of today."""
    return Term.objects.filter(Q(pk=term.pk) | Q(pk__in=Concordance.objects.filter(target=term).values("source")))
