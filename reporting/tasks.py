from django.urls import reverse

from nmirf.accounts.models import User
from nmirf.jobs.kinds import Progress, job
from reporting.models import Report
from reporting.operations.reports import BUILD, build_report


@job(BUILD)
def build(*, by: User, progress: Progress, report: str) -> str:
    """Build the report's draft; gives the page to read it on."""
    build_report(by=by, report=Report.objects.get(public_id=report), progress=progress)
    return reverse("report", args=[report])
