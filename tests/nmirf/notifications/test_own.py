"""How a person is reminded: rhythm, what is put off, fewer mails, a calendar of one's own."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from nmirf.common.errors import Refused
from nmirf.notifications import unsubscribing
from nmirf.notifications.models import Feed, Message, Preference, Snooze
from nmirf.notifications.operations import own, queue_message
from nmirf.notifications.queries import inbox_of, items_of, waiting_count
from nmirf.notifications.reminders import plan_reminders
from tests.factories import AssignmentFactory, UserFactory
from tests.nmirf.notifications.conftest import thing

pytestmark = pytest.mark.django_db
ALL = {"rhythm": "weekly", "weekday": 3, "is_plain": True, "wants_reviews": False, "wants_comments": True}


def today():
    return timezone.localdate()


def put_off(user, item, days=9, reason="On leave"):
    return own.snooze(by=user, item=item, until=today() + timedelta(days=days), reason=reason)


@pytest.fixture
def _every_day_is_a_working_day(settings):
    settings.WEEKEND = []


def plan():
    return plan_reminders(by=UserFactory(), at=timezone.now())


def test_preferences_are_kept_and_changed():
    user = UserFactory()
    own.change_preferences(by=user, **ALL)
    own.change_preferences(by=user, **ALL | {"weekday": 5})
    assert Preference.objects.values("user", *ALL).get() == {"user": user.pk, **ALL, "weekday": 5}


@pytest.mark.parametrize(
    ("kind", "field", "value"), [("reminder", "rhythm", "weekly"), ("review", "wants_reviews", False), ("comment", "wants_comments", False)]
)
def test_fewer_mails_of_a_kind_and_only_of_it(kind, field, value):
    user = UserFactory()
    before = Preference(user=user)
    wish = own.unsubscribe(by=user, kind=kind)
    changed = {name for name in ALL if getattr(wish, name) != getattr(before, name)}
    assert (changed, getattr(wish, field)) == ({field}, value)


def test_mails_that_a_person_switched_off_are_written_down_and_kept_but_never_links_to_an_account(people):
    own.change_preferences(by=people.health, **ALL)
    write = lambda kind: queue_message(by=people.admin, kind=kind, user=people.health, subject="a", text="b", reason="c").state  # noqa: E731
    assert [write(kind) for kind in ("review", "comment", "reminder", "account")] == ["held", "queued", "queued", "queued"]


@pytest.mark.parametrize("days", [0, -1, 91])
def test_nothing_is_put_off_to_yesterday_or_for_ever(days):
    user = UserFactory()
    with pytest.raises(Refused, match="from tomorrow to 90 days ahead"):
        put_off(user, thing(user, today()), days)
    assert not Snooze.objects.exists()


def test_put_off_twice_is_the_latter():
    user = UserFactory()
    put_off(user, thing(user, today()), 5)
    put_off(user, thing(user, today()), 9, "Ill")
    assert Snooze.objects.values_list("until", "reason").get() == (today() + timedelta(days=9), "Ill")


def test_the_database_insists_on_a_reason_and_on_days_of_the_week():
    user = UserFactory()
    with pytest.raises(IntegrityError, match="snooze_has_a_reason"), transaction.atomic():
        Snooze.objects.create(user=user, thing="a", title="A", address="/", until=today(), reason="")
    with pytest.raises(IntegrityError, match="preference_weekday_known"), transaction.atomic():
        Preference.objects.create(user=user, weekday=8)


@pytest.mark.usefixtures("_every_day_is_a_working_day")
def test_the_inbox_has_what_the_digests_had_until_it_is_answered(open_things):
    user = UserFactory()
    told, not_yet = thing(user, today(), "told"), thing(user, today() + timedelta(days=60), "later")
    headed = thing(UserFactory(), today() - timedelta(days=20), "headed", heads=[user])
    open_things += [told, not_yet, headed, thing(UserFactory(), today(), "others")]
    plan()
    assert (inbox_of(user).own, inbox_of(user).above, waiting_count(user)) == ([told], [headed], 2)
    assert [item.thing for item, _level in items_of(user)] == ["test:headed", "test:told", "test:later"]
    snooze = put_off(user, told)
    assert (inbox_of(user).own, inbox_of(user).later, waiting_count(user)) == ([], [snooze], 1)
    own.end_snooze(by=user, snooze=snooze)
    open_things.remove(told)
    assert inbox_of(user).own == []


@pytest.mark.usefixtures("_every_day_is_a_working_day")
def test_the_page_of_the_inbox(open_things, sign_in, people):
    client, page = sign_in(people.health), reverse("inbox")
    assert "Nothing waits for you" in client.get(page).content.decode()
    open_things.append(thing(people.health, today()))
    plan()
    shown = client.get(page).content.decode()
    assert "Inbox (1)" in shown
    assert 'href="/things/a/"' in shown
    form = {"until": (today() + timedelta(days=5)).isoformat(), "reason": "The law is in parliament"}
    assert client.post(reverse("snooze", args=["test:a"]), form | {"reason": ""}).status_code == 200
    assert "from tomorrow" in client.post(reverse("snooze", args=["test:a"]), form | {"until": today().isoformat()}, follow=True).content.decode()
    assert client.post(reverse("snooze", args=["test:a"]), form).status_code == 302
    assert "The law is in parliament" in client.get(page).content.decode()
    assert "The law is in parliament" in sign_in(people.secretariat).get(reverse("snoozes")).content.decode()
    assert client.post(reverse("snooze", args=["test:other"]), form).status_code == 404


def test_a_mail_leads_to_the_thing_after_signing_in(people, client):
    given = AssignmentFactory(institution=people.ministry_of_health)
    address = reverse("recommendation", args=[given.recommendation.public_id])
    gate = client.get(address)
    people.health.set_password("a-password-of-hers")
    people.health.save()
    answer = client.post(gate.url, {"login": people.health.email, "password": "a-password-of-hers"})
    assert (answer.status_code, answer.url) == (302, address)


def test_preferences_by_the_page(people, sign_in):
    client, page = sign_in(people.health), reverse("preferences")
    assert client.post(page, {"rhythm": "hourly", "weekday": "1"}).context["form"].errors.keys() == {"rhythm"}
    client.post(page, {"rhythm": "weekly", "weekday": "4", "wants_comments": "on"})
    assert Preference.objects.values_list("rhythm", "weekday", "wants_reviews", "wants_comments").get() == ("weekly", 4, False, True)


def test_a_calendar_says_nothing_confidential_and_its_address_can_be_revoked(people, sign_in, client, open_things):
    day = today() + timedelta(days=3)
    item = thing(people.health, day)
    open_things += [item, thing(people.justice, day, "b")]
    hers = sign_in(people.health)
    hers.post(reverse("feed_make"))
    shown = hers.get(reverse("preferences"))
    address = shown.context["calendar"]
    assert address in shown.content.decode()
    assert "calendar" not in hers.get(reverse("preferences")).context  # once
    assert address.rsplit("/", 1)[1].removesuffix(".ics") not in str(Feed.objects.values().get())

    answer = client.get(address)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/calendar; charset=utf-8", "private, no-store")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event.decoded("dtstart"), str(event["summary"])) == (day, "A thing")
    assert item.title not in answer.content.decode()

    hers.post(reverse("feed_make"))
    assert client.get(address).status_code == 404  # the new one stands for it
    hers.post(reverse("feed_make"))
    again = hers.get(reverse("preferences")).context["calendar"]
    assert client.get(again).status_code == 200
    people.health.is_active = False
    people.health.save()
    assert client.get(again).status_code == 404
    people.health.is_active = True
    people.health.save()
    sign_in(people.health).post(reverse("feed_revoke"))
    assert client.get(again).status_code == 404


def test_the_address_in_a_mail_makes_mails_fewer_with_one_click(people, client):
    address = unsubscribing.address_for(people.health, "reminder").removeprefix("http://127.0.0.1:8000")
    path = "/" + address.split("://")[-1].split("/", 1)[-1].lstrip("/")
    assert "Once a week, please" in client.get(path).content.decode()
    assert not Preference.objects.exists()  # a look changes nothing: programs look at every address of a mail
    answer = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert "come once a week" in answer.content.decode()
    assert Preference.objects.get(user=people.health).rhythm == "weekly"
    assert client.post(path[:-6] + "xxxxx/").status_code == 404


def test_mails_carry_the_one_click_address(sink, write):
    from nmirf.notifications.delivery import drain

    write(UserFactory(), kind=Message.Kind.REMINDER, html="<p>Please</p>")
    write(UserFactory(), kind=Message.Kind.ACCOUNT)
    drain()
    reminder, account = (content for _to, content in sink.mails)
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in reminder
    assert "Content-Type: multipart/alternative" in reminder
    assert "List-Unsubscribe" not in account
