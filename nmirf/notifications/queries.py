from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from nmirf.accounts.models import User
from nmirf.notifications import due, rules
from nmirf.notifications.due import DueItem
from nmirf.notifications.models import Message, Reminder, Snooze
from nmirf.notifications.rules import POST
from nmirf.notifications.working_days import WorkingDays

AHEAD = timedelta(days=400)  # of a calendar


def outbox(*, state: str = "", kind: str = "", person: str = "") -> QuerySet[Message]:
    """Mails, newest first, without their text."""
    mails = Message.objects.select_related("user").defer("text", "html").order_by("-created_at", "-pk")
    if state:
        mails = mails.filter(state=state)
    if kind:
        mails = mails.filter(kind=kind)
    if person:
        mails = mails.filter(Q(address__icontains=person) | Q(user__name__icontains=person))
    return mails


def waiting_count(user: User) -> int:
    """Things the person was told of that are still open, as the last look at them says: for every page's top bar."""
    waiting = Reminder.objects.filter(user=user, closed_at=None)
    snoozed = Snooze.objects.filter(user=user, until__gt=timezone.localdate()).values("thing")
    return waiting.exclude(thing__in=snoozed).values("thing").distinct().count()


def items_of(user: User) -> list[tuple[DueItem, int]]:
    """Open things in whose chain the person is today, with their level, by due day; as far ahead as the rules look."""
    today, timings = timezone.localdate(), rules.timings()
    staff = tuple(User.objects.secretariat())
    clock = rules.Clock(today, WorkingDays(()))
    found = []
    for name, kind in due.kinds().items():
        first, _last = clock.window(timings[name])
        for item in kind.source(due.Span(first, today + AHEAD, today, user)):
            found += [(item, level) for person, level in rules.told(item, staff) if person.pk == user.pk and (level == POST or item.due_on < today)]
    return sorted(found, key=lambda pair: (pair[0].due_on, pair[0].thing))


@dataclass(frozen=True, slots=True)
class Inbox:
    """`own` and `above`: what the person was told of and is still open; `later`: what they put off."""

    own: list[DueItem]
    above: list[DueItem]
    later: list[Snooze]

    @property
    def is_empty(self) -> bool:
        return not (self.own or self.above or self.later)


def inbox_of(user: User) -> Inbox:
    """The same things as the digests, without what was answered since."""
    told = set(Reminder.objects.filter(user=user).values_list("thing", "due_on"))
    later = list(Snooze.objects.filter(user=user, until__gt=timezone.localdate()).order_by("until", "pk"))
    off = {snooze.thing for snooze in later}
    items = [(item, level) for item, level in items_of(user) if (item.thing, item.due_on) in told and item.thing not in off]
    above = (rules.HEADS, rules.SECRETARIAT)
    return Inbox([i for i, level in items if level not in above], [i for i, level in items if level in above], later)
