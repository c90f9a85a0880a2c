from typing import Any

from nmirf.accounts.permissions import is_administrator, is_staff
from nmirf.notifications.models import Message


def can_view_outbox(user: Any) -> bool:
    return is_staff(user)


def can_read_text(user: Any, message: Message) -> bool:
    """Links to choose a password open an account to whoever reads them. Only where no mail server is set an
    administrator may, because on such a machine there is no other way to hand the link over.
    """
    if message.kind != Message.Kind.ACCOUNT:
        return is_staff(user)
    return is_administrator(user) and message.state == Message.State.HELD


def can_view_rules(user: Any) -> bool:
    """When people are reminded, what they put off, and who can't be reached: for those who run the mechanism."""
    return is_staff(user)


def can_change_rules(user: Any) -> bool:
    return is_administrator(user)
