from collections.abc import Sequence

from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.models import SavedFilter
from recommendations.permissions import can_change_saved_filter, can_save_filter


class FilterNameTaken(Refused):
    """Another filter of the same person has this name."""


class NothingToSave(Refused):
    """Neither a filter nor a column is chosen."""


@operation
def save_filter(*, by: User, name: str, query: str, columns: Sequence[str] = ()) -> SavedFilter:
    """`query` as in the address of the register, `columns` by name."""
    require(can_save_filter(by))
    if not query and not columns:
        raise NothingToSave(_("No filter is in force. Choose filters in the register first, then save them."))
    _refuse_taken(by, name)
    return SavedFilter.objects.create(owner=by, name=name, query=query, columns=list(columns))


@operation
def rename_filter(*, by: User, saved: SavedFilter, name: str) -> SavedFilter:
    require(can_change_saved_filter(by, saved))
    _refuse_taken(by, name, but=saved)
    saved.name = name
    saved.save(update_fields=["name"])
    return saved


@operation
def delete_filter(*, by: User, saved: SavedFilter) -> None:
    require(can_change_saved_filter(by, saved))
    saved.delete()


def _refuse_taken(owner: User, name: str, but: SavedFilter | None = None) -> None:
    User.objects.select_for_update().get(pk=owner.pk)  # one name at a time
    others = SavedFilter.objects.filter(owner=owner, name__iexact=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise FilterNameTaken(_("You already have a saved filter named “%(name)s”. Choose another name.") % {"name": name})
