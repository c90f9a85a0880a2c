"""What an administrator does with terms: names them, merges them, says what they are. History keeps what was."""

from django.utils import timezone
from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.enums import Scheme
from recommendations.folding import fold_name
from recommendations.importing.cells import fold_space
from recommendations.models import Concordance, Suggestion, Tag, Term, TermAlias
from recommendations.permissions import can_manage_taxonomy


class NoName(Refused):
    """A label without a letter or digit."""


class NameTaken(Refused):
    """The label means another term already."""


class CannotMerge(Refused):
    """The two terms can't become one."""


class AlreadyMerged(Refused):
    """A merged term only points to another; nothing about it changes any more."""


class NotAnotherTerm(Refused):
    """A term doesn't lead to itself, nor back to where it comes from."""


class NameInUse(Refused):
    """The name that people read now can't be taken away."""


@operation
def add_term(*, by: User, kind: str, label: str) -> Term:
    """A term of this State's own, which no file has brought yet."""
    require(can_manage_taxonomy(by))
    label, code = _free(kind, label)
    return Term.objects.create(kind=kind, code=code, label=label, scheme=Scheme.NATIONAL)


@operation
def change_term(*, by: User, term: Term, label: str, signal_words: str) -> Term:
    """Rename it and set its signal words, one a line.

    Its code stays, so addresses and filters do; files that say the old label or the new one mean it.
    """
    require(can_manage_taxonomy(by))
    term = _locked(term)
    if fold_space(label) != term.label:
        _rename(term, label)
    term.signal_words = _lines(signal_words)
    term.save(update_fields=["label", "signal_words"])
    return term


@operation
def confirm_term(*, by: User, term: Term) -> Term:
    """It is a term of its own: nothing is left to be looked at."""
    require(can_manage_taxonomy(by))
    term = _locked(term)
    term.is_to_review = False
    term.save(update_fields=["is_to_review"])
    return term


@operation
def merge_term(*, by: User, term: Term, into: Term) -> Term:
    """Make `term` a pointer to `into`, which gets its tags, names, signal words, concordance and what was merged into it.

    There is no undo: where both were on a recommendation one tag is left. The history holds which tags moved.
    """
    require(can_manage_taxonomy(by))
    locked = {t.pk: t for t in Term.objects.filter(pk__in=[term.pk, into.pk]).order_by("pk").select_for_update()}
    term, into = locked[term.pk], locked[into.pk]
    _refuse_merge(term, into)
    _move_tags(term, into)
    term.aliases.update(term=into)
    _move_concordance(term, into)
    Term.objects.filter(merged_into=term).update(merged_into=into)
    into.signal_words = _lines(f"{into.signal_words}\n{term.signal_words}")
    into.save(update_fields=["signal_words"])
    term.merged_into, term.is_to_review, term.signal_words = into, False, ""
    term.save(update_fields=["merged_into", "is_to_review", "signal_words"])
    return into


@operation
def add_name(*, by: User, term: Term, label: str) -> TermAlias:
    """Another name of the term: files that use it mean the term."""
    require(can_manage_taxonomy(by))
    term = _locked(term)
    label, code = _free(term.kind, label)
    return TermAlias.objects.create(kind=term.kind, code=code, label=label, scheme=Scheme.NATIONAL, term=term)


@operation
def remove_name(*, by: User, name: TermAlias) -> None:
    """Files that use it mean a new term from now on; what is tagged stays."""
    require(can_manage_taxonomy(by))
    name = TermAlias.objects.select_for_update(of=("self",)).select_related("term").get(pk=name.pk)
    if name.code == fold_name(name.term.label):
        raise NameInUse(_("“%(label)s” is what the term is called now. Rename the term first.") % {"label": name.label})
    name.delete()


