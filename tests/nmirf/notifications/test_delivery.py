import socket
import threading
from datetime import timedelta

import pytest
from django.core.mail import send_mail
from django.db import connection
from django.utils import timezone

from nmirf.accounts.models import User
from nmirf.notifications import delivery
from nmirf.notifications.delivery import BACK_OFF, claim, drain
from nmirf.notifications.models import Message
from nmirf.notifications.operations import queue_message
from tests.factories import UserFactory
from tests.nmirf.notifications.conftest import point_to

pytestmark = pytest.mark.django_db


def test_queueing_writes_a_row_to_the_person(people):
    message = queue_message(by=people.secretariat, kind=Message.Kind.REVIEW, user=people.health, subject="Sent\nback", text="Why", reason="Reviewed")
    message.refresh_from_db()
    assert (message.address, message.subject, message.state) == ("health@example.org", "Sent back", Message.State.QUEUED)


def test_a_queued_mail_rings_the_drain_on_commit(people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        queue_message(by=people.secretariat, kind=Message.Kind.REVIEW, user=people.health, subject="a", text="b", reason="c")
    assert len(callbacks) == 1


def test_without_a_mail_server_mails_are_held(write):
    message = write(UserFactory())
    assert drain()[Message.State.HELD] == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == (Message.State.HELD, 0)


def test_sent_once_with_the_message_id_of_the_row(sink, write, settings):
    settings.DEFAULT_FROM_EMAIL = "Mechanism <nmirf@example.org>"
    message = write(UserFactory(email="zoe@example.org"), text="Bonjour à tous")
    assert drain()[Message.State.SENT] == 1
    assert drain()[Message.State.SENT] == 0
    [(recipients, content)] = sink.mails
    assert recipients == ["zoe@example.org"]
    assert f"Message-ID: <{message.public_id}@example.org>" in content
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (Message.State.SENT, 1, "")
    assert message.sent_at is not None


def test_a_refusal_for_now_waits_longer_each_time_and_ends(sink, write):
    message = write(UserFactory())
    sink.refuse_recipient[message.address] = "451 busy, come back later"
    for attempt, minutes in enumerate(BACK_OFF, start=1):
        drain()
        message.refresh_from_db()
        wait = message.next_attempt_at - message.claimed_at
        assert (message.state, message.attempts) == (Message.State.QUEUED, attempt)
        assert timedelta(minutes=minutes) <= wait < timedelta(minutes=minutes, seconds=20)
        assert "451 busy" in message.error
        assert not drain()[Message.State.QUEUED]  # not due yet
        Message.objects.update(next_attempt_at=timezone.now())
    drain()
    message.refresh_from_db()
    assert message.state == Message.State.FAILED


def test_a_mail_refused_for_now_is_sent_when_the_server_takes_it(sink, write):
    message = write(UserFactory())
    sink.refuse_data = "452 disk full"
    drain()
    sink.refuse_data = ""
    Message.objects.update(next_attempt_at=timezone.now())
    drain()
    message.refresh_from_db()
    assert (message.state, message.attempts, len(sink.mails)) == (Message.State.SENT, 2, 1)


@pytest.mark.parametrize("where", ["recipient", "data"])
def test_a_refusal_for_ever_is_given_up_and_the_others_go(sink, write, where):
    refused = write(UserFactory())
    if where == "recipient":
        sink.refuse_recipient[refused.address] = "550 no such mailbox"
        other = write(UserFactory())
    else:
        sink.refuse_data = "554 not wanted"
        other = None
    drain()
    refused.refresh_from_db()
    assert refused.state == Message.State.FAILED
    assert refused.error
    assert [recipients for recipients, _content in sink.mails] == ([[other.address]] if other else [])


def test_an_address_no_mail_can_have_is_given_up(sink, write):
    message = write(UserFactory(), address="nobody@exa\nmple.org")
    drain()
    message.refresh_from_db()
    assert message.state == Message.State.FAILED


def test_when_the_server_is_down_no_mail_is_to_blame_and_none_is_tried_twice_in_a_moment(settings, write):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        point_to(settings, closed.getsockname()[1])
        first, second = write(UserFactory()), write(UserFactory())
        drain()
        drain()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.attempts, second.state, second.attempts, second.claimed_at) == ("queued", 0, "queued", 0, None)
    assert first.error.startswith("The mail server does not take mail: ConnectionRefusedError")
    assert timedelta(0) < first.next_attempt_at - timezone.now() <= delivery.QUICK


def test_a_line_that_breaks_in_the_middle_leaves_the_mail_in_doubt(settings, write):
    message = write(UserFactory())
    with socket.create_server(("127.0.0.1", 0)) as server:
        point_to(settings, server.getsockname()[1])
        thread = threading.Thread(target=_hang_up_after_the_text, args=(server,))
        thread.start()
        drain()
        thread.join()
    message.refresh_from_db()
    assert message.state == Message.State.FLAGGED


def test_a_server_that_hangs_is_down_too(settings, write, monkeypatch):
    monkeypatch.setattr(delivery, "GREETING", 0.2)
    message = write(UserFactory())
    with socket.create_server(("127.0.0.1", 0)) as server:  # nobody accepts, nobody greets
        point_to(settings, server.getsockname()[1])
        drain()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (Message.State.QUEUED, 0)
    assert "timed out" in message.error


