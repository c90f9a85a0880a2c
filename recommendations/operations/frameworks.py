from datetime import date

from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.models import Framework
from recommendations.permissions import can_manage_plans


class TitleTaken(Refused):
    """Another plan has this title."""


class EndsBeforeItStarts(Refused):
    """The last day lies before the first."""


@operation
def add_framework(*, by: User, title: str, kind: str, starts_on: date, ends_on: date, description: str = "", is_active: bool = True) -> Framework:
    require(can_manage_plans(by))
    return _saved(Framework(kind=kind, description=description, is_active=is_active), title, starts_on, ends_on)


@operation
def change_framework(
    *, by: User, framework: Framework, title: str, kind: str, starts_on: date, ends_on: date, description: str, is_active: bool
) -> Framework:
    """One out of use keeps its actions; none can be put into it any more."""
    require(can_manage_plans(by))
    framework = Framework.objects.select_for_update().get(pk=framework.pk)
    framework.kind, framework.description, framework.is_active = kind, description, is_active
    return _saved(framework, title, starts_on, ends_on)


def _saved(framework: Framework, title: str, starts_on: date, ends_on: date) -> Framework:
    if ends_on < starts_on:
        raise EndsBeforeItStarts(_("The plan would end before it starts. Give a later last day."))
    if Framework.objects.filter(title__iexact=title).exclude(pk=framework.pk).exists():
        raise TitleTaken(_("There is already a plan named “%(title)s”. Choose another title, or change that one.") % {"title": title})
    framework.title, framework.starts_on, framework.ends_on = title, starts_on, ends_on
    framework.save()
    return framework
