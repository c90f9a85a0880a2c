"""What the State owes a mechanism, kept by the secretariat."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.models import Mechanism
from reporting.models import Obligation
from reporting.permissions import can_manage_obligations


class SentInTheFuture(Refused):
    pass


@operation
def add_obligation(*, by: User, mechanism: Mechanism, kind: str, title: str, due_on: date, note: str = "") -> Obligation:
    require(can_manage_obligations(by))
    return Obligation.objects.create(mechanism=mechanism, kind=kind, title=title, due_on=due_on, note=note, created_by=by)


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
