"""How a person wants to be reminded: rhythm, what to put off, a calendar of one's own."""

import hashlib
import secrets
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from nmirf.notifications.due import DueItem
from nmirf.notifications.models import Feed, Message, Preference, Snooze

LONGEST = timedelta(days=90)  # what is put off for longer needs another due date


class WrongDay(Refused):
    """Put off until today or before, or for too long."""


@operation
def change_preferences(*, by: User, rhythm: str, weekday: int, is_plain: bool, wants_reviews: bool, wants_comments: bool) -> Preference:
    values = {"rhythm": rhythm, "weekday": weekday, "is_plain": is_plain, "wants_reviews": wants_reviews, "wants_comments": wants_comments}
    return Preference.objects.update_or_create(user=by, defaults=values)[0]


@operation
def unsubscribe(*, by: User, kind: str) -> Preference:
    """Fewer mails of a kind: reminders of own duties come once a week, others no more."""
    wish, _made = Preference.objects.get_or_create(user=by)
    match kind:
        case Message.Kind.REMINDER:
            wish.rhythm = Preference.Rhythm.WEEKLY
        case Message.Kind.REVIEW:
            wish.wants_reviews = False
        case Message.Kind.COMMENT:
            wish.wants_comments = False
    wish.save()
    return wish


@operation
def snooze(*, by: User, item: DueItem, until: date, reason: str) -> Snooze:
    """No reminder of the thing to this person before `until`. Others in the chain are told as the rules say."""
    today = timezone.localdate()
    if not today < until <= today + LONGEST:
        raise WrongDay(_("Choose a day from tomorrow to %(days)d days ahead.") % {"days": LONGEST.days})
    require(bool(reason.strip()))
    values = {"until": until, "reason": reason.strip(), "title": item.title[:300], "address": item.address[:300]}
    return Snooze.objects.update_or_create(user=by, thing=item.thing, defaults=values)[0]


@operation
def end_snooze(*, by: User, snooze: Snooze) -> None:
    require(snooze.user_id == by.pk)
    snooze.delete()


@operation
def make_feed(*, by: User) -> str:
    """The secret of a new calendar address; one made before stops working. Returned once: only its hash is kept."""
    secret = secrets.token_urlsafe(32)
    Feed.objects.update_or_create(user=by, defaults={"secret_hash": hash_of(secret), "made_at": timezone.now()})
    return secret


@operation
def revoke_feed(*, by: User) -> None:
    Feed.objects.filter(user=by).delete()


def hash_of(secret: str) -> str:
    """Fast on purpose: the secret is long and random, nobody guesses it."""
    return hashlib.sha256(secret.encode()).hexdigest()
