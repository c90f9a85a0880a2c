"""From the outbox to the mail server.

A row is claimed in a transaction of its own before it is handed over, one at a time, so a worker that dies leaves at most
one mail in doubt. SMTP can't say afterwards whether such a mail left: it is flagged for people to look at, never sent again.
"""

import re
import smtplib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.db import connection as db
from django.db.models import Exists, Q, QuerySet, Subquery
from django.utils import timezone

from nmirf.accounts.models import User
from nmirf.notifications import unsubscribing
from nmirf.notifications.models import Message
from nmirf.notifications.operations import flag_address

IN_DOUBT_AFTER = timedelta(minutes=10)
# Minutes until the next attempt after the first, second, … that failed for now: about four days in all, as mail servers do.
BACK_OFF = [1, 5, 15, 60, 240, 480, 720, 1440, 1440, 1440]
GREETING, TIMEOUT = 10, 30  # seconds for each answer of the mail server, until it has greeted us and then
# When the server itself fails, no mail is to blame: its attempts aren't counted, and one mail is tried again this soon.
QUICK, SLOW = timedelta(seconds=5), timedelta(minutes=1)  # slow where it refuses us for good: somebody has to mend settings
LONGEST = timedelta(minutes=5)  # between two mails that a server leaves in doubt one after the other; QUICK after the first
BROKE, DOWN = "The line broke", "The mail server does not take mail"  # what such a row's error begins with
MANY = 3  # addresses that are put off with nothing sent since: that is the server's state, not theirs
log = structlog.get_logger(__name__)
State = Message.State


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mail."""

    state: str
    error: str = ""
    next_attempt_at: datetime | None = None
    is_bounce: bool = False  # the address itself was refused for good
    is_down: bool = False  # the server can't be talked to now
    is_counted: bool = True  # as an attempt of this mail


def drain() -> Counter[str]:
    """Hand over every mail that is due; how many ended in which state. Safe to run in many workers at once."""
    outcome = Counter({str(State.FLAGGED): flag_doubtful()})
    if not settings.EMAIL_URL:
        outcome[State.HELD] = Message.objects.filter(state=State.QUEUED).update(state=State.HELD)
        return outcome
    if _is_resting():
        return outcome
    line = Line()
    try:
        is_out = is_outage()
        message = claim() or (probe() if is_out else None)
        while message:
            result = _send(line, message)
            outcome[result.state] += 1
            if is_out and result.state == State.SENT:
                put_off().update(next_attempt_at=timezone.now())
                is_out = False
            message = _end(message, result, goes_on=not result.is_down)  # the others keep their first attempt
    finally:
        line.close()
    return outcome


def flag_doubtful() -> int:
    """Mails whose worker died while handing them over: they may have left."""
    stuck = Message.objects.filter(state=State.SENDING, claimed_at__lt=timezone.now() - IN_DOUBT_AFTER)
    return stuck.update(state=State.FLAGGED, error="interrupted while it was handed over")


def _is_resting() -> bool:
    """The server failed a moment ago: whoever drains next waits, and does not hang too."""
    failed = Q(state=State.FLAGGED, error__startswith=BROKE) | Q(state=State.QUEUED, error__startswith=DOWN)
    return Message.objects.filter(failed, next_attempt_at__gt=timezone.now()).exists()


def put_off() -> QuerySet[Message]:
    return Message.objects.filter(state=State.QUEUED, attempts__gt=0)


def is_outage() -> bool:
    """Whether the server puts off every mail for now. Once it takes one the others are tried at once: so an outage of a
    day ends with the outage, not with each mail's back-off.
    """
    tried = dict(put_off().order_by("claimed_at").values_list("address", "claimed_at"))
    latest = sorted((at for at in tried.values() if at), reverse=True)[:MANY]
    return len(latest) == MANY and not Message.objects.filter(sent_at__gt=latest[-1]).exists()


def probe() -> Message | None:
    """Take the mail not tried for longest, though its time has not come; None where one was tried a moment ago."""
    now = timezone.now()
    if put_off().filter(claimed_at__gt=now - QUICK).exists():
        return None
    return next(iter(Message.objects.raw(f"WITH {PROBE}", {"now": now})), None)


NEXT = """
    next AS (
        SELECT id FROM notifications_message WHERE state = 'queued' AND next_attempt_at <= %(now)s
        ORDER BY next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    UPDATE notifications_message m SET state = 'sending', claimed_at = %(now)s, attempts = m.attempts + 1
    FROM next WHERE m.id = next.id RETURNING m.*
"""
PROBE = """
    next AS (
        SELECT id FROM notifications_message WHERE state = 'queued' AND attempts > 0
        ORDER BY claimed_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    UPDATE notifications_message m SET state = 'sending', claimed_at = %(now)s FROM next WHERE m.id = next.id RETURNING m.*
"""
# The row goes to whoever has it: one that was flagged meanwhile and did leave is sent.
DONE = """
    done AS (
        UPDATE notifications_message SET state = %(state)s, sent_at = %(sent_at)s, error = %(error)s,
            next_attempt_at = coalesce(%(next_attempt_at)s, next_attempt_at), attempts = attempts - %(uncounted)s
        WHERE id = %(id)s AND claimed_at = %(claimed_at)s AND state IN ('sending', 'flagged') RETURNING id
    )
"""


def claim() -> Message | None:
    """Take the mail that has waited longest; None when none is due."""
    return next(iter(Message.objects.raw(f"WITH {NEXT}", {"now": timezone.now()})), None)


def _end(message: Message, result: Outcome, *, goes_on: bool) -> Message | None:
    """Write the outcome, unless somebody else has the row by now, and claim the next in the same statement: one commit a mail."""
    now = timezone.now()
    values = {
        "id": message.pk,
        "claimed_at": message.claimed_at,
        "uncounted": 0 if result.is_counted else 1,
        "state": result.state,
        "sent_at": now if result.state == State.SENT else None,
        "error": result.error,
        "next_attempt_at": result.next_attempt_at,
        "now": now,
    }
    log.info("mail", message=str(message.public_id), state=result.state, attempts=message.attempts)
    if result.is_bounce and message.kind != Message.Kind.NOTICE:
        _write_end(values)
        flag_address(by=User.objects.system(), address=message.address, said=result.error)
        return claim() if goes_on else None
    if not goes_on:
        _write_end(values)
        return None
    return next(iter(Message.objects.raw(f"WITH {DONE}, {NEXT}", values)), None)


def _write_end(values: dict[str, Any]) -> None:
    with db.cursor() as cursor:
        cursor.execute(f"WITH {DONE} SELECT count(*) FROM done", values)  # noqa: S608 - constants


def _send(line: "Line", message: Message) -> Outcome:
    """Hand one claimed mail over. Until its text goes out nothing has left, so it can be tried again."""
    try:
        content = _content(message)
    except ValueError as error:  # an address or header that no mail can have
        return Outcome(State.FAILED, _words(error))
    try:
        server = line.ready(message.address)
    except smtplib.SMTPRecipientsRefused as error:
        line.reset()
        if (code := error.recipients[message.address][0]) < 500:
            return _later(message, error)
        return Outcome(State.FAILED, _words(error), is_bounce=is_bounce(code, error.recipients[message.address][1]))
    except smtplib.SMTPNotSupportedError as error:
        return Outcome(State.FAILED, _words(error))
    except smtplib.SMTPSenderRefused as error:  # about us, so our settings: the mail itself may be fine
        line.close()
        return _down(error)
    except NotReached as error:
        line.close()
        return _down(error.cause)
    except OSError as error:  # smtplib's errors are OSErrors too
        line.close()
        return _later(message, error, is_down=True)  # counted: it may be this mail that the server stumbles over
    try:
        code, said = server.data(content)
    except smtplib.SMTPDataError as error:  # refused before the text
        line.reset()
        return Outcome(State.FAILED, _words(error)) if error.smtp_code >= 500 else _later(message, error)
    except OSError as error:  # the line broke in the middle
        line.close()
        return Outcome(State.FLAGGED, f"{BROKE}: {_words(error)}"[:1000], timezone.now() + _rest(), is_down=True)
    if code == 250:
        return Outcome(State.SENT)
    refused = smtplib.SMTPDataError(code, said)
    return Outcome(State.FAILED, _words(refused)) if code >= 500 else _later(message, refused)


def is_bounce(code: int, said: bytes) -> bool:
    """Whether a refusal is about the address: not about a full mailbox (552, 5.2.2), a policy (5.7) or the system (5.3, 5.4)."""
    found = re.match(rb"\s*5\.(\d+)\.(\d+)", said)
    subject, detail = (int(found[1]), int(found[2])) if found else (1, 0)
    return code not in (552, 554) and (subject == 1 or (subject == 2 and detail != 2))


def _later(message: Message, error: Exception, *, is_down: bool = False) -> Outcome:
    if message.attempts > len(BACK_OFF):
        return Outcome(State.FAILED, _words(error), is_down=is_down)
    wait = timedelta(minutes=BACK_OFF[message.attempts - 1])
    return Outcome(State.QUEUED, _words(error), timezone.now() + wait, is_down=is_down)


def _down(error: OSError) -> Outcome:
    """The server can't be reached, or takes nothing from us."""
    is_for_good = isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500
    wait = SLOW if is_for_good else QUICK
    return Outcome(State.QUEUED, f"{DOWN}: {_words(error)}"[:1000], timezone.now() + wait, is_down=True, is_counted=False)


def _rest() -> timedelta:
    """After a mail that is in doubt, longer each time: a server that hangs for a day puts few of them in doubt."""
    last = Message.objects.filter(state=State.SENT).order_by("-sent_at").values("sent_at")[:1]
    broke = Message.objects.filter(state=State.FLAGGED, error__startswith=BROKE).filter(Q(claimed_at__gt=Subquery(last)) | ~Exists(last))
    return min(QUICK * 2 ** min(broke.count(), 10), LONGEST)


def _words(error: Exception) -> str:
    """What the mail server said, short."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {text.decode(errors='replace')}" for code, text in error.recipients.values())[:1000]
    return f"{type(error).__name__}: {error}"[:1000]


def _content(message: Message) -> bytes:
    """The mail as it goes over the line. Its Message-ID is the row's."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    headers = {"Message-ID": f"<{message.public_id}@{domain}>", "Auto-Submitted": "auto-generated"}
    if message.kind in unsubscribing.KINDS and message.user:
        headers["List-Unsubscribe"] = f"<{unsubscribing.address_for(message.user, message.kind)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(message.subject, message.text, settings.DEFAULT_FROM_EMAIL, [message.address], headers=headers)
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    whole = mail.message()
    if whole.is_multipart():
        whole.set_boundary(f"={message.public_id.hex}=")  # else one is made up and looked for in the text
    return whole.as_bytes(linesep="\r\n")  # type: ignore[call-arg] # Django's own kind of message


class NotReached(Exception):
    """The server did not answer, or not with a greeting."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(str(cause))
        self.cause = cause


class Line:
    """The connection to the mail server, kept from mail to mail."""

    def __init__(self) -> None:
        self.backend = _connection()

    def ready(self, address: str) -> smtplib.SMTP:
        """The server, told sender and recipient and waiting for a text; errors are smtplib's.

        Servers hang up on one that idled, and after some mails or refusals: then it is said again on a new connection.
        """
        is_new = self.backend.connection is None
        try:
            return self._announce(address)
        except smtplib.SMTPServerDisconnected:
            if is_new:
                raise
        except smtplib.SMTPSenderRefused as error:
            if is_new or error.smtp_code != 421:
                raise
        self.close()
        return self._announce(address)

    def _announce(self, address: str) -> smtplib.SMTP:
        server = self.backend.connection or self._open()
        sender = sanitize_address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], "utf-8")
        code, said = server.mail(sender)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, said, sender)
        code, said = server.rcpt(sanitize_address(address, "utf-8"))
        if code not in (250, 251):
            raise smtplib.SMTPRecipientsRefused({address: (code, said)})
        return server

    def _open(self) -> smtplib.SMTP:
        try:
            self.backend.open()
            server = self.backend.connection
            assert server is not None  # noqa: S101 - open() gives one or raises
            server.ehlo_or_helo_if_needed()
            assert server.sock is not None  # noqa: S101 - it answered
            server.sock.settimeout(TIMEOUT)
        except OSError as error:
            raise NotReached(error) from error
        return server

    def reset(self) -> None:
        """Forget the mail that was refused; a server that hangs up instead is left."""
        try:
            if self.backend.connection is not None:
                self.backend.connection.rset()
        except OSError:
            self.close()

    def close(self) -> None:
        """Leave politely; a server that hangs up first has nothing more to tell us."""
        try:
            self.backend.close()
        except OSError as error:
            log.info("mail server hung up", error=str(error))
            self.backend.connection = None


def _connection() -> EmailBackend:
    given = settings.EMAIL_DELIVERY
    return EmailBackend(
        host=given["EMAIL_HOST"],
        port=given["EMAIL_PORT"],
        username=given["EMAIL_HOST_USER"] or "",
        password=given["EMAIL_HOST_PASSWORD"] or "",
        use_tls=given.get("EMAIL_USE_TLS", False),
        use_ssl=given.get("EMAIL_USE_SSL", False),
        timeout=GREETING,
    )
