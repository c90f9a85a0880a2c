"""Terms from a spreadsheet: new ones, changed labels, signal words and other names, merges. Nothing is ever deleted."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.operations import operation
from recommendations.enums import TermKind
from recommendations.folding import fold_name
from recommendations.importing.cells import fold_space
from recommendations.importing.table_rows import TableRow
from recommendations.models import Term
from recommendations.operations.row_outcomes import OtherOutcome, RowOutcome, taken_back
from recommendations.operations.taxonomy import add_name, add_term, change_term, merge_term
from recommendations.permissions import can_manage_taxonomy

LONGEST = 250  # characters of a label


@operation
def preview_terms(*, by: User, rows: Sequence[TableRow]) -> list[RowOutcome]:
    """What bringing the rows in would do: they are, and it is taken back."""
    require(can_manage_taxonomy(by))
    return taken_back(lambda: import_terms(by=by, rows=rows))


@operation
def import_terms(*, by: User, rows: Sequence[TableRow], expected: list[RowOutcome] | None = None) -> list[RowOutcome]:
    """Each row by its kind and code, or as a new term where it has no code; cells that are empty change nothing.

    Names that a cell leaves out stay, as do terms that the file leaves out. With `expected`, what the person saw, it is
    refused where something else would come of it by now.
    """
    require(can_manage_taxonomy(by))
    importer = _Importer(by)
    outcomes = [importer.take(row) for row in rows]
    for row, outcome in zip(rows, outcomes, strict=True):  # last: what a row is merged into may stand below it
        importer.merge(row, outcome)
    if expected is not None and outcomes != expected:
        raise OtherOutcome(_("The taxonomy has changed since you read the file. Read it again and look at what it does now."))
    return outcomes


class _Importer:
    def __init__(self, by: User) -> None:
        self.by = by
        found = Term.objects.select_related("merged_into").prefetch_related("aliases").order_by("pk").select_for_update(of=("self",))
        self.terms = {(term.kind, term.code): term for term in found}

    def take(self, row: TableRow) -> RowOutcome:
        outcome = RowOutcome(int(row["row"]), fold_space(row.get("Label", "")))
        kind, code = row.get("Kind", "").casefold(), row.get("Code", "")
        if kind not in TermKind.values:
            outcome.errors.append(
                ("Kind", _("“%(value)s” is no kind. Write one of: %(kinds)s.") % {"value": kind, "kinds": ", ".join(TermKind.values)})
            )
            return outcome
        if len(outcome.label) > LONGEST:
            outcome.errors.append(("Label", _("A label has at most %(limit)d characters.") % {"limit": LONGEST}))
            return outcome
        term = self.terms.get((kind, code))
        if term is None and code:
            words = _("There is no term with the code “%(code)s”. Leave the code empty to add a new term.")
            outcome.errors.append(("Code", words % {"code": code}))
        elif term is None:
            self._add(kind, row, outcome)
        elif term.merged_into is None:
            self._change(term, row, outcome)
        return outcome

    def merge(self, row: TableRow, outcome: RowOutcome) -> None:
        wanted = row.get("Merged into", "")
        kind = row.get("Kind", "").casefold()
        term = self.terms.get((kind, row.get("Code", "") or fold_name(outcome.label)))
        if not wanted or term is None:
            return
        into = self.terms.get((kind, wanted)) or self.terms.get((kind, fold_name(wanted)))
        if into is None:
            outcome.errors.append(("Merged into", _("There is no term “%(code)s” of this kind.") % {"code": wanted}))
        elif term.merged_into_id != into.pk:
            merged = outcome.attempt("Merged into", lambda: merge_term(by=self.by, term=term, into=into))
            outcome.changes += [("Merged into", "", merged.label)] if merged else []

    def _add(self, kind: str, row: TableRow, outcome: RowOutcome) -> None:
        made = outcome.attempt("Label", lambda: add_term(by=self.by, kind=kind, label=outcome.label))
        if made:
            outcome.is_new = True
            self.terms[kind, made.code] = made
            self._change(made, row, outcome)

    def _change(self, term: Term, row: TableRow, outcome: RowOutcome) -> None:
        label = outcome.label or term.label
        words = _lines(row.get("Signal words", "")) or term.signal_words
        before = (term.label, term.signal_words)
        if (label, words) != before:
            changed = outcome.attempt("Label", lambda: change_term(by=self.by, term=term, label=label, signal_words=words))
            if changed:
                outcome.changes += [
                    (column, old, new)
                    for column, old, new in [("Label", before[0], label), ("Signal words", _in_line(before[1]), _in_line(words))]
                    if old != new
                ]
        known = {fold_name(term.label), fold_name(label), term.code, *(name.code for name in term.aliases.all())}
        for name in _lines(row.get("Other names", "")).splitlines():
            if fold_name(name) in known:
                continue
            if len(name) > LONGEST:
                outcome.errors.append(("Other names", _("A name has at most %(limit)d characters.") % {"limit": LONGEST}))
            elif outcome.attempt("Other names", lambda name=name: add_name(by=self.by, term=term, label=name)):  # type: ignore[misc]
                known.add(fold_name(name))
                outcome.changes.append(("Other names", "", name))


def _in_line(words: str) -> str:
    return "; ".join(words.splitlines())


def _lines(cell: str) -> str:
    return "\n".join(dict.fromkeys(line for line in map(fold_space, cell.splitlines()) if line))
