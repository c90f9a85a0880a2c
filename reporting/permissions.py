"""Who may do what with updates and obligations. Predicates are pure; reports' are at the end."""

from typing import Any

from ministries.models import Institution
from ministries.permissions import affiliations, belongs_to, headed_by, is_focal_point, is_government
from nmirf.accounts.permissions import is_administrator, is_secretariat, is_staff
from recommendations.models import Assignment
from reporting.enums import UpdateState
from reporting.models import Return, Update


def can_list_updates(user: Any) -> bool:
    return is_government(user)


def can_write_update(user: Any, assignment: Assignment) -> bool:
    """Holds a post in the institution that is asked."""
    return assignment.institution_id in affiliations(user).ids


def can_use_workbooks(user: Any) -> bool:
    """Fill in updates in Excel: who writes updates of an institution of the State."""
    return is_focal_point(user)


def can_take_workbook(user: Any, brought: Return) -> bool:
    """Look at one that was brought back, and save it. Needs `handout` loaded."""
    return brought.handout.institution_id in affiliations(user).ids


def can_view_update(user: Any, update: Update) -> bool:
    """One row's answer of `Update.objects.visible_to`."""
    if not user.is_authenticated:
        return False
    return update.state == UpdateState.APPROVED or is_secretariat(user) or update.assignment.institution_id in affiliations(user).ids


def can_clear(user: Any, update: Update) -> bool:
    """Heads the institution that answers: what it says goes out with that person's consent."""
    return update.assignment.institution_id in headed_by(user)


def can_review(user: Any) -> bool:
    return is_secretariat(user)


def can_list_rounds(user: Any) -> bool:
    return is_government(user)


def can_manage_rounds(user: Any) -> bool:
    return is_secretariat(user)


def can_see_round_board(user: Any) -> bool:
    """How far every institution is: for those who run the mechanism."""
    return is_staff(user)


def has_duties(user: Any) -> bool:
    """Somebody for whom updates and obligations can wait."""
    return is_secretariat(user) or (is_focal_point(user) and not is_administrator(user))


def can_see_obligations(user: Any) -> bool:
    return is_government(user)


def can_manage_obligations(user: Any) -> bool:
    return is_secretariat(user)


def can_follow_up(user: Any) -> bool:
    """Where all institutions stand with what is asked of them: those who run the mechanism."""
    return is_staff(user)


def can_see_figures_of(user: Any, institution: Institution) -> bool:
    """An institution of the State its own; those who run the mechanism each."""
    return institution.is_government and (is_staff(user) or belongs_to(user, institution))


def can_add_proposed_obligations(user: Any) -> bool:
    """Those an imported document asks for: administrators import it, the secretariat keeps the obligations."""
    return is_secretariat(user) or is_administrator(user)


def can_write_reports(user: Any) -> bool:
    """Drafts stay with the secretariat, who writes them: reading and writing are one right."""
    return is_secretariat(user)