@pytest.mark.parametrize(("answer", "wait"), [("451 try later", delivery.QUICK), ("530 sign in first", delivery.SLOW)])
def test_a_sender_that_is_refused_is_the_servers_matter(sink, write, answer, wait):
    sink.refuse_sender = answer
    messages = [write(UserFactory()), write(UserFactory())]
    drain()
    first, second = (Message.objects.get(pk=m.pk) for m in messages)
    assert (first.state, first.attempts, second.attempts) == ("queued", 0, 0)
    assert wait - timedelta(seconds=2) < first.next_attempt_at - timezone.now() <= wait
    sink.refuse_sender = ""
    Message.objects.update(next_attempt_at=timezone.now())
    assert drain()[Message.State.SENT] == 2


def test_a_server_that_put_off_everything_for_a_day_gets_all_of_it_as_soon_as_it_takes_one(sink, write):
    sink.refuse_data = "452 disk full"
    messages = [write(UserFactory()) for _ in range(5)]
    for _ in range(6):
        Message.objects.update(next_attempt_at=timezone.now())
        assert drain()[Message.State.QUEUED] == 5
    assert set(Message.objects.values_list("attempts", flat=True)) == {6}  # the next one hours from now
    assert drain()[Message.State.QUEUED] == 0  # one was tried a moment ago
    later = timezone.now() - timedelta(minutes=1)
    Message.objects.update(claimed_at=later)
    assert drain()[Message.State.QUEUED] == 1  # one is tried, beyond its count
    assert set(Message.objects.values_list("attempts", flat=True)) == {6}
    sink.refuse_data = ""
    Message.objects.update(claimed_at=later)
    assert drain()[Message.State.SENT] == 5
    assert sorted(r[0] for r, _content in sink.mails) == sorted(m.address for m in messages)


def test_who_alone_is_put_off_waits_for_their_time(sink, write):
    for _ in range(3):
        user = UserFactory()
        sink.refuse_recipient[user.email] = "452 4.2.2 mailbox full"
        write(user)
    write(UserFactory())
    drain()
    Message.objects.filter(state="queued").update(claimed_at=timezone.now() - timedelta(minutes=1))
    assert not delivery.is_outage()
    assert drain()[Message.State.QUEUED] == 0


def test_a_server_that_goes_on_breaking_the_line_puts_few_mails_in_doubt(settings, write):
    for _ in range(3):
        write(UserFactory())
    waits = []
    for _ in range(2):
        with socket.create_server(("127.0.0.1", 0)) as server:
            point_to(settings, server.getsockname()[1])
            thread = threading.Thread(target=_hang_up_after_the_text, args=(server,))
            thread.start()
            drain()
            assert drain()[Message.State.FLAGGED] == 0  # it rests
            thread.join()
        last = Message.objects.filter(state="flagged").latest("claimed_at")
        waits.append(round((last.next_attempt_at - timezone.now()).total_seconds()))
        Message.objects.update(next_attempt_at=timezone.now())
    assert waits[0] in (4, 5)
    assert waits[1] in (9, 10)


def _hang_up_after_the_text(server: socket.socket) -> None:
    """Speak SMTP up to the end of the mail's text, then close without an answer."""
    peer, _address = server.accept()
    with peer, peer.makefile("rb") as lines:
        peer.sendall(b"220 ready\r\n")
        for line in lines:
            if line.upper().startswith(b"DATA"):
                peer.sendall(b"354 go on\r\n")
            elif line == b".\r\n":
                return
            elif line.upper().startswith((b"EHLO", b"MAIL", b"RCPT", b"HELO")):
                peer.sendall(b"250 OK\r\n")


def test_what_a_dead_worker_left_is_flagged_and_never_sent_again(sink, write):
    message = write(UserFactory())
    assert claim() == message  # and the worker dies here
    drain()
    message.refresh_from_db()
    assert message.state == Message.State.SENDING  # it may still be at it
    Message.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
    assert drain()[Message.State.FLAGGED] == 1
    drain()
    message.refresh_from_db()
    assert (message.state, sink.mails) == (Message.State.FLAGGED, [])


@pytest.mark.django_db(transaction=True)
def test_two_drains_at_once_send_each_mail_once(sink, write):
    messages = [write(UserFactory()) for _ in range(20)]
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        drain()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(recipients[0] for recipients, _content in sink.mails) == sorted(m.address for m in messages)
    assert set(Message.objects.values_list("state", "attempts")) == {(Message.State.SENT, 1)}


def test_mail_of_django_becomes_rows_one_for_each_recipient(settings):
    settings.EMAIL_BACKEND = "nmirf.notifications.backend.OutboxBackend"  # pytest-django puts its own
    user = UserFactory(email="known@example.org")
    send_mail("Hello", "A link", None, ["Known@example.org", "stranger@example.org"])
    rows = Message.objects.order_by("pk").values_list("address", "user", "kind", "state")
    assert list(rows) == [("Known@example.org", user.pk, "account", "queued"), ("stranger@example.org", None, "account", "queued")]
    assert not User.objects.system().is_active
