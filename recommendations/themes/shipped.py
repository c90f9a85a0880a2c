"""The signal words we ship, by kind and code of the term they start with."""

from recommendations.enums import TermKind
from recommendations.folding import fold_name
from recommendations.seed import signal_words as seed

KINDS = {TermKind.ISSUE: seed.ISSUES, TermKind.THEME: seed.THEMES, TermKind.AFFECTED_PERSONS: seed.PERSONS}


def shipped_words() -> dict[tuple[str, str], str]:
    """(kind, code) -> words, one a line."""
    words = {(kind.value, fold_name(label)): seed.words_for(subjects) for kind, labels in KINDS.items() for label, subjects in labels.items()}
    return words | {(TermKind.SDG.value, fold_name(f"SDG {number}")): seed.words_for(subjects) for number, subjects in seed.GOALS.items()}
