"""Assignments, actions and indicators as what a post owns (ministries/handover.py)."""

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from ministries.handover import Owned
from ministries.models import Post
from ministries.permissions import can_hand_over
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.operations import operation
from recommendations.models import Action, Assignment, Indicator


def owned_assignments(posts: Iterable[Post]) -> Iterator[Owned]:
    """Those answered too: a post answers for them again in the next round."""
    rows = Assignment.objects.filter(post__in=[post.pk for post in posts]).select_related("recommendation__document__mechanism")
    for one in rows.defer("recommendation__source", "recommendation__search"):
        title = _("%(recommendation)s (%(role)s)") % {"recommendation": one.recommendation.reference, "role": one.get_role_display()}
        due_on = one.due_on if one.answered_at is None else None
        yield Owned(f"assignment:{one.public_id}", one.post_id or 0, title, reverse("assignment", args=[one.public_id]), due_on)


@operation
def hand_over_assignments(*, by: User, things: Sequence[str], to: Post) -> int:
    """To another post of the institution that the assignments were given to; gives how many."""
    require(can_hand_over(by, to.institution))
    return Assignment.objects.filter(public_id__in=_ids(things), institution=to.institution_id).update(post=to)


def owned_actions(posts: Iterable[Post]) -> Iterator[Owned]:
    """Drafts too; not what is done or dropped."""
    for one in Action.objects.filter(post__in=[post.pk for post in posts], ended_on=None):
        yield Owned(f"action:{one.public_id}", one.post_id or 0, one.title, reverse("action", args=[one.public_id]), one.ends_on)


@operation
def hand_over_actions(*, by: User, things: Sequence[str], to: Post) -> int:
    """To another post of the institution that undertakes them; gives how many."""
    require(can_hand_over(by, to.institution))
    return Action.objects.filter(public_id__in=_ids(things), institution=to.institution_id).update(post=to)


def owned_indicators(posts: Iterable[Post]) -> Iterator[Owned]:
    """Those whose values a post provides."""
    for one in Indicator.objects.filter(provider_post__in=[post.pk for post in posts]):
        address = reverse("indicator", args=[one.public_id])
        yield Owned(f"indicator:{one.public_id}", one.provider_post_id or 0, one.title, address, one.next_value_on)


@operation
def hand_over_indicators(*, by: User, things: Sequence[str], to: Post) -> int:
    """To another post of the institution that provides their values; gives how many."""
    require(can_hand_over(by, to.institution))
    return Indicator.objects.filter(public_id__in=_ids(things), provider=to.institution_id).update(provider_post=to)


def _ids(things: Sequence[str]) -> list[str]:
    """Public ids of "kind:id"."""
    return [thing.partition(":")[2] for thing in things]
