"""Obligations that an imported document brings with it: the next report it asks for, the information on what it marks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from recommendations.enums import BatchState
from recommendations.importing.detect import DOCUMENTS
from recommendations.models import ImportBatch, Mechanism
from reporting.enums import ObligationKind
from reporting.models import Obligation

RECENT = 30  # documents whose proposals are still looked at
KINDS = {"next_report": ObligationKind.STATE_REPORT, "follow_up": ObligationKind.FOLLOW_UP}  # by the key in ImportBatch.about


@dataclass(frozen=True)
class Proposal:
    batch: ImportBatch
    kind: ObligationKind
    mechanism: Mechanism
    title: str
    due_on: date
    words: str  # the sentence that asks for it
    paragraph: str
    is_added: bool  # an obligation of this kind is due to the mechanism on that day already


def proposals_of(batches: Iterable[ImportBatch]) -> list[Proposal]:
    """Of documents about this deployment's State that were imported, in their order. Two queries, however many."""
    batches = [batch for batch in batches if batch.state == BatchState.APPLIED and batch.created + batch.updated + batch.unchanged]
    mechanisms = {mechanism.code: mechanism for mechanism in Mechanism.objects.filter(code__in=[b.about.get("mechanism", "") for b in batches])}
    due = set(Obligation.objects.filter(mechanism__in=mechanisms.values()).values_list("mechanism__code", "kind", "due_on"))
    found = []
    for batch in batches:
        mechanism = mechanisms.get(batch.about.get("mechanism", ""))
        for key, kind in KINDS.items():
            asked = batch.about.get(key, {})
            if mechanism and asked.get("due_on"):
                day = date.fromisoformat(asked["due_on"])
                is_added = (mechanism.code, kind.value, day) in due
                title = title_of(kind, mechanism, batch.about.get("symbol", ""))
                found.append(Proposal(batch, kind, mechanism, title, day, asked["words"], asked["paragraph"], is_added))
    return found


def open_proposals() -> list[Proposal]:
    """What the latest documents ask for and nobody has noted yet; the same from two files of a document counts once."""
    latest = ImportBatch.objects.filter(state=BatchState.APPLIED, format__in=DOCUMENTS).order_by("-applied_at", "-pk")[:RECENT]
    once = {(each.mechanism.pk, each.kind, each.due_on): each for each in reversed(proposals_of(latest)) if not each.is_added}
    return sorted(once.values(), key=lambda each: (each.due_on, each.title))


def title_of(kind: ObligationKind, mechanism: Mechanism, symbol: str) -> str:
    words = {"mechanism": mechanism.code, "symbol": symbol}
    if kind == ObligationKind.STATE_REPORT:
        return _("Next periodic report to %(mechanism)s") % words
    return _("Follow-up information on %(symbol)s") % words if symbol else _("Follow-up information to %(mechanism)s") % words
