"""From the outbox to the mail server.

A row is claimed in a transaction of its own before it is handed over, one at a time, so a worker that dies leaves at most
one mail in doubt. SMTP can't say afterwards whether such a mail left: it is flagged for people to look at, never sent again.
"""

import smtplib
from collections import Counter
from datetime import timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from nmirf.notifications.models import Message

IN_DOUBT_AFTER = timedelta(minutes=10)
# Minutes until the next attempt after the first, second, … that failed for now: about four days in all, as mail servers do.
BACK_OFF = [1, 5, 15, 60, 240, 480, 720, 1440, 1440, 1440]
TIMEOUT = 30  # seconds for each answer of the mail server
log = structlog.get_logger(__name__)
State = Message.State


def drain() -> Counter[str]:
    """Hand over every mail that is due; how many ended in which state. Safe to run in many workers at once."""
    outcome = Counter({str(State.FLAGGED): flag_doubtful()})
    if not settings.EMAIL_URL:
        outcome[State.HELD] = Message.objects.filter(state=State.QUEUED).update(state=State.HELD)
        return outcome
    connection = _connection()
    try:
        while message := claim():
            state = _send(connection, message)
            outcome[state] += 1
            if connection.connection is None:  # the server can't be reached now: leave the others their first attempt
                break
    finally:
        _close(connection)
    return outcome


def flag_doubtful() -> int:
    """Mails whose worker died while handing them over: they may have left."""
    stuck = Message.objects.filter(state=State.SENDING, claimed_at__lt=timezone.now() - IN_DOUBT_AFTER)
    return stuck.update(state=State.FLAGGED, error="interrupted while it was handed over")


def claim() -> Message | None:
    """Take the mail that has waited longest; None when none is due."""
    now = timezone.now()
    with transaction.atomic():
        due = Message.objects.filter(state=State.QUEUED, next_attempt_at__lte=now).order_by("next_attempt_at", "pk")
        message = due.select_for_update(skip_locked=True).first()
        if message is None:
            return None
        Message.objects.filter(pk=message.pk).update(state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1)
        message.refresh_from_db()
        return message


def _send(connection: EmailBackend, message: Message) -> str:
    """Hand one claimed mail over and write down what became of it."""
    try:
        _open(connection)
    except OSError as error:  # smtplib's errors are OSErrors too; nothing was handed over
        _close(connection)
        return _later(message, error)
    try:
        connection.send_messages([_mail(message)])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        return _end(message, State.FAILED, error) if min(codes) >= 500 else _later(message, error)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError) as error:  # about us, so our settings: the mail itself may be fine
        return _later(message, error)
    except smtplib.SMTPResponseException as error:
        return _end(message, State.FAILED, error) if error.smtp_code >= 500 else _later(message, error)
    except (smtplib.SMTPNotSupportedError, ValueError) as error:  # an address or header that no mail can have
        return _end(message, State.FAILED, error)
    except OSError as error:  # the line broke in the middle
        return _end(message, State.FLAGGED, error)
    return _end(message, State.SENT)


def _later(message: Message, error: Exception) -> str:
    if message.attempts > len(BACK_OFF):
        return _end(message, State.FAILED, error)
    wait = timedelta(minutes=BACK_OFF[message.attempts - 1])
    return _end(message, State.QUEUED, error, next_attempt_at=timezone.now() + wait)


def _end(message: Message, state: Message.State, error: Exception | None = None, **more: object) -> str:
    """Write the outcome, unless somebody else has the row by now. A mail flagged meanwhile that did leave is sent."""
    mine = Message.objects.filter(pk=message.pk, attempts=message.attempts, state__in=[State.SENDING, State.FLAGGED])
    sent_at = timezone.now() if state == State.SENT else None
    mine.update(state=state, sent_at=sent_at, error=_words(error) if error else "", **more)
    log.info("mail", message=str(message.public_id), state=str(state), attempts=message.attempts)
    return str(state)


def _words(error: Exception) -> str:
    """What the mail server said, short."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {text.decode(errors='replace')}" for code, text in error.recipients.values())[:1000]
    return f"{type(error).__name__}: {error}"[:1000]


def _mail(message: Message) -> EmailMessage:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    headers = {"Message-ID": f"<{message.public_id}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(message.subject, message.text, settings.DEFAULT_FROM_EMAIL, [message.address], headers=headers)


def _connection() -> EmailBackend:
    given = settings.EMAIL_DELIVERY
    return EmailBackend(
        host=given["EMAIL_HOST"],
        port=given["EMAIL_PORT"],
        username=given["EMAIL_HOST_USER"] or "",
        password=given["EMAIL_HOST_PASSWORD"] or "",
        use_tls=given.get("EMAIL_USE_TLS", False),
        use_ssl=given.get("EMAIL_USE_SSL", False),
        timeout=TIMEOUT,
    )


def _open(connection: EmailBackend) -> None:
    """A connection that answers: servers hang up on one that idled, and after some refusals."""
    if connection.connection is not None and not _answers(connection.connection):
        _close(connection)
    connection.open()


def _answers(server: smtplib.SMTP) -> bool:
    try:
        return server.noop()[0] == 250
    except smtplib.SMTPServerDisconnected:
        return False


def _close(connection: EmailBackend) -> None:
    """Leave politely; a server that hangs up first has nothing more to tell us."""
    try:
        connection.close()
    except OSError as error:
        log.info("mail server hung up", error=str(error))
        connection.connection = None
