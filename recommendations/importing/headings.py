"""Which theme of the taxonomy a document's heading may mean: proposed, for a person to confirm."""

import re
from functools import cached_property

from django.db.models import QuerySet

from recommendations.enums import TermKind
from recommendations.folding import fold_name
from recommendations.models import Term, TermAlias

ALIKE = 0.5  # words in common ÷ words of both
SMALL = frozenset(["and", "the", "for", "with", "from", "other", "general", "right", "rights", "measures", "including", "their", "its"])


class Headings:
    """Knows the themes; one a file. Asks the database once, at `load`."""

    def load(self) -> None:
        """Before the first heading: while rows are copied into the database, it answers no questions."""
        aliases = TermAlias.objects.filter(kind=TermKind.THEME, term__merged_into=None).values_list("code", "term__label")
        self._labels = dict(aliases) | dict(themes().values_list("code", "label"))

    def themes(self, heading: str) -> list[str]:
        """Labels of the themes a heading names, the likeliest alone; empty where none is near."""
        folded = fold_name(heading)
        if label := self._labels.get(folded):
            return [label]
        words = _words(folded)
        if not words:
            return []
        likeness, label = max(((len(words & others) / len(words | others), label) for others, label in self._words), default=(0.0, ""))
        return [label] if likeness >= ALIKE else []

    @cached_property
    def _words(self) -> list[tuple[frozenset[str], str]]:
        return [(words, label) for code, label in sorted(self._labels.items()) if (words := _words(code))]


def themes() -> QuerySet[Term]:
    """The themes that are in use today."""
    return Term.objects.filter(kind=TermKind.THEME, merged_into=None)


def _words(folded: str) -> frozenset[str]:
    """Without small words and endings, so that "detention conditions" meets "conditions of detention"."""
    return frozenset(re.sub(r"(?:ies|es|s)$", "", word) for word in folded.split() if len(word) > 3 and word not in SMALL)
