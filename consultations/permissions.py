"""Who may ask, speak, read and answer. Nobody but its author's body changes a contribution, and nobody deletes one."""

from typing import Any

from consultations.enums import Visibility
from consultations.models import Consultation, Contribution
from ministries.enums import InstitutionKind
from ministries.models import Institution
from ministries.permissions import affiliations, belongs_to, is_focal_point
from nmirf.accounts.permissions import is_secretariat


def can_manage_consultations(user: Any) -> bool:
    return is_secretariat(user)


def bodies(user: Any) -> list[Institution]:
    """The NHRI and civil-society bodies the person may speak for."""
    return [i for i in affiliations(user).institutions if i.kind in InstitutionKind.independent()]


def can_speak_for(user: Any, institution: Institution) -> bool:
    return institution in bodies(user)


def can_view(user: Any, contribution: Contribution) -> bool:
    """For one row what `visible_to` is for many; a test holds them together."""
    if is_secretariat(user) or belongs_to(user, contribution.institution):
        return True
    if contribution.visibility == Visibility.STATE:
        return is_focal_point(user)
    return contribution.visibility == Visibility.EVERYONE and bool(user.is_authenticated)


def can_change_contribution(user: Any, contribution: Contribution) -> bool:
    return can_speak_for(user, contribution.institution)


def can_reply(user: Any) -> bool:
    return is_secretariat(user)


def can_be_asked(user: Any, consultation: Consultation) -> bool:
    """Holds a post in an invited body."""
    return any(body in consultation.invited.all() for body in bodies(user))
