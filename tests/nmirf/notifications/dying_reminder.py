"""`python dying_reminder.py AT STEP N`: `send_reminders --at AT` that is killed (SIGKILL, nothing is cleaned up) at a step.

STEP is where: "planning" before its transaction ends, "planned" before a mail is claimed; or, with the N-th mail, "claimed",
"text" (all of it went out, no answer came yet), "accepted" (the answer came), "ended" (written down). A process of its own.
"""

import os
import signal
import smtplib
import sys
from collections.abc import Callable
from typing import Any

import django


def main(at: str, step: str, number: int) -> None:
    django.setup()
    from django.core.management import call_command

    from nmirf.notifications import delivery, reminders
    from nmirf.notifications.management.commands import send_reminders

    seen = 0

    def die(*_arguments: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def dying(function: Callable[..., Any], *, first: bool, when: int = number) -> Callable[..., Any]:
        """Dies before (`first`) or after the call of that number."""

        def run(*arguments: Any, **named: Any) -> Any:
            nonlocal seen
            seen += 1
            if first and seen == when:
                die()
            result = function(*arguments, **named)
            if seen == when:
                die()
            return result

        return run

    def half(server: smtplib.SMTP, text: bytes) -> Any:
        nonlocal seen
        seen += 1
        if seen < number:
            return data(server, text)
        server.docmd("DATA")
        server.send(text + b"\r\n.\r\n")
        return die()

    data = smtplib.SMTP.data
    patches: dict[str, tuple[Any, str, Any]] = {
        "planning": (reminders, "ring_on_commit", die),
        "planned": (send_reminders, "drain", die),
        "claimed": (delivery, "_send", dying(delivery._send, first=True)),
        "text": (smtplib.SMTP, "data", half),
        "accepted": (smtplib.SMTP, "data", dying(data, first=False)),
        "ended": (delivery, "_end", dying(delivery._end, first=False)),
    }
    setattr(*patches[step])
    call_command("send_reminders", "--at", at)
    sys.exit(f"It lived to the end: {seen} of {number} were reached.")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
