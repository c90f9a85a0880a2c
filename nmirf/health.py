"""Health: the servers answer, and work is being drained rather than merely a process alive."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from redis.exceptions import RedisError

from nmirf.jobs.models import Job
from nmirf.notifications.models import Message

LATE = timedelta(minutes=10)


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 with every check "ok", else 503; says nothing that a stranger should not know."""
    checks = {"postgres": _postgres(), "redis": _redis()}
    if checks["postgres"] == "ok":
        long_ago = timezone.now() - LATE
        checks["jobs"] = "late" if Job.objects.filter(state=Job.State.QUEUED, created_at__lt=long_ago).exists() else "ok"
        checks["outbox"] = "late" if Message.objects.filter(state=Message.State.QUEUED, next_attempt_at__lt=long_ago).exists() else "ok"
    return JsonResponse(checks, status=200 if set(checks.values()) == {"ok"} else 503)


def _postgres() -> str:
    try:
        connection.ensure_connection()
    except DatabaseError:
        return "down"
    return "ok"


def _redis() -> str:
    try:
        cache.get("healthz")
    except RedisError:
        return "down"
    return "ok"
