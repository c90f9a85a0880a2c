"""Who is reminded of what, and when reminding stops."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from nmirf.accounts.models import User
from nmirf.common.operations import operation
from nmirf.notifications import due
from nmirf.notifications.models import Message, Reminder
from nmirf.notifications.operations import queue_message


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    days: int  # from the due day; before it, negative
    words: Promise


RULES = [
    Rule("due_in_14", -14, _("due within two weeks")),  # time to plan and to ask colleagues
    Rule("due_in_3", -3, _("due within three days")),  # time to write
    Rule("due_today", 0, _("due today")),
    Rule("overdue_7", 7, _("a week late")),  # forgotten, not refused
    Rule("overdue_30", 30, _("a month late")),
    Rule("overdue_60", 60, _("two months late")),
    Rule("overdue_90", 90, _("three months late")),  # the last: beyond it people talk, mails are no longer read
]
# A rule whose day went by while nothing ran is caught up; a thing this long past the last rule is left in peace.
CAUGHT_UP = timedelta(days=30)
LOCK = 0x4E4D4952  # of this work among PostgreSQL's advisory locks


@operation
def plan_reminders(*, by: User, at: datetime) -> list[Message]:
    """Write one digest for each person with things that a rule newly meets on the day of `at`; each fact at most once."""
    with connection.cursor() as cursor:  # the second of two planners waits here, then finds all of it done
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    today = timezone.localtime(at).date()
    return [_remind(by, user, found, today) for user, found in _new(today).items()]


Found = list[tuple[Rule, due.DueItem]]


def rule_for(due_on: date, today: date) -> Rule | None:
    """The most advanced rule whose day has come: what was missed before it is not made up for."""
    reached = [rule for rule in RULES if due_on + timedelta(days=rule.days) <= today]
    return reached[-1] if reached else None


def _new(today: date) -> dict[User, Found]:
    """What each person was not yet reminded of by the rule that applies today, earliest due first."""
    first = today - timedelta(days=RULES[-1].days) - CAUGHT_UP
    last = today - timedelta(days=RULES[0].days)
    known = set(Reminder.objects.filter(due_on__range=(first, last)).values_list("rule", "thing", "user_id", "due_on"))
    found: dict[User, Found] = defaultdict(list)
    for language, _name in settings.LANGUAGES:
        with override(language):
            for item in due.open_items(first, last):
                rule = rule_for(item.due_on, today)
                mine = item.user.is_active and language_of(item.user) == language
                if rule and mine and (fact := (rule.code, item.thing, item.user.pk, item.due_on)) not in known:
                    known.add(fact)  # a person with two posts in one institution is given the thing twice
                    found[item.user].append((rule, item))
    return {user: sorted(facts, key=lambda fact: (fact[1].due_on, fact[1].thing)) for user, facts in found.items()}


def language_of(user: User) -> str:
    return user.language if user.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _remind(by: User, user: User, found: Found, today: date) -> Message:
    with override(language_of(user)):
        count = len(found)
        subject = ngettext("%(count)d thing waits for you", "%(count)d things wait for you", count) % {"count": count}
        rows = [(item, f"{settings.NMIRF_URL}{item.address}") for _rule, item in found]
        context = {"user": user, "rows": rows, "today": today, "mechanism_name": settings.NMIRF_NAME, "site": settings.NMIRF_URL}
        text = render_to_string("email/digest.txt", context)
    with override(settings.LANGUAGE_CODE):  # the reason is read by those who run the mechanism
        reached = {rule for rule, _item in found}
        reason = ", ".join(str(rule.words) for rule in RULES if rule in reached)
    message = queue_message(by=by, kind=Message.Kind.REMINDER, user=user, subject=subject, text=text, reason=reason)
    facts = [Reminder(rule=rule.code, thing=item.thing, user=user, due_on=item.due_on, message=message) for rule, item in found]
    Reminder.objects.bulk_create(facts, ignore_conflicts=True)
    return message