@operation
def relate_term(*, by: User, term: Term, target: Term) -> Concordance:
    """Say that `target` says what `term` says, or more: asked for, what carries `term` is found under `target` too."""
    require(can_manage_taxonomy(by))
    term, target = _locked(term), _locked(target)
    if term == target or Concordance.objects.filter(source=target, target=term).exists():
        raise NotAnotherTerm(_("Choose a term that doesn't lead here already."))
    return Concordance.objects.get_or_create(source=term, target=target)[0]


@operation
def unrelate_term(*, by: User, term: Term, target: Term) -> None:
    require(can_manage_taxonomy(by))
    Concordance.objects.filter(source=term, target=target).delete()


def _locked(term: Term) -> Term:
    term = Term.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=term.pk)
    if term.merged_into:
        words = _("“%(label)s” was merged into “%(target)s”. Change that term instead.")
        raise AlreadyMerged(words % {"label": term.label, "target": term.merged_into.label})
    return term


def _lines(words: str) -> str:
    return "\n".join(dict.fromkeys(line for line in map(fold_space, words.splitlines()) if line))


def _free(kind: str, label: str, but: Term | None = None) -> tuple[str, str]:
    """(the label tidied, its code). Raises where it says nothing, or means a term other than `but`."""
    label = fold_space(label)
    code = fold_name(label)
    if not code:
        raise NoName(_("Write a name with letters in it."))
    names = TermAlias.objects.filter(kind=kind, code=code).select_related("term")
    taken = Term.objects.filter(kind=kind, code=code).first() or next((name.term for name in names), None)
    if taken and (but is None or taken.pk != but.pk):
        raise NameTaken(_("“%(label)s” means the term “%(term)s” already. Merge the two, or choose another name.") % {"label": label, "term": taken})
    return label, code


def _rename(term: Term, label: str) -> None:
    label, code = _free(term.kind, label, but=term)
    old = fold_name(term.label)
    if old != code:
        was = {"label": term.label, "scheme": term.scheme, "term": term, "until": timezone.localdate()}
        TermAlias.objects.update_or_create(kind=term.kind, code=old, defaults=was)
        if code != term.code:
            TermAlias.objects.update_or_create(kind=term.kind, code=code, defaults={"label": label, "term": term, "until": None})
        else:  # it is called again what it was called first
            TermAlias.objects.filter(kind=term.kind, code=code).delete()
    term.label = label


def _refuse_merge(term: Term, into: Term) -> None:
    if term.pk == into.pk:
        raise CannotMerge(_("Choose another term: this one can't be merged into itself."))
    if term.merged_into_id:
        raise CannotMerge(_("“%(label)s” was merged already.") % {"label": term.label})
    if term.kind != into.kind:
        raise CannotMerge(_("Only terms of one kind can be merged. For terms of two lists, say that one leads to the other."))
    if into.merged_into_id:
        words = _("“%(label)s” was merged into another term itself. Choose the term it is part of, or another.")
        raise CannotMerge(words % {"label": into.label})


def _move_tags(term: Term, into: Term) -> None:
    """A recommendation that has both keeps the tag of `into`; of suggestions likewise."""
    Tag.objects.filter(term=term, recommendation__in=Tag.objects.filter(term=into).values("recommendation")).delete()
    Tag.objects.filter(term=term).update(term=into)
    Suggestion.objects.filter(term=term, recommendation__in=Suggestion.objects.filter(term=into).values("recommendation")).delete()
    Suggestion.objects.filter(term=term).update(term=into)


def _move_concordance(term: Term, into: Term) -> None:
    leads = set(term.leads_to.values_list("target_id", flat=True)) - {into.pk, *into.leads_to.values_list("target_id", flat=True)}
    comes = set(term.comes_from.values_list("source_id", flat=True)) - {into.pk, *into.comes_from.values_list("source_id", flat=True)}
    Concordance.objects.bulk_create([Concordance(source=into, target_id=pk) for pk in sorted(leads)])
    Concordance.objects.bulk_create([Concordance(source_id=pk, target=into) for pk in sorted(comes - leads)])
    term.leads_to.all().delete()
    term.comes_from.all().delete()
