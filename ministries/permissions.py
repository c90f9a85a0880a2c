"""What posts allow. Predicates are pure; `affiliations` is asked once for each request's user."""

from dataclasses import dataclass
from typing import Any

from ministries.enums import InstitutionKind
from ministries.models import Holding, Institution
from nmirf.accounts.models import Role, User
from nmirf.accounts.permissions import is_administrator, is_secretariat, is_staff


@dataclass(frozen=True, slots=True)
class Affiliations:
    """Where a person holds posts today."""

    institutions: tuple[Institution, ...] = ()
    headed: frozenset[int] = frozenset()  # primary keys of those whose head the person is, not as deputy

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(i.pk for i in self.institutions)


def affiliations(user: Any) -> Affiliations:
    """The institutions in which `user` holds a post today; asked once for each user object."""
    if getattr(user, "pk", None) is None:
        return Affiliations()
    if not hasattr(user, "_affiliations"):
        holdings = list(Holding.objects.current().filter(user=user).select_related("post__institution").order_by("post__institution__name"))
        institutions = {holding.post.institution_id: holding.post.institution for holding in holdings}
        headed = frozenset(holding.post.institution_id for holding in holdings if holding.post.is_head and not holding.is_deputy)
        user._affiliations = Affiliations(tuple(institutions.values()), headed)
    return user._affiliations


def belongs_to(user: Any, institution: Institution) -> bool:
    """Holds a post in the institution today."""
    return institution.pk in affiliations(user).ids


def headed_by(user: Any) -> frozenset[int]:
    """The institutions in which `user` holds, also as deputy, a post that heads it; asked once for each user object."""
    if getattr(user, "pk", None) is None:
        return frozenset()
    if not hasattr(user, "_headed"):
        holdings = Holding.objects.current().filter(user=user, post__is_head=True)
        user._headed = frozenset(holdings.values_list("post__institution", flat=True))
    return user._headed


def is_focal_point(user: Any) -> bool:
    """Holds a post in an institution of the State."""
    return any(i.is_government for i in affiliations(user).institutions)


def is_independent(user: Any) -> bool:
    """Holds a post in the NHRI or a civil-society organisation."""
    return any(i.kind in InstitutionKind.independent() for i in affiliations(user).institutions)


def is_government(user: Any) -> bool:
    """The secretariat, administrators and focal points: the State's side."""
    return is_administrator(user) or is_secretariat(user) or is_focal_point(user)


def can_manage_institutions(user: Any) -> bool:
    return is_administrator(user)


def can_manage_people(user: Any) -> bool:
    """Administrators on the pages, the system user from a shell: somebody has to invite the first administrator."""
    return is_administrator(user) or getattr(user, "is_system", False)


def is_head_of(user: Any, institution: Institution) -> bool:
    """Holds a post that heads the institution's unit, not as deputy."""
    return institution.pk in affiliations(user).headed


def can_manage_people_of(user: Any, institution: Institution) -> bool:
    """Who holds the posts of one institution: its head too, and only of its own."""
    return can_manage_people(user) or is_head_of(user, institution)


def can_invite(user: Any) -> bool:
    """Somebody, to some post."""
    return can_manage_people(user) or bool(affiliations(user).headed)


def can_appoint(user: Any, institution: Institution, person: User) -> bool:
    """Heads give posts to members who hold or held one in their institution; for others they ask the administrator."""
    if can_manage_people(user):
        return True
    is_known = Holding.objects.filter(user=person, post__institution=institution).exists()
    return is_head_of(user, institution) and person.role == Role.MEMBER and is_known


def can_hand_over(user: Any, institution: Institution) -> bool:
    """Say which post of the institution takes what another owned."""
    return can_manage_people_of(user, institution) or is_secretariat(user)


def can_see_handover(user: Any, institution: Institution) -> bool:
    return can_hand_over(user, institution) or belongs_to(user, institution)


def can_view_addresses(user: Any) -> bool:
    """E-mail addresses; the names of those who hold posts are no secret among who sign in."""
    return is_staff(user)
