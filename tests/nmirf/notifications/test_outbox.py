import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nmirf.notifications.models import Message, Reminder
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ALL = ["admin", "secretariat", "health", "justice", "nhri", "cso"]


@pytest.mark.parametrize("who", ALL)
def test_those_who_run_the_mechanism_see_the_outbox(people, sign_in, write, who):
    message, client = write(people.justice), sign_in(getattr(people, who))
    expected = 200 if who in {"admin", "secretariat"} else 403
    assert client.get(reverse("outbox")).status_code == expected
    assert client.get(reverse("message", args=[message.public_id])).status_code == expected


@pytest.mark.parametrize(
    ("who", "state", "is_shown"),
    [("admin", "held", True), ("admin", "queued", False), ("admin", "failed", False), ("secretariat", "held", False)],
)
def test_links_to_accounts_are_shown_to_administrators_while_no_mail_leaves(people, sign_in, write, who, state, is_shown):
    message = write(people.health, kind=Message.Kind.ACCOUNT, state=state, text="Open https://secret.example/")
    page = sign_in(getattr(people, who)).get(reverse("message", args=[message.public_id])).content.decode()
    assert ("secret.example" in page) == is_shown
    assert "secret.example" not in sign_in(getattr(people, who)).get(reverse("outbox")).content.decode()


def test_the_text_and_what_it_reminds_of(people, sign_in, write):
    message = write(people.health, kind=Message.Kind.REMINDER, text="Please answer")
    Reminder.objects.create(rule="lead_0", thing="assignment:x", user=people.health, due_on=timezone.localdate(), message=message)
    page = sign_in(people.secretariat).get(reverse("message", args=[message.public_id])).content.decode()
    assert "Please answer" in page
    assert "due today: due" in page


def test_the_outbox_filters(people, sign_in, write):
    write(people.health)
    write(people.justice, kind=Message.Kind.COMMENT, state=Message.State.FAILED)
    client = sign_in(people.secretariat)

    def found(**query) -> list[str]:
        return [message.address for message in client.get(reverse("outbox"), query).context["page"]]

    assert found() == ["justice@example.org", "health@example.org"]
    assert found(state="failed") == ["justice@example.org"]
    assert found(kind="review") == ["health@example.org"]
    assert found(person="heal") == ["health@example.org"]
    assert found(person="nobody") == []


def test_the_list_asks_as_much_for_many_as_for_one(people, sign_in, write):
    client = sign_in(people.secretariat)
    write(people.health)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("outbox"))
        return len(captured)

    queries()
    few = queries()
    for _ in range(10):
        write(UserFactory())
    assert queries() == few
