"""The frame of every page: the menu by job, shorter for each role, and the few words all pages show."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from ministries.permissions import is_focal_point
from nmirf.accounts.permissions import is_administrator, is_secretariat, is_staff
from nmirf.notifications.queries import waiting_count


@dataclass(frozen=True, slots=True)
class Item:
    title: str
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    items: list[Item]


def frame(request: HttpRequest) -> dict[str, Any]:
    languages = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
    common = {"mechanism_name": settings.NMIRF_NAME, "state_name": settings.NMIRF_STATE_NAME, "languages": languages}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return common | {"menu": []}
    return common | {"menu": menu(request, user), "waiting_count": waiting_count(user)}


def menu(request: HttpRequest, user: Any) -> list[Group]:
    def group(title: str, *entries: tuple[str, str, bool]) -> Group:
        items = []
        for name, words, shown in entries:
            if shown:
                address = reverse(name)
                items.append(Item(words, address, request.path == address or (address != "/" and request.path.startswith(address))))
        return Group(title, items)

    admin, staff, state_side = is_administrator(user), is_staff(user), is_staff(user) or is_focal_point(user)
    groups = [
        group(_("Start"), ("home", _("Dashboard"), True)),
        group(
            _("Register"),
            ("recommendations", _("Recommendations"), True),
            ("clusters", _("Clusters"), True),
            ("overlaps", _("Overlaps"), is_secretariat(user)),
            ("suggestions", _("Suggestions"), is_secretariat(user)),
            ("imports", _("Imports"), admin),
        ),
        group(
            _("Implementation"),
            ("assignments", _("Assignments"), True),
            ("plans", _("Plans"), True),
            ("needs", _("What needs a law"), True),
            ("indicators", _("Indicators"), True),
            ("rounds", _("Update rounds"), state_side),
            ("updates", _("Updates"), state_side),
        ),
        group(_("Engagement"), ("obligations", _("Obligations"), state_side), ("reports", _("Reports"), is_secretariat(user))),
        group(_("Consultation"), ("consultations", _("Consultations"), True), ("contributions", _("Comments"), True)),
        group(_("Insight"), ("insight", _("Figures"), True)),
        group(
            _("Administration"),
            ("institutions", _("Institutions"), True),
            ("people", _("People"), admin),
            ("taxonomy", _("Taxonomy"), staff),
            ("reminder_rules", _("Reminders"), staff),
            ("outbox", _("Outbox"), staff),
            ("history", _("History"), staff),
        ),
    ]
    return [g for g in groups if g.items]
