"""What one post owned, given to another of the same institution."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ministries.handover import give, owned
from ministries.models import Post
from ministries.permissions import can_hand_over
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation


class NothingOwned(Refused):
    """None of what was chosen belongs to the post any more."""


class OtherInstitution(Refused):
    """A post takes from posts of its own institution only."""


@operation
def hand_over(*, by: User, post: Post, things: Sequence[str], to: Post) -> int:
    """Gives how many things went over. What is no longer the post's own is left where it is; who did what stays in their name."""
    require(can_hand_over(by, post.institution))
    if to.institution_id != post.institution_id or to.pk == post.pk:
        raise OtherInstitution(_("Choose another post of %(institution)s.") % {"institution": post.institution})
    list(Post.objects.select_for_update().filter(pk__in=[post.pk, to.pk]).order_by("pk"))
    own = {one.thing for one in owned([post])}
    chosen = [thing for thing in dict.fromkeys(things) if thing in own]
    if not chosen:
        raise NothingOwned(_("Nothing was chosen that the post still owns. Mark what the other post should take."))
    give(by, chosen, to)
    return len(chosen)
