from typing import Any

from django.utils.text import slugify

from ministries.models import Institution
from ministries.permissions import can_manage_institutions
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.operations import operation


@operation
def add_institution(
    *, by: User, name: str, short_name: str, kind: str, mandate: str = "", slug: str = "", territory: str = "", needs_clearance: bool = False
) -> Institution:
    """A new institution; its address is made of its short name unless `slug` is given."""
    require(can_manage_institutions(by))
    slug = slug or _free_slug(short_name or name, kind)
    given: dict[str, Any] = {"name": name, "short_name": short_name, "kind": kind, "mandate": mandate}
    return Institution.objects.create(slug=slug, territory=territory, needs_clearance=needs_clearance, **given)


@operation
def change_institution(
    *,
    by: User,
    institution: Institution,
    name: str,
    short_name: str,
    kind: str,
    mandate: str,
    is_active: bool,
    territory: str | None = None,
    needs_clearance: bool | None = None,
) -> Institution:
    """Its address stays as it was, so that links keep working. What is None stays too."""
    require(can_manage_institutions(by))
    locked = Institution.objects.select_for_update().get(pk=institution.pk)
    values: dict[str, Any] = {"name": name, "short_name": short_name, "kind": kind, "mandate": mandate, "is_active": is_active}
    values |= {"territory": territory} if territory is not None else {}
    values |= {"needs_clearance": needs_clearance} if needs_clearance is not None else {}
    for field, value in values.items():
        setattr(locked, field, value)
    locked.save(update_fields=list(values))
    return locked


def _free_slug(name: str, kind: str) -> str:
    """An address nobody has; names without Latin letters are known by their kind."""
    base = slugify(name)[:70] or slugify(kind)
    taken = set(Institution.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | {"new"}
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug
