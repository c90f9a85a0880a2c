from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from nmirf.accounts.permissions import is_staff
from nmirf.accounts.requests import SignedInRequest
from nmirf.jobs.models import Job
from nmirf.jobs.operations import cancel_job


def _visible(request: SignedInRequest, public_id: UUID) -> Job:
    jobs = Job.objects.select_related("started_by")
    return get_object_or_404(jobs if is_staff(request.user) else jobs.filter(started_by=request.user), public_id=public_id)


def job_page(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """How far a job is. htmx asks for the inner part every second; without JavaScript the page reloads itself."""
    job = _visible(request, public_id)
    inner = request.headers.get("HX-Request") == "true"
    if job.state == Job.State.DONE and job.result_url:
        return HttpResponse(headers={"HX-Redirect": job.result_url}) if inner else redirect(job.result_url)
    return render(request, "jobs/progress.html" if inner else "jobs/job.html", {"job": job})


@require_POST
def job_cancel(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    job = _visible(request, public_id)
    cancel_job(by=request.user, job=job)
    return redirect("job", job.public_id)
