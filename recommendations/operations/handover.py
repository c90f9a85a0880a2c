"""Assignments as what a post owns (ministries/handover.py)."""

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from ministries.handover import Owned
from ministries.models import Post
from ministries.permissions import can_hand_over
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.operations import operation
from recommendations.models import Assignment


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
    wanted = [thing.partition(":")[2] for thing in things]
    return Assignment.objects.filter(public_id__in=wanted, institution=to.institution_id).update(post=to)
