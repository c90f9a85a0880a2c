from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from ministries.handover import owned
from ministries.models import Holding, Institution, Post
from ministries.operations.handover import hand_over
from ministries.permissions import can_appoint, can_manage_institutions, can_manage_people_of
from ministries.queries import is_last_of_owner
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation


class TitleTaken(Refused):
    """The institution has a post of this title."""


class HoldsAlready(Refused):
    """The person holds the post on the day it would begin."""


class CannotHold(Refused):
    """The person's account is closed."""


class OwnsSomething(Refused):
    """Ending the last holding would leave what the post owns to nobody, and nobody said that this is meant."""


class WrongEnd(Refused):
    """The last day lies before the first, or the holding ended long ago."""


@operation
def add_post(*, by: User, institution: Institution, title: str, is_head: bool = False) -> Post:
    require(can_manage_institutions(by))
    _free_title(institution, title)
    return Post.objects.create(institution=institution, title=title, is_head=is_head)


@operation
def change_post(*, by: User, post: Post, title: str, is_head: bool) -> Post:
    require(can_manage_institutions(by))
    locked = Post.objects.select_for_update().get(pk=post.pk)
    _free_title(locked.institution, title, but=locked)
    locked.title, locked.is_head = title, is_head
    locked.save(update_fields=["title", "is_head"])
    return locked


def _free_title(institution: Institution, title: str, but: Post | None = None) -> None:
    if Post.objects.filter(institution=institution, title=title).exclude(pk=but.pk if but else 0).exists():
        raise TitleTaken(_("This institution has a post of this title already. Give it another title."))


@operation
def appoint(*, by: User, post: Post, user: User, starts_on: date, ends_on: date | None = None, is_deputy: bool = False) -> Holding:
    """Give the post to a person from a day on; the days of both ends are included."""
    require(can_appoint(by, post.institution, user))
    Post.objects.select_for_update().get(pk=post.pk)
    if not user.is_active:
        raise CannotHold(_("%(name)s may not sign in. Open the account again first.") % {"name": user.name})
    if ends_on and ends_on < starts_on:
        raise WrongEnd(_("The last day must not be before the first."))
    if Holding.objects.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), post=post, user=user).exists():
        raise HoldsAlready(_("%(name)s holds this post already.") % {"name": user.name})
    return Holding.objects.create(post=post, user=user, starts_on=starts_on, ends_on=ends_on, is_deputy=is_deputy)


@operation
def change_holding(*, by: User, holding: Holding, is_deputy: bool) -> Holding:
    """Whether the person holds the post itself or stands in for who does."""
    require(can_manage_people_of(by, holding.post.institution))
    locked = Holding.objects.select_for_update().get(pk=holding.pk)
    locked.is_deputy = is_deputy
    locked.save(update_fields=["is_deputy"])
    return locked


@operation
def end_holding(*, by: User, holding: Holding, ends_on: date, to: Post | None = None, is_left_vacant: bool = False) -> Holding:
    """The person keeps the post up to and including `ends_on`; what they did stays in their name.

    Where nobody holds the post after that and it owns something, `to` takes it at once, or it is left with the vacant post knowingly.
    """
    require(can_manage_people_of(by, holding.post.institution))
    Post.objects.select_for_update().get(pk=holding.post_id)
    locked = Holding.objects.select_for_update(of=("self",)).select_related("post__institution").get(pk=holding.pk)
    if ends_on < locked.starts_on:
        raise WrongEnd(_("The last day must not be before the first."))
    if locked.ends_on and locked.ends_on < ends_on:
        raise WrongEnd(_("This already ends earlier. To give the post again, appoint the person anew."))
    if to:
        hand_over(by=by, post=locked.post, things=[one.thing for one in owned([locked.post])], to=to)
    elif not is_left_vacant and is_last_of_owner(locked):
        raise OwnsSomething(_("Nobody holds this post after that, and it owns something. Say which post takes it, or leave it with the vacant post."))
    locked.ends_on = ends_on
    locked.save(update_fields=["ends_on"])
    return locked
