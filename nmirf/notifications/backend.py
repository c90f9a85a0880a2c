"""Django's way of mailing, turned into rows of the outbox: no mail leaves without being written down first."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from nmirf.accounts.models import User
from nmirf.notifications.models import Message
from nmirf.notifications.operations import queue_message


class OutboxBackend(BaseEmailBackend):
    """Takes what Django and allauth send (links to choose a password): one row for each recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            for address in mail.recipients():
                queue_message(
                    by=User.objects.system(),
                    kind=Message.Kind.ACCOUNT,
                    user=User.objects.filter(email__iexact=address).first(),
                    address=address,
                    subject=str(mail.subject),
                    text=str(mail.body),
                    reason=_("Asked for on the sign-in pages."),
                )
        return len(email_messages)
