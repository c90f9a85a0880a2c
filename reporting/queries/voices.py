"""What reporting says of a recommendation: what approved updates say was done, and the government's status with the update it comes from."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recommendations.enums import AssignmentRole, Status
from recommendations.models import Recommendation
from recommendations.queries.sets import among
from recommendations.queries.voices import Said
from reporting.models import AlsoAnswered, StatusChange, Update


def actions_reported(pks: Sequence[int], user: Any) -> dict[int, list[Said]]:
    """The latest approved update of each institution, the lead's first. Nothing that waits for review, whoever reads."""
    latest: dict[tuple[int, str], tuple[bool, UUID, str, datetime]] = {}
    for pk, role, name, public_id, text, at in sorted(_approved(pks), key=lambda one: one[5]):
        latest[pk, name] = (role != AssignmentRole.LEAD, public_id, text, at)
    found: dict[int, list[Said]] = defaultdict(list)
    for (pk, name), (_supports, public_id, text, at) in sorted(latest.items(), key=lambda one: (one[1][0], one[0][1])):
        found[pk].append(Said(name, text, timezone.localdate(at), address=_address(public_id)))
    return found


def _approved(pks: Sequence[int]) -> list[tuple[int, str, str, UUID, str, datetime]]:
    """(recommendation, role, institution, update, what was done, when approved), of answers to it and to others that ask the same."""
    fields = ("assignment__recommendation_id", "assignment__role", "assignment__institution__name")
    own = Update.objects.approved().filter(assignment__recommendation__in=among(pks))
    also = AlsoAnswered.objects.filter(assignment__recommendation__in=among(pks), update__in=Update.objects.approved())
    return [
        *own.values_list(*fields, "public_id", "text", "reviewed_at"),
        *also.values_list(*fields, "update__public_id", "update__text", "update__reviewed_at"),
    ]


def government_assessment(pks: Sequence[int], user: Any) -> dict[int, list[Said]]:
    """The status, since when, and the update that moved it; without an update where the status came another way."""
    changes = StatusChange.objects.filter(recommendation__in=among(pks)).order_by("recommendation_id", "-on", "-pk").distinct("recommendation_id")
    sources = {
        pk: (after, on, name, public_id)
        for pk, after, on, name, public_id in changes.values_list(
            "recommendation_id", "after", "on", "update__assignment__institution__name", "update__public_id"
        )
    }
    rows = Recommendation.objects.filter(pk__in=among(pks)).exclude(status=Status.NO_INFORMATION)
    return {pk: [_status(status, on, sources.get(pk))] for pk, status, on in rows.values_list("pk", "status", "status_on")}


def _status(status: str, on: date | None, source: tuple[str, date, str, UUID] | None) -> Said:
    if source and source[0] == status:
        _after, since, name, public_id = source
        return Said(str(_("from an update of %(institution)s") % {"institution": name}), on=since, status=status, address=_address(public_id))
    return Said("", on=on, status=status)


def _address(public_id: UUID) -> str:
    return reverse("update", args=[public_id])
