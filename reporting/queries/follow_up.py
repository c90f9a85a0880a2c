"""What is asked of institutions and how far their answers are: for the secretariat of all, for an institution its own.

In the order of their names: no institution is ranked. Every figure leads to assignments or updates filtered to just these.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, QuerySet, Value, When
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.queries import contributions_for
from ministries.models import Institution
from recommendations.enums import AssignmentRole, Kind
from recommendations.models import Assignment, Recommendation
from reporting.models import Round, RoundItem
from reporting.queries.dashboard import Crosstab, by_mechanism, crossed, listed
from reporting.queries.key_figures import SOON, KeyFigure, key_figures
from reporting.queries.rounds import FOR_SECRETARIAT, with_state
from reporting.queries.updates import TITLES, TO_WRITE, mine, tabs

INSTITUTION = ("institution__slug", "institution__name", "institution__short_name")


def waiting(user: Any) -> list[KeyFigure]:
    """What waits for those who run the mechanism."""
    alone = Recommendation.objects.ours().filter(kind=Kind.RECOMMENDATION, assignments=None).count()
    unanswered = contributions_for(user).filter(replies=None).count()
    return [
        *key_figures(user),
        KeyFigure(alone, _("Assigned to nobody"), listed("recommendations", assigned="false")),
        KeyFigure(unanswered, _("Comments without a reply"), listed("contributions", unanswered="true")),
    ]


def follow_up(user: Any) -> list[Crosstab]:
    """Three queries."""
    return [table for table in [_by_due_date(Assignment.objects.all()), _by_state(user), _rounds()] if table.lines]


def of_institution(user: Any, institution: Institution) -> list[Crosstab]:
    """Its own duties by date, its answers by state, its recommendations by status: three queries."""
    tables = [_by_month(institution), _by_state(user, institution), by_mechanism(institution.slug)]
    return [table for table in tables if table.lines]


def _due(code: str, today: date) -> dict[str, str]:
    """The filters of assignments that leave those of a column."""
    soon = (today + timedelta(days=SOON + 1)).isoformat()
    filters = {
        "overdue": {"overdue": "true"},
        "soon": {"answered": "false", "due_from": today.isoformat(), "due_before": soon},
        "later": {"answered": "false", "due_from": soon},
        "undated": {"answered": "false", "undated": "true"},
        "answered": {"answered": "true"},
    }
    return filters.get(code, {})


def _by_due_date(rows: QuerySet[Assignment]) -> Crosstab:
    today = timezone.localdate()
    columns = [
        ("overdue", _("Overdue")),
        ("soon", _("Due within %(days)d days") % {"days": SOON}),
        ("later", _("Due later")),
        ("undated", _("Without a date")),
        ("answered", _("Answered")),
    ]
    column = Case(
        When(answered_at__isnull=False, then=Value("answered")),
        When(due_on=None, then=Value("undated")),
        When(due_on__lt=today, then=Value("overdue")),
        When(due_on__lte=today + timedelta(days=SOON), then=Value("soon")),
        default=Value("later"),
    )
    found = rows.values_list(*INSTITUTION, column).annotate(Count("pk")).order_by("institution__name", "institution__slug")

    def address(slug: str, code: str) -> str:
        return listed("assignments", mine="", institution=slug, **_due(code, today))

    note = _("Every assignment, by when its answer is due.")
    return Crosstab("due", _("Assignments by due date"), _("Institution"), columns, crossed(found, columns, address), note)


def _by_state(user: Any, institution: Institution | None = None) -> Crosstab:
    """Only states in which the person sees updates: their list has no others."""
    columns = [(tab, str(TITLES[tab])) for tab in tabs(user) if tab != TO_WRITE]
    rows = mine(user).filter(state__in=[code for code, _label in columns])
    if institution:
        rows = rows.filter(assignment__institution=institution)
    fields = [f"assignment__{name}" for name in INSTITUTION]
    found = rows.values_list(*fields, "state").annotate(Count("pk")).order_by("assignment__institution__name", "assignment__institution__slug")

    def address(slug: str, state: str) -> str:
        return listed("updates", state=state, institution=slug) if state else reverse("insight_institution", args=[slug])

    lines = crossed(found, columns, address)
    return Crosstab("states", _("Updates by state"), _("Institution"), columns, lines, has_total=False)


def _rounds() -> Crosstab:
    """Open rounds; each figure leads to the round's board, which has it by institution."""
    columns = [(code, str(label)) for code, label in FOR_SECRETARIAT.items()]
    items = with_state(RoundItem.objects.filter(round__in=Round.objects.open())).order_by("round__closes_on", "round_id")
    fields = ("round__public_id", "round__title", "round__closes_on", "state")
    found = items.values_list(*fields).annotate(Count("pk"))
    rows = [
        (str(public_id), _("%(title)s, until %(day)s") % {"title": title, "day": date_format(day)}, title, state, number)
        for public_id, title, day, state, number in found
    ]
    lines = crossed(rows, columns, lambda public_id, _state: reverse("round", args=[public_id]))
    return Crosstab("rounds", _("Open rounds"), _("Round"), columns, lines, _("Each figure stands on the round’s board, by institution."))


def _by_month(institution: Institution) -> Crosstab:
    """What is not answered: what is late, then month by month, then what has no date."""
    today = timezone.localdate()
    columns = [(role.value, str(role.label)) for role in AssignmentRole]
    period = Case(When(due_on__lt=today, then=Value("late")), default=Value(""))
    rows = Assignment.objects.unanswered().filter(institution=institution)
    found = rows.values_list(period, TruncMonth("due_on"), "role").annotate(Count("pk"))
    counts: dict[tuple[int, date], dict[str, int]] = {}
    for late, month, role, number in found:
        key = (0, date.min) if late else (1, month) if month else (2, date.max)
        counts.setdefault(key, {}).setdefault(role, 0)
        counts[key][role] += number
    filters: dict[str, dict[str, str]] = {}
    table = []
    for (place, month), by_role in sorted(counts.items()):
        label = {0: _("Overdue"), 2: _("Without a date")}.get(place) or date_format(month, "YEAR_MONTH_FORMAT")
        filters[label] = {0: _due("overdue", today), 2: _due("undated", today)}.get(place) or _of_month(month, today)
        table += [(label, label, label, role, number) for role, number in by_role.items()]

    def address(label: str, role: str) -> str:
        return listed("assignments", mine="", institution=institution.slug, **filters[label], **({"role": role} if role else {}))

    note = _("Assignments without an answer.")
    return Crosstab("months", _("What is due when"), _("Due"), columns, crossed(table, columns, address), note)


def _of_month(month: date, today: date) -> dict[str, str]:
    after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return {"answered": "false", "due_from": max(month, today).isoformat(), "due_before": after.isoformat()}
