"""Writing mails into the outbox. Sending them is delivery's."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from nmirf.accounts.models import Role, User
from nmirf.common.operations import operation
from nmirf.jobs.operations import ring
from nmirf.notifications.models import Bounce, Message, Preference

REFUSES_MAIL = "The address refuses mail."  # why a mail is kept


@operation
def queue_message(*, by: User, kind: str, user: User | None, subject: str, text: str, reason: str, address: str = "", html: str = "") -> Message:
    """Promise one mail to `user`, or to `address` where there is no account; it leaves once the caller's work is committed.

    What the person switched off, and what an address refuses, is written down all the same, and kept.
    """
    address = address or (user.email if user else "")
    line = " ".join(subject.split())[:300]  # a header is one line
    kept = _why_kept(kind, user, address)
    state = Message.State.HELD if kept else Message.State.QUEUED
    words = {"subject": line, "text": text, "html": html, "reason": reason[:300]}
    message = Message.objects.create(kind=kind, user=user, address=address, state=state, error=kept, **words)
    if not kept:
        ring_on_commit()
    return message


def _why_kept(kind: str, user: User | None, address: str) -> str:
    """Links to an account are always sent: whoever asks for one waits for it."""
    if kind == Message.Kind.ACCOUNT:
        return ""
    if Bounce.objects.filter(address__iexact=address).exists():
        return REFUSES_MAIL
    wish = Preference.objects.filter(user=user).first() if user else None
    return "" if wish is None or wish.wants(kind) else "The person does not want mails of this kind."


def ring_on_commit() -> None:
    """Wake the drain once the rows are there to be seen."""
    from nmirf.notifications.tasks import drain_outbox

    transaction.on_commit(lambda: ring(drain_outbox))


@operation
def flag_address(*, by: User, address: str, said: str) -> Bounce | None:
    """No more mail to an address that a server refused for good; those who run the mechanism are told, once an address."""
    if Bounce.objects.filter(address__iexact=address).exists():
        return None
    user = User.objects.filter(email__iexact=address).first()
    bounce = Bounce.objects.create(address=address, user=user, said=said)
    waiting = Message.objects.filter(address__iexact=address, state=Message.State.QUEUED).exclude(kind=Message.Kind.ACCOUNT)
    waiting.update(state=Message.State.HELD, error=REFUSES_MAIL)
    staff = User.objects.filter(role__in=[Role.ADMINISTRATOR, Role.SECRETARIAT], is_active=True)
    for reader in staff.exclude(email__iexact=address).order_by("pk"):
        with override(reader.language):
            subject = _("Mail to %(name)s does not arrive") % {"name": user.name if user else address}
            text = _("The mail server refused the address %(address)s for good. It gets no more mail until an administrator looks into it.")
            reason = _("You run the mechanism, and somebody can't be reached.")
            queue_message(by=by, kind=Message.Kind.NOTICE, user=reader, subject=subject, text=text % {"address": address} + "\n", reason=reason)
    return bounce
