"""A person confirms what becomes of the paragraphs of a document as issued."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.enums import Kind, Outcome, TermKind
from recommendations.folding import fold_name, text_key
from recommendations.importing import loading
from recommendations.importing.headings import themes
from recommendations.importing.resolving import paragraph_key
from recommendations.models import ImportBatch, StagedRow
from recommendations.operations.imports import NotWaiting, waiting
from recommendations.permissions import can_import
from recommendations.queries.paragraphs import can_be_confirmed, paragraphs_of

LEFT_OUT = "left_out"


class UnknownParagraph(Refused):
    """A paragraph was meant that this document doesn't have."""


class UnknownTheme(Refused):
    """A theme was named that the taxonomy doesn't have."""


@dataclass(frozen=True)
class Confirmed:
    """What a person says of one staged row."""

    row: int  # its primary key
    becomes: str  # a Kind, or LEFT_OUT
    paragraph: str
    text: str
    themes: tuple[str, ...] = ()  # labels of the taxonomy
    is_follow_up: bool = False


@operation
def confirm_paragraphs(*, by: User, batch: ImportBatch, confirmed: Sequence[Confirmed]) -> ImportBatch:
    """Keep what was said of these paragraphs. The others stay as they were read; nothing is imported yet."""
    require(can_import(by))
    batch = waiting(batch)
    if not can_be_confirmed(batch):
        raise NotWaiting(_("This is no document whose paragraphs can be confirmed."))
    rows = paragraphs_of(batch).select_for_update().in_bulk([each.row for each in confirmed])
    terms = _themes(confirmed)
    for each in confirmed:
        row = rows.get(each.row)
        if row is None:
            raise UnknownParagraph(_("The document was read anew since the page was opened. Open the page again."))
        _confirm(row, each, [terms[fold_name(label)] for label in each.themes])
    StagedRow.objects.bulk_update(rows.values(), ["data", "outcome"])
    loading.match_again(batch)
    batch.about = batch.about | {"looked_at": paragraphs_of(batch).filter(data__has_key="is_confirmed").count()}
    batch.save()
    return batch


def _confirm(row: StagedRow, said: Confirmed, terms: list[dict[str, str]]) -> None:
    row.data |= {"is_confirmed": True, "is_follow_up": said.is_follow_up, "terms": terms}
    if said.becomes == LEFT_OUT:
        row.outcome = Outcome.LEFT_OUT
        return
    row.data |= {
        "kind": Kind(said.becomes).value,
        "paragraph": said.paragraph,
        "paragraph_key": paragraph_key(said.paragraph),
        "text": said.text,
        "text_key": text_key(said.text),
    }
    if row.outcome == Outcome.LEFT_OUT:
        row.outcome = Outcome.NEW


def _themes(confirmed: Sequence[Confirmed]) -> dict[str, dict[str, str]]:
    """{folded label: the term as staged}. Raises UnknownTheme."""
    named = {fold_name(label): label for each in confirmed for label in each.themes}
    found = {fold_name(term.label): {"kind": TermKind.THEME.value, "code": term.code, "label": term.label} for term in themes()}
    for folded, label in named.items():
        if folded not in found:
            raise UnknownTheme(_("“%(label)s” is not a theme of the taxonomy. Choose one from the list.") % {"label": label})
    return found
