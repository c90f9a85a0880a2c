from typing import Any

from django.urls import reverse

from nmirf.accounts.models import User
from nmirf.jobs.kinds import Progress, job
from reporting.models import Report, Return
from reporting.operations.handouts import TAKE, apply_return
from reporting.operations.reports import BUILD, build_report


@job(BUILD)
def build(*, by: User, progress: Progress, report: str) -> str:
    """Build the report's draft; gives the page to read it on."""
    build_report(by=by, report=Report.objects.get(public_id=report), progress=progress)
    return reverse("report", args=[report])


@job(TAKE)
def take(*, by: User, progress: Progress, brought: str, **decided: Any) -> str:
    """Save an uploaded workbook; gives the page that says what was saved."""
    apply_return(by=by, brought=Return.objects.get(public_id=brought), progress=progress, **decided)
    return reverse("workbook", args=[brought])
