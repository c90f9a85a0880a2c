from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from reporting.models import Obligation


def open_obligations() -> QuerySet[Obligation]:
    return Obligation.objects.filter(done_on=None).select_related("mechanism").order_by("due_on", "pk")


def sent_obligations() -> QuerySet[Obligation]:
    """Last sent first."""
    return Obligation.objects.exclude(done_on=None).select_related("mechanism").order_by("-done_on", "-pk")


def due_within(days: int) -> QuerySet[Obligation]:
    """Open ones due until then, late ones included."""
    return open_obligations().filter(due_on__lte=timezone.localdate() + timedelta(days=days))
