import json
import threading
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nmirf.accounts.models import Role, User
from nmirf.notifications.models import Bounce, Holiday, Message, Preference, Reminder, ReminderRule, Snooze
from nmirf.notifications.reminders import close_answered, plan_reminders
from tests.factories import UserFactory
from tests.nmirf.notifications.conftest import thing

pytestmark = pytest.mark.django_db
DAY = date(2027, 3, 1)  # a Monday


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


def plan(day: date) -> list[Message]:
    return plan_reminders(by=User.objects.system(), at=at(day))


def days_of_mail(user: User) -> list[int]:
    """The days, from DAY, on which the person got a digest in the year around it."""
    for n in range(-100, 200):
        plan(DAY + timedelta(days=n))
    return [(on - DAY).days for on in Reminder.objects.filter(user=user).order_by("on").values_list("on", flat=True)]


def test_one_thing_over_its_life(open_things):
    holder, deputy, head, secretary = UserFactory(), UserFactory(), UserFactory(), UserFactory(role=Role.SECRETARIAT)
    open_things.append(thing(holder, DAY, deputies=[deputy], heads=[head]))
    late = [7, 14, 21, 28, 35, 42, 49, 56, 63, 70, 77, 84, 91]
    assert days_of_mail(holder) == [-14, -3, 0, *late]
    assert days_of_mail(deputy) == [3, *late]
    assert days_of_mail(head) == [14]
    assert days_of_mail(secretary) == [30]


def test_a_rule_that_an_administrator_changed(open_things):
    user = UserFactory()
    open_things.append(thing(user, DAY))
    ReminderRule.objects.create(kind="test", leads=[5], late_every=14, late_until=30)
    assert days_of_mail(user) == [-5, 14, 28]


def test_a_rule_that_is_off_reminds_nobody(open_things):
    open_things.append(thing(UserFactory(), DAY))
    ReminderRule.objects.create(kind="test", leads=[5], late_every=14, late_until=30, is_active=False)
    assert plan(DAY) == []


def test_a_post_that_nobody_holds_is_its_deputys_at_once_and_without_anybody_the_secretariats(open_things):
    deputy, secretary = UserFactory(), UserFactory(role=Role.SECRETARIAT)
    open_things += [thing(None, DAY, "a", deputies=[deputy]), thing(None, DAY, "b")]
    assert {m.user: m.text.count("Thing") for m in plan(DAY - timedelta(days=14))} == {deputy: 1, secretary: 1}


def test_who_stands_in_a_chain_twice_is_told_as_the_nearer(open_things):
    user = UserFactory()
    open_things.append(thing(user, DAY, deputies=[user], heads=[user]))
    for n in range(20):
        plan(DAY + timedelta(days=n))
    assert list(Reminder.objects.order_by("on").values_list("rule", flat=True)) == ["lead_0", "late_7", "late_14"]


def test_what_falls_on_a_weekend_comes_on_friday_and_late_on_monday(open_things):
    user = UserFactory()
    open_things.append(thing(user, DAY + timedelta(days=5)))  # a Saturday: in 3 days on Wednesday, due on Friday, 7 late the Monday after
    assert days_of_mail(user)[:4] == [-10, 2, 4, 14]


def test_no_reminder_on_a_national_holiday(open_things):
    user = UserFactory()
    Holiday.objects.create(on=DAY, name="National Day")
    open_things.append(thing(user, DAY))
    assert plan(DAY) == []
    assert days_of_mail(user)[:3] == [-14, -3, 7]  # the day itself and three days before both move to Friday: once


def test_weekend_days_are_a_setting(open_things, settings):
    settings.WEEKEND = [5, 6]
    open_things.append(thing(UserFactory(), DAY - timedelta(days=1)))
    assert len(plan(DAY - timedelta(days=1))) == 1  # Sunday
    assert plan(DAY - timedelta(days=3)) == []  # Friday


def test_planning_twice_writes_nothing_new(open_things):
    open_things.append(thing(UserFactory(), DAY))
    assert len(plan(DAY)) == 1
    assert plan(DAY) == []
    assert (Message.objects.count(), Reminder.objects.count()) == (1, 1)


