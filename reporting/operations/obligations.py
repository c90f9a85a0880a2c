"""What the State owes a mechanism, kept by the secretariat."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.models import ImportBatch, Mechanism
from reporting.models import Obligation
from reporting.permissions import can_add_proposed_obligations, can_manage_obligations
from reporting.queries.proposals import proposals_of


class SentInTheFuture(Refused):
    pass


class NotProposed(Refused):
    """The document asks for no such thing, or not of this State."""


class AlreadyAdded(Refused):
    """The same is due to the same mechanism on the same day already."""


@operation
def add_obligation(*, by: User, mechanism: Mechanism, kind: str, title: str, due_on: date, note: str = "") -> Obligation:
    require(can_manage_obligations(by))
    return Obligation.objects.create(mechanism=mechanism, kind=kind, title=title, due_on=due_on, note=note, created_by=by)


@operation
def add_proposed_obligation(*, by: User, batch: ImportBatch, kind: str) -> Obligation:
    """Note what an imported document asks for; its own words become the note. Never twice."""
    require(can_add_proposed_obligations(by))
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    proposal = next((each for each in proposals_of([batch]) if each.kind == kind), None)
    if proposal is None:
        raise NotProposed(_("The document asks for no such thing."))
    Mechanism.objects.select_for_update().get(pk=proposal.mechanism.pk)  # two files of one document wait for each other
    if Obligation.objects.filter(mechanism=proposal.mechanism, kind=kind, due_on=proposal.due_on).exists():
        raise AlreadyAdded(_("This obligation has been added already."))
    note = _("%(symbol)s, paragraph %(paragraph)s: “%(words)s”") % {
        "symbol": batch.about.get("symbol", ""), "paragraph": proposal.paragraph, "words": proposal.words,
    }  # fmt: skip
    return Obligation.objects.create(
        mechanism=proposal.mechanism, kind=kind, title=proposal.title[:250], due_on=proposal.due_on, note=note.lstrip(", "), created_by=by
    )


@operation
def change_obligation(*, by: User, obligation: Obligation, mechanism: Mechanism, kind: str, title: str, due_on: date, note: str = "") -> Obligation:
    require(can_manage_obligations(by))
    obligation.mechanism, obligation.kind, obligation.title, obligation.due_on, obligation.note = mechanism, kind, title, due_on, note
    obligation.save(update_fields=["mechanism", "kind", "title", "due_on", "note"])
    return obligation


@operation
def mark_sent(*, by: User, obligation: Obligation, on: date | None) -> Obligation:
    """Note the day it was sent; None says that it was not sent after all, and it is due again."""
    require(can_manage_obligations(by))
    if on is not None and on > timezone.localdate():
        raise SentInTheFuture(_("The day it was sent can't lie in the future."))
    obligation.done_on = on
    obligation.save(update_fields=["done_on"])
    return obligation
