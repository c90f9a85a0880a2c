from collections.abc import Collection
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.enums import ConsultationState
from consultations.models import Consultation
from consultations.permissions import can_manage_consultations
from ministries.models import Institution
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation


class ConsultationRefused(Refused):
    """A consultation can't be changed, published or closed as asked."""


@operation
def create_consultation(
    *, by: User, title: str, introduction: str, questions: list[str], opens_on: date, closes_on: date, invited: Collection[Institution]
) -> Consultation:
    require(can_manage_consultations(by))
    _in_order(opens_on, closes_on)
    consultation = Consultation.objects.create(
        title=title, introduction=introduction, questions=questions, opens_on=opens_on, closes_on=closes_on, created_by=by
    )
    consultation.invited.set(invited)
    return consultation


@operation
def change_consultation(
    *,
    by: User,
    consultation: Consultation,
    title: str,
    introduction: str,
    questions: list[str],
    opens_on: date,
    closes_on: date,
    invited: Collection[Institution],
) -> Consultation:
    """Until it is closed. Bodies that have contributed stay invited, and what they answered stays as it was asked."""
    require(can_manage_consultations(by))
    consultation = _locked(consultation)
    if consultation.state == ConsultationState.CLOSED:
        raise ConsultationRefused(_("This consultation is closed and stays as it was. Prepare a new one."))
    _in_order(opens_on, closes_on)
    heard = set(Institution.objects.filter(contributions__consultation=consultation))
    if heard and questions != consultation.questions:
        raise ConsultationRefused(_("The questions stay as they are, because contributions already answer them."))
    if heard - set(invited):
        names = ", ".join(sorted(i.name for i in heard - set(invited)))
        raise ConsultationRefused(_("These bodies have contributed and stay invited: %(names)s.") % {"names": names})
    consultation.title, consultation.introduction, consultation.questions = title, introduction, questions
    consultation.opens_on, consultation.closes_on = opens_on, closes_on
    consultation.save(update_fields=["title", "introduction", "questions", "opens_on", "closes_on"])
    consultation.invited.set(invited)
    return consultation


@operation
def publish_consultation(*, by: User, consultation: Consultation) -> Consultation:
    """Show it to those invited; they can contribute from its first day to its last."""
    require(can_manage_consultations(by))
    consultation = _locked(consultation)
    if consultation.state != ConsultationState.DRAFT:
        raise ConsultationRefused(_("This consultation was published already."))
    if not consultation.invited.exists():
        raise ConsultationRefused(_("Nobody is invited yet. Choose at least one body, then publish."))
    if consultation.closes_on < timezone.localdate():
        raise ConsultationRefused(_("The last day has passed. Choose a later one, then publish."))
    return _moved(consultation, ConsultationState.OPEN)


@operation
def close_consultation(*, by: User, consultation: Consultation) -> Consultation:
    """End it for good. Ended early, today is its last day."""
    require(can_manage_consultations(by))
    consultation = _locked(consultation)
    if consultation.state != ConsultationState.OPEN:
        raise ConsultationRefused(_("Only a published consultation can be closed."))
    consultation.closes_on = min(consultation.closes_on, max(consultation.opens_on, timezone.localdate()))
    return _moved(consultation, ConsultationState.CLOSED)


def _locked(consultation: Consultation) -> Consultation:
    return Consultation.objects.select_for_update().get(pk=consultation.pk)


def _moved(consultation: Consultation, state: str) -> Consultation:
    consultation.state = state
    consultation.save(update_fields=["state", "closes_on"])
    return consultation


def _in_order(opens_on: date, closes_on: date) -> None:
    if closes_on < opens_on:
        raise ConsultationRefused(_("The last day can't be before the first."))
