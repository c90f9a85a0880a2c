from celery import shared_task
from django.utils import timezone

from nmirf.accounts.models import User
from nmirf.notifications.delivery import drain
from nmirf.notifications.reminders import close_answered as close
from nmirf.notifications.reminders import plan_reminders


@shared_task
def drain_outbox() -> dict[str, int]:
    """Hand every waiting mail over. Safe to run twice, or in many workers at once."""
    return dict(drain())


@shared_task
def send_reminders() -> int:
    """Write today's digests; the outbox's drain does the rest. Safe to run twice."""
    return len(plan_reminders(by=User.objects.system(), at=timezone.now()))


@shared_task
def close_answered() -> int:
    """What was answered leaves the count on every page. Safe to run twice."""
    return close(by=User.objects.system(), at=timezone.now())