def test_one_digest_a_day(open_things):
    user = UserFactory()
    open_things.append(thing(user, DAY))
    assert len(plan(DAY)) == 1
    open_things.append(thing(user, DAY, "b"))
    assert plan(DAY) == []
    [message] = plan(DAY + timedelta(days=1))
    assert "Thing b" in message.text
    assert "1 thing that you were told of before waits too" in message.text


def test_a_digest_has_all_of_a_persons_things(open_things, settings):
    settings.NMIRF_URL = "https://nmirf.example"
    one, two = UserFactory(name="<b>One</b>"), UserFactory()
    open_things += [thing(one, DAY, "b"), thing(one, DAY - timedelta(days=8), "a"), thing(two, DAY, "c"), thing(one, DAY + timedelta(days=40), "z")]
    messages = {message.user: message for message in plan(DAY)}
    assert set(messages) == {one, two}
    for text in (messages[one].text, messages[one].html):
        assert text.index("Thing a") < text.index("Thing b")
        assert "8 days late" in text
        assert "https://nmirf.example/things/b/" in text
        assert "https://nmirf.example/unsubscribe/reminder." in text
        assert "Thing c" not in text
        assert "Thing z" not in text
    assert "&lt;b&gt;One" in messages[one].html
    assert messages[one].subject == "2 things wait for you"
    assert messages[one].reason == "due today, 7 days late"
    assert messages[two].subject == "1 thing waits for you"


def test_who_is_above_reads_that_others_were_reminded(open_things):
    head = UserFactory()
    open_things.append(thing(UserFactory(), DAY - timedelta(days=15), heads=[head]))
    message = next(m for m in plan(DAY) if m.user == head)
    assert message.subject == "1 thing is late and was not answered"
    assert "those who answer for it were reminded" in message.text


def test_nothing_after_the_answer(open_things):
    open_things.append(thing(UserFactory(), DAY))
    assert len(plan(DAY - timedelta(days=3))) == 1
    open_things.clear()
    assert plan(DAY) == []
    assert Reminder.objects.get().closed_at == at(DAY)


def test_what_is_answered_leaves_the_count_between_plannings(open_things):
    open_things += [thing(UserFactory(), DAY, "a"), thing(UserFactory(), DAY, "b")]
    plan(DAY)
    assert close_answered(by=User.objects.system(), at=at(DAY)) == 0
    del open_things[0]
    assert close_answered(by=User.objects.system(), at=at(DAY)) == 1
    assert list(Reminder.objects.filter(closed_at=None).values_list("thing", flat=True)) == ["test:b"]


def test_what_is_sent_back_counts_again(open_things):
    item = thing(UserFactory(), DAY)
    open_things.append(item)
    plan(DAY)
    open_things.clear()
    close_answered(by=User.objects.system(), at=at(DAY))
    open_things.append(item)
    assert close_answered(by=User.objects.system(), at=at(DAY)) == 0
    assert Reminder.objects.get().closed_at is None


def test_a_missed_day_is_caught_up_with_the_latest_step_only(open_things):
    open_things.append(thing(UserFactory(), DAY))
    assert len(plan(DAY - timedelta(days=14))) == 1
    assert len(plan(DAY + timedelta(days=2))) == 1  # nothing ran on the days of "in 3" and "today"
    assert list(Reminder.objects.order_by("pk").values_list("rule", flat=True)) == ["lead_14", "lead_0"]


def test_a_new_due_date_begins_again(open_things):
    user = UserFactory()
    open_things.append(thing(user, DAY))
    plan(DAY)
    open_things[:] = [thing(user, DAY + timedelta(days=10))]
    [message] = plan(DAY + timedelta(days=1))
    assert "in 9 days" in message.text


def test_a_thing_long_past_its_last_step_is_left_in_peace(open_things):
    open_things.append(thing(UserFactory(), DAY - timedelta(days=122)))
    assert plan(DAY) == []


def test_who_may_not_sign_in_is_not_reminded(open_things):
    open_things.append(thing(UserFactory(is_active=False), DAY))
    assert plan(DAY) == []


def test_once_a_week_on_the_persons_day(open_things):
    user = UserFactory()
    Preference.objects.create(user=user, rhythm="weekly", weekday=3)
    open_things.append(thing(user, DAY))
    assert days_of_mail(user)[:3] == [-12, 2, 9]  # Wednesdays


