from django.db.models import Q, QuerySet

from nmirf.notifications.models import Message


def outbox(*, state: str = "", kind: str = "", person: str = "") -> QuerySet[Message]:
    """Mails, newest first, without their text."""
    mails = Message.objects.select_related("user").defer("text").order_by("-created_at", "-pk")
    if state:
        mails = mails.filter(state=state)
    if kind:
        mails = mails.filter(kind=kind)
    if person:
        mails = mails.filter(Q(address__icontains=person) | Q(user__name__icontains=person))
    return mails
