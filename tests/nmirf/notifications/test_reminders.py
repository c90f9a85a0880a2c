import json
import threading
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from nmirf.accounts.models import User
from nmirf.notifications.due import DueItem
from nmirf.notifications.models import Message, Reminder
from nmirf.notifications.reminders import plan_reminders, rule_for
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2027, 3, 1)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


def plan(day: date) -> list[Message]:
    return plan_reminders(by=User.objects.system(), at=at(day))


def thing(user: User, due_on: date, name: str = "a") -> DueItem:
    return DueItem(f"assignment:{name}", user, due_on, f"Thing {name}", f"/assignments/{name}/")


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (-15, None),
        (-14, "due_in_14"),
        (-4, "due_in_14"),
        (-3, "due_in_3"),
        (0, "due_today"),
        (1, "due_today"),
        (7, "overdue_7"),
        (30, "overdue_30"),
        (60, "overdue_60"),
        (90, "overdue_90"),
        (400, "overdue_90"),
    ],
)
def test_the_most_advanced_rule_applies(days, code):
    rule = rule_for(DAY, DAY + timedelta(days=days))
    assert (rule.code if rule else None) == code


def test_one_thing_over_its_life_is_reminded_of_once_a_rule_and_then_left_in_peace(open_things):
    open_things.append(thing(UserFactory(), DAY))
    days = [DAY + timedelta(days=n) for n in range(-30, 200)]
    mailed = [(day - DAY).days for day in days for _message in plan(day)]
    assert mailed == [-14, -3, 0, 7, 30, 60, 90]


def test_planning_twice_writes_nothing_new(open_things):
    open_things.append(thing(UserFactory(), DAY))
    assert len(plan(DAY)) == 1
    assert plan(DAY) == []
    assert (Message.objects.count(), Reminder.objects.count()) == (1, 1)


def test_one_digest_a_person_with_all_their_things(open_things, settings):
    settings.NMIRF_URL = "https://nmirf.example"
    one, two = UserFactory(), UserFactory()
    open_things += [thing(one, DAY, "b"), thing(one, DAY - timedelta(days=8), "a"), thing(two, DAY, "c"), thing(one, DAY + timedelta(days=40), "z")]
    messages = {message.user: message for message in plan(DAY)}
    assert set(messages) == {one, two}
    text = messages[one].text
    assert messages[one].subject == "2 things wait for you"
    assert text.index("Thing a") < text.index("Thing b")
    assert "8 days late" in text
    assert "https://nmirf.example/assignments/b/" in text
    assert "Thing c" not in text
    assert "Thing z" not in text
    assert messages[one].reason == "due today, a week late"
    assert messages[two].subject == "1 thing waits for you"


def test_a_thing_given_twice_stands_once(open_things):
    user = UserFactory()
    open_things += [thing(user, DAY), thing(user, DAY)]
    [message] = plan(DAY)
    assert message.text.count("Thing a") == 1


def test_nothing_after_the_answer(open_things):
    open_things.append(thing(UserFactory(), DAY))
    assert len(plan(DAY - timedelta(days=3))) == 1
    open_things.clear()
    assert plan(DAY) == []


def test_a_missed_day_is_caught_up_with_the_latest_rule_only(open_things):
    open_things.append(thing(UserFactory(), DAY))
    assert len(plan(DAY - timedelta(days=14))) == 1
    assert len(plan(DAY + timedelta(days=2))) == 1  # nothing ran on the days of "in 3" and "today"
    assert list(Reminder.objects.order_by("pk").values_list("rule", flat=True)) == ["due_in_14", "due_today"]


def test_a_new_due_date_begins_again(open_things):
    user = UserFactory()
    open_things.append(thing(user, DAY))
    plan(DAY)
    open_things[:] = [thing(user, DAY + timedelta(days=10))]
    [message] = plan(DAY)
    assert "in 10 days" in message.text


def test_who_may_not_sign_in_is_not_reminded(open_things):
    open_things.append(thing(UserFactory(is_active=False), DAY))
    assert plan(DAY) == []


def test_the_digest_is_in_the_persons_language(open_things):
    open_things += [thing(UserFactory(language="fr", email="fr@example.org"), DAY), thing(UserFactory(language="es", email="es@example.org"), DAY)]
    dates = {message.address: message.text for message in plan(DAY)}
    assert "1 mars 2027" in dates["fr@example.org"]
    assert "1 Mar 2027" in dates["es@example.org"]  # a language we don't have: the deployment's


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
