"""Who may do what with recommendations. Reading the register is open to everyone who signs in."""

from typing import Any

from ministries.permissions import affiliations, belongs_to, can_manage_institutions, is_focal_point
from nmirf.accounts.permissions import is_administrator, is_secretariat, is_staff
from recommendations.models import Action, Assignment, Indicator, SavedFilter


def can_cluster(user: Any) -> bool:
    return is_secretariat(user)


def can_group(user: Any) -> bool:
    """Say which recommendations ask the same: the secretariat, and the system user who only suggests."""
    return is_secretariat(user) or getattr(user, "is_system", False)


def can_assign(user: Any) -> bool:
    return is_secretariat(user)


def can_tag(user: Any) -> bool:
    """Terms beside those the source gave."""
    return is_secretariat(user)


def can_translate(user: Any) -> bool:
    """Texts beside those of the sources."""
    return is_secretariat(user)


def can_change_in_bulk(user: Any) -> bool:
    """And undo what another did: the secretariat works as one."""
    return is_secretariat(user)


def can_suggest(user: Any) -> bool:
    """The secretariat decides about suggestions and has them learnt; so does the system user, by the clock."""
    return is_secretariat(user) or getattr(user, "is_system", False)


def can_set_mandates(user: Any) -> bool:
    """Which themes an institution works on: whoever manages institutions, and the secretariat, which works by the suggestions."""
    return can_manage_institutions(user) or is_secretariat(user)


def can_set_status(user: Any) -> bool:
    """The secretariat, by approving what an institution handed in."""
    return is_secretariat(user)


def can_answer(user: Any, assignment: Assignment) -> bool:
    """The institution it was given to."""
    return belongs_to(user, assignment.institution)


def can_refresh_words(user: Any) -> bool:
    """Nobody's work: the schedule's."""
    return getattr(user, "is_system", False)


def can_see_taxonomy(user: Any) -> bool:
    return is_staff(user)


def can_manage_taxonomy(user: Any) -> bool:
    """Administrators on the pages, the system user from a shell."""
    return is_administrator(user) or getattr(user, "is_system", False)


def can_export(user: Any) -> bool:
    """Whoever reads the register may take it along: exports hold what their person may see, and nothing else."""
    return user.is_authenticated


def can_save_filter(user: Any) -> bool:
    return user.is_authenticated


def can_change_saved_filter(user: Any, saved: SavedFilter) -> bool:
    """Its owner; others only open its link."""
    return user.is_authenticated and saved.owner_id == user.pk


def can_import(user: Any) -> bool:
    """Administrators on the pages, the system user from a shell."""
    return is_administrator(user) or getattr(user, "is_system", False)


def can_manage_plans(user: Any) -> bool:
    """Plans over actions, and what indicators measure: the secretariat's."""
    return is_secretariat(user)


def can_write_actions(user: Any) -> bool:
    """Those who may write any: the secretariat, and who holds a post in an institution of the State."""
    return is_secretariat(user) or is_focal_point(user)


def can_write_action(user: Any, action: Action) -> bool:
    """The institution that undertakes it, and the secretariat."""
    return is_secretariat(user) or (is_focal_point(user) and action.institution_id in affiliations(user).ids)


def can_enter_values(user: Any, indicator: Indicator) -> bool:
    """The provider, who touches nothing else of it, and the secretariat."""
    return is_secretariat(user) or indicator.provider_id in affiliations(user).ids


def can_bring_values(user: Any) -> bool:
    """Values of many indicators at once, of those that they provide; the secretariat of all."""
    return is_secretariat(user) or is_focal_point(user)
