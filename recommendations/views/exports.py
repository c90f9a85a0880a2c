from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from nmirf.jobs.models import Job
from recommendations.documents.files import KEPT, attached, place
from recommendations.forms.exports import ExportForm
from recommendations.operations.exports import EXPORT, start_export
from recommendations.permissions import can_export
from recommendations.queries.columns import chosen
from recommendations.queries.exports import AT_ONCE, FORMS, Wanted
from recommendations.views.register import query_of


@only(can_export)
def export(request: SignedInRequest) -> HttpResponse:
    """Format and columns of what the filters find. A short file comes at once, from `export_file`; a long one is a job."""
    sent = request.POST if request.method == "POST" else request.GET
    wanted = _wanted(request, sent)
    named = [column.name for column in wanted.columns]
    form = ExportForm(request.POST or None, first=wanted.columns, initial={"columns": named, "format": sent.get("format", "xlsx")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        job = start_export(by=request.user, query=wanted.query, columns=given["columns"], form=given["format"])
        return redirect("job", job.public_id)
    context = {
        "form": form,
        "wanted": wanted,
        "filters": list(QueryDict(wanted.query).lists()),
        "is_long": wanted.count > AT_ONCE,
        "at_once": AT_ONCE,
        "crumbs": [(_("Recommendations"), f"{reverse('recommendations')}?{wanted.query}")],
    }
    return render(request, "recommendations/export.html", context)


@only(can_export)
def export_file(request: SignedInRequest) -> HttpResponse | FileResponse:
    """The file itself; where it would take long, the page that has it made."""
    form = FORMS.get(request.GET.get("format", "xlsx"))
    if form is None:
        raise Http404
    wanted = _wanted(request, request.GET)
    if wanted.count > AT_ONCE:
        return redirect(f"{reverse('export')}?{request.GET.urlencode()}")
    return attached(form, wanted)


@only(can_export)
def export_ready(request: SignedInRequest, export: UUID) -> HttpResponse:
    """A file that was made in the background, or that its days are over."""
    job = _own(request, export)
    path = place(str(export), job.arguments["form"])
    context = {
        "job": job,
        "export": export,
        "wanted": Wanted(request.user, job.arguments["query"], ()),
        "form": FORMS[job.arguments["form"]],
        "size": path.stat().st_size if path.exists() else None,
        "until": (job.finished_at or timezone.now()) + KEPT,
        "crumbs": [(_("Recommendations"), f"{reverse('recommendations')}?{job.arguments['query']}")],
    }
    return render(request, "recommendations/export_ready.html", context)


@only(can_export)
def export_download(request: SignedInRequest, export: UUID) -> FileResponse:
    job = _own(request, export)
    form, path = FORMS[job.arguments["form"]], place(str(export), job.arguments["form"])
    if not path.exists():
        raise Http404
    name = form.file_name(Wanted(request.user, job.arguments["query"], ()), timezone.localdate(job.created_at))
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=form.content_type)


def _own(request: SignedInRequest, export: UUID) -> Job:
    """Only who asked for it: the file holds what that person may see."""
    return get_object_or_404(Job, kind=EXPORT, started_by=request.user, arguments__export=str(export))


def _wanted(request: SignedInRequest, sent: Any) -> Wanted:
    return Wanted(request.user, query_of(sent), chosen(",".join(sent.getlist("columns"))))
