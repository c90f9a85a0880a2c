from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import Case, Count, IntegerField, Model, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from ministries.enums import InstitutionKind
from ministries.handover import owned
from ministries.models import Holding, Institution, Post
from ministries.permissions import affiliations, can_manage_people
from nmirf.accounts.models import SYSTEM_EMAIL, Role, User
from nmirf.accounts.permissions import is_secretariat, is_staff

M = TypeVar("M", bound=Model)


def holders(institutions: Any, on: date | None = None) -> QuerySet[Holding]:
    """Who holds posts in these institutions on a day, by default today, and may sign in."""
    current = Holding.objects.current(on).filter(post__institution__in=institutions, user__is_active=True)
    return current.select_related("user", "post__institution").order_by("post__institution__name", "-post__is_head", "is_deputy", "user__name")


Chain = tuple[tuple[User, ...], ...]


class Chains:
    """Who answers for what an institution owes: those who hold the post, their deputies, the heads of the institution.

    One query for all of them. Without a post, or where nobody holds it, everybody of the institution answers but its heads, who
    stand above: a vacant post silences nobody.
    """

    def __init__(self, institutions: Any, on: date) -> None:
        self._of: dict[int, list[Holding]] = defaultdict(list)
        for holding in holders(institutions, on):
            self._of[holding.post.institution_id].append(holding)

    def of(self, institution: int, post: int | None = None) -> Chain:
        """By primary keys; levels may be empty."""
        all_ = self._of.get(institution, [])
        answering = [h for h in all_ if h.post_id == post] or [h for h in all_ if not h.post.is_head]
        levels = ([h for h in answering if not h.is_deputy], [h for h in answering if h.is_deputy], [h for h in all_ if h.post.is_head])
        return tuple(tuple({h.user_id: h.user for h in level}.values()) for level in levels)


def owed_by(found: QuerySet[M], reader: User | None, field: str = "institution") -> QuerySet[M]:
    """What `reader` may be in the chain of, where one is given; the secretariat stands behind everything."""
    if reader is None or is_secretariat(reader):
        return found
    return found.filter(**{f"{field}__in": affiliations(reader).ids})


def institutions(*, kind: str = "", q: str = "") -> QuerySet[Institution]:
    """By kind in the order of the enum, then by name; with `post_count` and `holder_count` of today."""
    order = Case(*[When(kind=code, then=Value(n)) for n, code in enumerate(InstitutionKind.values)], output_field=IntegerField())
    today = timezone.localdate()
    in_office = Q(posts__holdings__starts_on__lte=today, posts__holdings__user__is_active=True) & (
        Q(posts__holdings__ends_on=None) | Q(posts__holdings__ends_on__gte=today)
    )
    found = Institution.objects.annotate(
        kind_order=order,
        post_count=Count("posts", distinct=True),
        holder_count=Count("posts__holdings__user", filter=in_office, distinct=True),
    ).order_by("kind_order", "name")
    if kind:
        found = found.filter(kind=kind)
    if q:
        found = found.filter(Q(name__icontains=q) | Q(short_name__icontains=q) | Q(mandate__icontains=q))
    return found


@dataclass(slots=True)
class Seat:
    """A post as a page shows it: who holds it today, who will, who did."""

    post: Post
    current: list[Holding] = field(default_factory=list)
    coming: list[Holding] = field(default_factory=list)
    former: list[Holding] = field(default_factory=list)

    owns: int = 0  # how many things, for who may see the hand-over

    @property
    def names(self) -> str:
        return ", ".join(holding.user.name for holding in self.current)

    @property
    def is_vacant(self) -> bool:
        return not any(holding.user.is_active for holding in self.current)


def seats(institution: Institution) -> list[Seat]:
    """Heads first, then by title; deputies after those they stand in for."""
    holdings = Holding.objects.select_related("user").order_by("is_deputy", "-starts_on", "pk")
    today, found = timezone.localdate(), []
    for post in institution.posts.prefetch_related(Prefetch("holdings", holdings)).order_by("-is_head", "title"):
        seat = Seat(post)
        for holding in post.holdings.all():
            is_over = holding.ends_on is not None and holding.ends_on < today
            (seat.former if is_over else seat.coming if holding.starts_on > today else seat.current).append(holding)
        found.append(seat)
    counts = Counter(one.post_id for one in owned(seat.post for seat in found))
    for seat in found:
        seat.owns = counts[seat.post.pk]
    return found


def appointable(user: Any, institution: Institution) -> QuerySet[User]:
    """Whom the person may give a post of the institution to, by name (permissions.can_appoint says so for one)."""
    active = User.objects.filter(is_active=True).exclude(email=SYSTEM_EMAIL).order_by("name", "pk")
    if can_manage_people(user):
        return active
    return active.filter(role=Role.MEMBER, pk__in=Holding.objects.filter(post__institution=institution).values("user"))


def is_last_of_owner(holding: Holding) -> bool:
    """Nobody else holds the post today or later, and it owns something."""
    others = Holding.objects.filter(post=holding.post_id, user__is_active=True).exclude(pk=holding.pk)
    is_last = not others.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())).exists()
    return is_last and bool(owned([holding.post]))


def vacant_with_work(user: Any) -> list[tuple[Post, int]]:
    """Posts that nobody holds today and that own something, with how much: for the secretariat everywhere, for heads their own."""
    seen = Post.objects.filter(institution__is_active=True)
    if not is_staff(user):
        seen = seen.filter(institution__in=affiliations(user).headed)
    held = Holding.objects.current().filter(user__is_active=True).values("post")
    vacant = list(seen.exclude(pk__in=held).select_related("institution").order_by("institution__name", "title"))
    counts = Counter(one.post_id for one in owned(vacant))
    return [(post, counts[post.pk]) for post in vacant if counts[post.pk]]


def people(*, role: str = "", q: str = "", state: str = "") -> QuerySet[User]:
    """Everybody with an account, by name; `current` on each holding list is today's posts."""
    current = Holding.objects.current().select_related("post__institution").order_by("post__institution__name", "post__title", "pk")
    found = (
        User.objects.exclude(email=SYSTEM_EMAIL).prefetch_related(Prefetch("holdings", current, to_attr="current_holdings")).order_by("name", "pk")
    )
    if role:
        found = found.filter(role=role)
    if q:
        found = found.filter(Q(name__icontains=q) | Q(email__icontains=q) | Q(holdings__post__institution__name__icontains=q)).distinct()
    match state:
        case "invited":
            found = found.filter(is_active=True, last_login=None)
        case "active":
            found = found.filter(is_active=True).exclude(last_login=None)
        case "closed":
            found = found.filter(is_active=False)
    return found
