"""What a digest says, as text and with layout, in the language active when asked."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, ngettext, override
from django.utils.translation import gettext as _

from nmirf.accounts.models import User
from nmirf.notifications.due import DueItem
from nmirf.notifications.models import Message
from nmirf.notifications.rules import HEADS, SECRETARIAT, Step
from nmirf.notifications.unsubscribing import address_for


@dataclass(frozen=True, slots=True)
class Fact:
    """That a step of a rule has come for a person."""

    item: DueItem
    step: Step
    level: int  # of the person in the item's chain

    @property
    def is_above(self) -> bool:
        """Told of what others have not answered."""
        return self.level in (HEADS, SECRETARIAT)

    @property
    def address(self) -> str:
        return f"{settings.NMIRF_URL}{self.item.address}"


def write_digest(user: User, facts: list[Fact], today: date, waiting: int, *, is_plain: bool) -> Message:
    """The mail, not yet saved. `waiting`: how many things the person was told of before and has still to answer."""
    own, above = [f for f in facts if not f.is_above], [f for f in facts if f.is_above]
    context = {
        "user": user,
        "own": own,
        "above": above,
        "waiting": waiting,
        "today": today,
        "mechanism_name": settings.NMIRF_NAME,
        "site": settings.NMIRF_URL,
        "inbox": settings.NMIRF_URL + reverse("inbox"),
        "preferences": settings.NMIRF_URL + reverse("preferences"),
        "weekly": address_for(user, Message.Kind.REMINDER),
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
    }
    return Message(
        kind=Message.Kind.REMINDER,
        user=user,
        address=user.email,
        subject=_subject(len(own), len(above)),
        text=render_to_string("email/digest.txt", context),
        html="" if is_plain else render_to_string("email/digest.html", context),
        reason=_reason(facts),
    )


def _subject(own: int, above: int) -> str:
    if own:
        return ngettext("%(count)d thing waits for you", "%(count)d things wait for you", own) % {"count": own}
    return ngettext("%(count)d thing is late and was not answered", "%(count)d things are late and were not answered", above) % {"count": above}


def _reason(facts: list[Fact]) -> str:
    """For those who run the mechanism, in the deployment's language."""
    with override(settings.LANGUAGE_CODE):
        steps = sorted({f.step for f in facts}, key=lambda step: (step.days, step.code))
        return ", ".join(words_of(step.code) for step in steps)[:300]


def words_of(code: str) -> str:
    """A step's code in words."""
    name, _sign, days = code.partition("_")
    match name:
        case "lead" if days == "0":
            return _("due today")
        case "lead" if days.isdigit():
            return ngettext("due within %(days)d day", "due within %(days)d days", int(days)) % {"days": int(days)}
        case "late" if days.isdigit():
            return ngettext("%(days)d day late", "%(days)d days late", int(days)) % {"days": int(days)}
        case "deputies":
            return _("told the deputies")
        case "heads":
            return _("told the head of the unit")
        case "secretariat":
            return _("told the secretariat")
    return code
