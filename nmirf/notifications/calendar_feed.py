"""A person's due things as an iCalendar file."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from nmirf.accounts.models import User
from nmirf.notifications import due
from nmirf.notifications.queries import items_of


def calendar_of(user: User, now: datetime) -> bytes:
    """All-day events, each with the address of its page; a thing's own words only where its source says they may leave the house."""
    calendar = Calendar()
    calendar.add("prodid", "-//NMIRF//due things//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", settings.NMIRF_NAME)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    kinds = due.kinds()
    for item, _level in items_of(user):
        event = Event()
        event.add("uid", f"{sha256(f'{item.thing}|{user.public_id}'.encode()).hexdigest()[:32]}@nmirf")
        event.add("dtstamp", now)
        event.add("dtstart", item.due_on)
        event.add("dtend", item.due_on + timedelta(days=1))
        event.add("summary", item.title if item.is_public else str(kinds[item.kind].words))
        event.add("url", settings.NMIRF_URL + item.address)
        event.add("description", _("Sign in to read more: %(address)s") % {"address": settings.NMIRF_URL + item.address})
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical()
