"""Signed addresses with which a mail's reader gets fewer mails of its kind without signing in."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from nmirf.accounts.models import User
from nmirf.notifications.models import Message

SIGNER = Signer(salt="nmirf.notifications.unsubscribe")
KINDS = (Message.Kind.REMINDER, Message.Kind.REVIEW, Message.Kind.COMMENT)


def address_for(user: User, kind: str) -> str:
    return settings.NMIRF_URL + reverse("unsubscribe", args=[SIGNER.sign(f"{kind}.{user.public_id.hex}")])


def read(token: str) -> tuple[User, str] | None:
    """Whose mails of which kind; None where the address was not made by us, or the person is gone."""
    try:
        kind, _dot, person = SIGNER.unsign(token).partition(".")
    except BadSignature:
        return None
    user = User.objects.filter(public_id=UUID(person)).first()
    return (user, kind) if user else None