def test_a_weekly_day_without_work_moves_on_and_a_missed_one_is_made_up_for(open_things):
    user = UserFactory()
    Preference.objects.create(user=user, rhythm="weekly", weekday=1)
    Holiday.objects.create(on=DAY, name="National Day")
    open_things.append(thing(user, DAY - timedelta(days=20)))
    assert len(plan(DAY + timedelta(days=1))) == 1  # Tuesday instead of Monday
    open_things.append(thing(user, DAY, "b"))
    assert plan(DAY + timedelta(days=2)) == []
    assert len(plan(DAY + timedelta(days=9))) == 1  # nothing ran on the second Monday and Tuesday


def test_what_somebody_put_off_is_not_theirs_until_then_but_others(open_things):
    user, other = UserFactory(), UserFactory()
    Snooze.objects.create(user=user, thing="test:a", title="Thing a", address="/", until=DAY + timedelta(days=1), reason="Ill")
    open_things += [thing(user, DAY, "a"), thing(other, DAY, "a")]
    assert [m.user for m in plan(DAY)] == [other]
    assert [m.user for m in plan(DAY + timedelta(days=1))] == [user]


def test_an_address_that_refuses_mail_gets_none_but_the_row_says_so(open_things):
    user = UserFactory(email="Gone@example.org")
    Bounce.objects.create(address="gone@example.org", user=user, said="550")
    open_things.append(thing(user, DAY))
    [message] = plan(DAY)
    message.refresh_from_db()
    assert (message.state, message.error) == (Message.State.HELD, "The address refuses mail.")


def test_the_digest_is_in_the_persons_language_and_format(open_things):
    fr, es = UserFactory(language="fr", email="fr@example.org"), UserFactory(language="es", email="es@example.org")
    ar = UserFactory(language="ar", email="ar@example.org")
    plain = UserFactory(email="plain@example.org")
    Preference.objects.create(user=plain, is_plain=True)
    open_things += [thing(user, DAY) for user in (fr, es, ar, plain)]
    found = {message.address: message for message in plan(DAY)}
    assert "1 mars 2027" in found["fr@example.org"].text
    assert 'lang="fr" dir="ltr"' in found["fr@example.org"].html
    assert "1 Mar 2027" in found["es@example.org"].text  # a language we don't have: the deployment's
    assert 'lang="ar" dir="rtl"' in found["ar@example.org"].html
    assert found["plain@example.org"].html == ""


def test_planning_asks_as_much_for_many_as_for_one(open_things):
    open_things.append(thing(UserFactory(), DAY, "answered"))
    plan(DAY - timedelta(days=3))
    open_things[:] = [thing(UserFactory(), DAY)]
    with CaptureQueriesContext(connection) as one:
        assert len(plan(DAY)) == 1
    open_things[:] = [thing(UserFactory(), DAY, str(n)) for n in range(20)]
    with CaptureQueriesContext(connection) as many:
        assert len(plan(DAY + timedelta(days=1))) == 20
    assert len(many) == len(one), [q["sql"][:90] for q in many.captured_queries]


@pytest.mark.django_db(transaction=True)
def test_two_planners_at_once_write_one_digest(open_things):
    open_things += [thing(UserFactory(), DAY) for _ in range(5)]
    User.objects.system()
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        plan(DAY)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Message.objects.count(), Reminder.objects.count()) == (5, 5)


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("send_reminders", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_became_of_the_mails(open_things, sink):
    open_things += [thing(UserFactory(), DAY), thing(UserFactory(), DAY)]
    assert json.loads(command("--at", "2027-03-01T08:00Z", "--json")) == {"planned": 2, "sent": 2, "held": 0, "flagged": 0}
    assert json.loads(command("--at", "2027-03-01T09:00Z", "--json")) == {"planned": 0, "sent": 0, "held": 0, "flagged": 0}
    assert len(sink.mails) == 2


def test_the_command_without_a_mail_server_keeps_the_mails(open_things):
    open_things.append(thing(UserFactory(), DAY))
    assert command("--at", "2027-03-01") == "planned: 1, sent: 0, held: 1, flagged: 0\n"


def test_the_command_refuses_what_is_no_moment():
    with pytest.raises(CommandError, match="is not a moment"):
        command("--at", "tomorrow")
