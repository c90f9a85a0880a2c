"""The current lists of labels, what older lists called them, and which of one list says what of another."""

from collections.abc import Iterable, Iterator

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.operations import operation
from recommendations.enums import Scheme, TermKind
from recommendations.folding import fold_name
from recommendations.models import Concordance, Term, TermAlias
from recommendations.permissions import can_manage_taxonomy
from recommendations.seed import taxonomy
from recommendations.themes.shipped import shipped_words

Key = tuple[str, str]  # kind, code
THEME, PERSONS, SDG, ISSUE = TermKind.THEME, TermKind.AFFECTED_PERSONS, TermKind.SDG, TermKind.ISSUE


@operation
def seed_taxonomy(*, by: User) -> int:
    """Add what is missing of the lists in seed/taxonomy.py; gives how many terms were added. Run again, it adds nothing.

    What people did stays: a label they changed, a term they merged, another name they gave to another term. A term that a
    file brought first is known from now on.
    """
    require(can_manage_taxonomy(by))
    before = set(Term.objects.values_list("kind", "code"))
    taken = set(TermAlias.objects.values_list("kind", "code"))
    wanted = {key: (label, scheme) for key, label, scheme in _terms() if key not in taken}
    signals = shipped_words()
    new = [
        Term(kind=kind, code=code, label=label, scheme=scheme, signal_words=signals.get((kind, code), ""))
        for (kind, code), (label, scheme) in wanted.items()
        if (kind, code) not in before
    ]
    Term.objects.bulk_create(new)
    terms = {(t.kind, t.code): t for t in Term.objects.select_related("merged_into")}
    came_first = [terms[key].pk for key in wanted if key in before and terms[key].is_to_review and terms[key].merged_into is None]
    Term.objects.filter(pk__in=came_first).update(is_to_review=False)
    bare = [terms[key] for key in wanted if key in terms and terms[key].pk in came_first and not terms[key].signal_words]
    for term in bare:
        term.signal_words = signals.get((term.kind, term.code), "")
    Term.objects.bulk_update(bare, ["signal_words"], batch_size=500)
    _add_aliases(terms)
    _add_concordance(terms)
    return len(new)


def _key(kind: TermKind, label: str) -> Key:
    return kind.value, fold_name(label)


def _terms() -> Iterator[tuple[Key, str, Scheme]]:
    for kind, labels in ((THEME, taxonomy.THEMES), (PERSONS, taxonomy.PERSONS)):
        yield from ((_key(kind, label), label, Scheme.UHRI) for label in labels)
    yield from ((_key(SDG, name), label, Scheme.UHRI) for name, label in taxonomy.sdgs())
    yield from ((_key(ISSUE, issue), issue, Scheme.UPR_INFO) for issue in taxonomy.ISSUES)
    for kind, label, _targets in _of_their_own():
        yield _key(kind, label), label, Scheme.UHRI_CODES


def _former() -> Iterator[tuple[TermKind, str, str, tuple[str, ...]]]:
    """Labels of older lists: (kind, code in front of it, label, today's labels)."""
    yield from ((THEME, code, label, targets) for code, label, targets in taxonomy.CODED_THEMES)
    yield from ((THEME, "", label, targets) for label, targets in taxonomy.FORMER_THEMES)
    yield from ((PERSONS, "", label, targets) for label, targets in taxonomy.FORMER_PERSONS)


def _of_their_own() -> Iterator[tuple[TermKind, str, tuple[str, ...]]]:
    for kind, code, label, targets in _former():
        if len(targets) > 1 or code in taxonomy.NARROWER:
            yield kind, label, targets


def _names() -> Iterator[tuple[Key, str, Key]]:
    """Other names: (key of the name, the name, key of its term). "A12 Acceptance …" with its code, and without."""
    own = {_key(kind, label) for kind, label, _targets in _of_their_own()}
    for kind, code, label, targets in _former():
        term = _key(kind, label) if _key(kind, label) in own else _key(kind, targets[0])
        for name in (f"{code} {label}" if code else label, label):
            yield _key(kind, name), name, term


def _add_aliases(terms: dict[Key, Term]) -> None:
    taken = {*TermAlias.objects.values_list("kind", "code"), *terms}
    new: dict[Key, TermAlias] = {}
    for key, name, of in _names():
        if key not in taken and of in terms:
            term = terms[of].merged_into or terms[of]
            new.setdefault(key, TermAlias(kind=key[0], code=key[1], label=name, scheme=Scheme.UHRI_CODES, term=term))
    TermAlias.objects.bulk_create(new.values())


def _add_concordance(terms: dict[Key, Term]) -> None:
    wanted: Iterable[tuple[Key, Key]] = [
        *((_key(ISSUE, issue), _key(THEME, theme)) for issue, theme in taxonomy.ISSUES.items()),
        *((_key(kind, label), _key(kind, target)) for kind, label, targets in _of_their_own() for target in targets),
    ]
    pairs = {(terms[a], terms[b]) for a, b in wanted if a in terms and b in terms and not terms[a].merged_into and not terms[b].merged_into}
    ordered = sorted(pairs, key=lambda pair: (pair[0].pk, pair[1].pk))
    Concordance.objects.bulk_create([Concordance(source=source, target=target) for source, target in ordered], ignore_conflicts=True)
