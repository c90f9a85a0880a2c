"""Rules, holidays, and addresses that refuse mail: on the pages and below them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nmirf.common.errors import Refused
from nmirf.notifications import rules as steps
from nmirf.notifications.delivery import drain, is_bounce
from nmirf.notifications.due import Timing
from nmirf.notifications.models import Bounce, Holiday, Message, ReminderRule, Snooze
from nmirf.notifications.operations import flag_address, rules
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2027, 3, 1)
FORM = {
    "is_active": "on",
    "leads": "3; 10,10",
    "late_every": "5",
    "late_until": "20",
    "deputies_after": "",
    "heads_after": "7",
    "secretariat_after": "0",
}


def test_an_administrator_changes_a_rule_and_sets_it_back(people, sign_in):
    client, page = sign_in(people.admin), reverse("rule_edit", args=["assignment"])
    assert client.post(page, FORM).status_code == 302
    wanted = Timing((10, 3), late_every=5, late_until=20, deputies_after=None, heads_after=7, secretariat_after=0)
    assert steps.timings()["assignment"] == wanted
    assert "Changed" in client.get(reverse("reminder_rules")).content.decode()
    client.post(page, {"reset": "1"})
    assert steps.timings()["assignment"] == Timing()


@pytest.mark.parametrize("wrong", [{"leads": "soon"}, {"leads": "401"}, {"leads": "-3"}, {"late_every": ""}, {"heads_after": "401"}])
def test_what_is_no_rule_is_refused_beside_its_field(people, sign_in, wrong):
    answer = sign_in(people.admin).post(reverse("rule_edit", args=["assignment"]), FORM | wrong)
    assert answer.context["form"].errors.keys() == wrong.keys()
    assert not ReminderRule.objects.exists()


def test_a_kind_that_nothing_has_is_not_there(people, sign_in):
    assert sign_in(people.admin).get(reverse("rule_edit", args=["tea"])).status_code == 404
    with pytest.raises(Refused):
        rules.change_rule(by=people.admin, kind="tea", timing=Timing())


def test_only_administrators_change_rules(people):
    for change in (
        lambda by: rules.change_rule(by=by, kind="assignment", timing=Timing()),
        lambda by: rules.reset_rule(by=by, kind="assignment"),
        lambda by: rules.add_holiday(by=by, on=DAY, name="National Day"),
        lambda by: rules.add_holidays(by=by, days={DAY: "National Day"}),
    ):
        with pytest.raises(PermissionDenied):
            change(people.secretariat)


def test_steps_end_with_the_last_multiple_and_deputies_go_on_from_theirs():
    timing = Timing((7, 1), late_every=7, late_until=20, deputies_after=8, heads_after=None, secretariat_after=15)
    codes = [[step.code for step in steps.steps(timing, level)] for level in range(4)]
    assert codes == [["lead_7", "lead_1", "late_7", "late_14"], ["deputies", "late_14"], [], ["secretariat"]]


def test_holidays_by_the_page(people, sign_in):
    client, page = sign_in(people.admin), reverse("holidays")
    assert "No holiday is on the list yet" in client.get(page).content.decode()
    client.post(page, {"on": "2027-03-01", "name": "National Day"})
    assert "on the list already" in client.post(page, {"on": "2027-03-01", "name": "Again"}, follow=True).content.decode()
    assert client.post(page, {"on": "tomorrow", "name": ""}).context["form"].errors.keys() == {"on", "name"}
    client.post(reverse("holiday_remove", args=[Holiday.objects.get().pk]))
    assert not Holiday.objects.exists()


def test_a_years_holidays_are_proposed_without_those_that_are_there(people, sign_in, settings):
    settings.NMIRF_STATE = "FRA"
    Holiday.objects.create(on=date(2027, 7, 14), name="Ours")
    client = sign_in(people.admin)
    client.post(reverse("holidays_propose"), {"year": "2027"})
    assert Holiday.objects.filter(on__year=2027).count() > 8
    assert Holiday.objects.get(on=date(2027, 7, 14)).name == "Ours"
    assert "Give a year" in client.post(reverse("holidays_propose"), {"year": "27"}, follow=True).content.decode()
    settings.NMIRF_STATE = "XVM"
    assert "No calendar of holidays" in client.post(reverse("holidays_propose"), {"year": "2027"}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("code", "said", "expected"),
    [
        (550, b"5.1.1 no such user", True),
        (550, b"no such user", True),
        (551, b"moved", True),
        (552, b"5.2.2 mailbox full", False),
        (550, b"5.2.1 mailbox disabled", True),
        (550, b"5.2.2 over quota", False),
        (550, b"5.7.1 not allowed here", False),
        (554, b"blocked", False),
    ],
)
def test_which_refusals_are_about_the_address(code, said, expected):
    assert is_bounce(code, said) == expected


def test_an_address_refused_for_good_gets_no_more_mail_and_those_who_run_it_are_told_once(people, sink, write):
    first, second, link = write(people.health), write(people.health), write(people.health, kind=Message.Kind.ACCOUNT)
    sink.refuse_recipient[people.health.email] = "550 5.1.1 no such user"
    drain()
    states = [Message.objects.get(pk=m.pk).state for m in (first, second, link)]
    assert states == [Message.State.FAILED, Message.State.HELD, Message.State.FAILED]
    assert Bounce.objects.values_list("user", flat=True).get() == people.health.pk
    assert sorted(m[0][0] for m in sink.mails) == ["admin@example.org", "secretariat@example.org"]
    assert flag_address(by=people.admin, address=people.health.email.upper(), said="550") is None


def test_cleared_it_gets_mail_again(people, sign_in, write):
    bounce = flag_address(by=people.admin, address=people.health.email, said="550")
    page = sign_in(people.admin).get(reverse("bounces")).content.decode()
    assert people.health.email in page
    sign_in(people.admin).post(reverse("bounce_clear", args=[bounce.pk]))
    assert not Bounce.objects.exists()


def test_the_database_keeps_one_row_an_address_and_a_day():
    Bounce.objects.create(address="a@example.org", said="550")
    with pytest.raises(IntegrityError, match="bounce_once_an_address"), transaction.atomic():
        Bounce.objects.create(address="A@example.org", said="550")


@pytest.mark.parametrize("page", ["holidays", "snoozes", "bounces"])
def test_lists_ask_as_much_for_many_as_for_one(people, sign_in, page):
    client = sign_in(people.secretariat)

    def add(n: int) -> None:
        user = UserFactory()
        Holiday.objects.create(on=DAY + timedelta(days=n), name="A day")
        until = timezone.localdate() + timedelta(days=5)
        Snooze.objects.create(user=user, thing="a", title="A", address="/", until=until, reason="Leave")
        Bounce.objects.create(address=user.email, user=user, said="550")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(page)).status_code == 200
        return len(captured)

    add(0)
    queries()
    few = queries()
    for n in range(1, 10):
        add(n)
    assert queries() == few
