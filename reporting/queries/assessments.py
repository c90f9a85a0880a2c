"""What approved updates say of a recommendation, as a column of the register and its exports.

Drafts, and updates that wait for review or were sent back, are never in it: an export goes further than its reader.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from recommendations.enums import AssignmentRole, Status
from recommendations.models import Recommendation
from recommendations.queries.columns import Column, Parts
from recommendations.queries.sets import among
from reporting.models import Update

PART = "assessments"


def load(pks: Sequence[int]) -> dict[int, list[tuple[str, str, str]]]:
    """(institution, status, text) of the latest approved update of each institution, lead first, then by name."""
    approved = Update.objects.approved().filter(assignment__recommendation__in=among(pks))
    latest = approved.order_by("assignment_id", "-reviewed_at", "-pk").distinct("assignment_id")
    said = latest.values_list(
        "assignment__recommendation_id", "assignment__role", "assignment__institution__name", "status", "text"
    )  # fmt: skip
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for pk, _role, name, status, text in sorted(said, key=lambda one: (one[1] != AssignmentRole.LEAD, one[2])):
        found[pk].append((name, status, text))
    return found


def assessment(row: Recommendation, parts: Parts) -> list[str]:
    """ "Ministry of Health (Under way): A bill is before parliament."."""
    return [f"{name} ({Status(status).label}): {text}" for name, status, text in parts[PART].get(row.pk, ())]


ASSESSMENT = Column("assessment", _("Assessment, from approved updates"), assessment, PART, width=80)
