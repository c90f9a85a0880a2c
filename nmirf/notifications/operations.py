"""Writing mails into the outbox. Sending them is delivery's."""

from django.db import transaction

from nmirf.accounts.models import User
from nmirf.common.operations import operation
from nmirf.jobs.operations import ring
from nmirf.notifications.models import Message


@operation
def queue_message(*, by: User, kind: str, user: User | None, subject: str, text: str, reason: str, address: str = "") -> Message:
    """Promise one mail to `user`, or to `address` where there is no account; it leaves once the caller's work is committed."""
    address = address or (user.email if user else "")
    line = " ".join(subject.split())[:300]  # a header is one line
    message = Message.objects.create(kind=kind, user=user, address=address, subject=line, text=text, reason=reason[:300])
    ring_on_commit()
    return message


def ring_on_commit() -> None:
    """Wake the drain once the rows are there to be seen."""
    from nmirf.notifications.tasks import drain_outbox

    transaction.on_commit(lambda: ring(drain_outbox))
