"""What reports and the dashboard are tested on."""

from datetime import datetime, timedelta

from django.utils import timezone

from nmirf.accounts.models import User
from recommendations.enums import Status
from recommendations.models import Assignment
from reporting.enums import UpdateState
from reporting.models import Update


def approved(assignment: Assignment, by: User, text: str = "A law was passed.", days_ago: int = 1, status: str = Status.UNDER_WAY) -> Update:
    """An update of the assignment's institution that the secretariat approved so many days ago."""
    moment: datetime = timezone.now() - timedelta(days=days_ago)
    times = {"submitted_at": moment, "submitted_by": by, "reviewed_at": moment, "reviewed_by": by}
    return Update.objects.create(assignment=assignment, state=UpdateState.APPROVED, status=status, text=text, author=by, **times)
