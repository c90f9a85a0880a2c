import logging
import socket

import environ
import pytest
from aiosmtpd.controller import Controller

from nmirf.notifications import due
from nmirf.notifications.models import Message


class Sink:
    """A mail server on this machine that keeps what it is given and refuses what a test tells it to."""

    def __init__(self) -> None:
        self.mails, self.refuse_recipient, self.refuse_data, self.refuse_sender = [], {}, "", ""

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.refuse_sender:
            return self.refuse_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if answer := self.refuse_recipient.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.refuse_data:
            return self.refuse_data
        self.mails.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def sink(settings):
    """The mail server that EMAIL_URL names."""
    sink = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # each line of the talk, else
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    point_to(settings, port)
    yield sink
    controller.stop()


def point_to(settings, port: int) -> None:
    settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
    settings.EMAIL_DELIVERY = environ.Env.email_url_config(settings.EMAIL_URL)


@pytest.fixture
def write():
    """`write(user)` puts a mail into the outbox."""

    def make(user, **more) -> Message:
        values = {"kind": Message.Kind.REVIEW, "user": user, "address": user.email, "subject": "Sent back", "text": "See why.", "reason": "Reviewed"}
        return Message.objects.create(**values | more)

    return make


@pytest.fixture
def open_things(monkeypatch):
    """What is open, as the only source of due things: a list of DueItem that a test fills and empties."""
    things: list[due.DueItem] = []
    source = lambda span: [t for t in things if span.first <= t.due_on <= span.last]  # noqa: E731
    monkeypatch.setattr(due, "_kinds", {"test": due.Kind(source, "A thing")})
    return things


def thing(user, due_on, name="a", *, deputies=(), heads=()) -> due.DueItem:
    """A thing that `user` answers for; None: nobody does."""
    chain = ((user,) if user else (), tuple(deputies), tuple(heads))
    return due.DueItem("test", f"test:{name}", chain, due_on, lambda: f"Thing {name}", f"/things/{name}/")
