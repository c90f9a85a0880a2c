from io import BytesIO
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from reporting.documents.draft import report_docx as draft_docx
from reporting.forms.reports import ReportForm
from reporting.models import Report
from reporting.operations.reports import rebuild_report, start_report
from reporting.permissions import can_write_reports
from reporting.queries.reports import budgets, draft

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAGE = 50


@only(can_write_reports)
def reports(request: SignedInRequest) -> HttpResponse:
    found = Report.objects.visible_to(request.user).select_related("mechanism", "job").order_by("-created_at", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    counted = budgets(page.object_list)
    return render(request, "reporting/reports.html", {"page": page, "lines": [(report, counted[report.pk]) for report in page.object_list]})


@only(can_write_reports)
def report_new(request: SignedInRequest) -> HttpResponse:
    """Start a report; `?mechanism=CODE&obligation=UUID` fill the form in."""
    form = ReportForm(request.POST or None, initial={name: request.GET[name] for name in ("mechanism", "obligation") if name in request.GET})
    if request.method == "POST" and form.is_valid():
        report = start_report(by=request.user, **form.cleaned_data)
        return _to_the_job(report)
    return render(request, "reporting/report_new.html", {"form": form, "crumbs": _crumbs()})


@only(can_write_reports)
def report(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The draft: gaps first, then outline and text, the words always in view."""
    found = _visible(request, public_id)
    context = {"report": found, "draft": draft(found), "crumbs": _crumbs()}
    return render(request, "reporting/report.html", context)


@only(can_write_reports)
@require_POST
def report_rebuild(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = rebuild_report(by=request.user, report=_visible(request, public_id))
    messages.info(request, _("The draft is being built from what is approved now."))
    return _to_the_job(found)


@only(can_write_reports)
def report_docx(request: SignedInRequest, public_id: UUID) -> FileResponse:
    found = _visible(request, public_id)
    name = slugify(found.title, allow_unicode=True)[:80] or "report"
    return FileResponse(BytesIO(draft_docx(draft(found))), as_attachment=True, filename=f"{name}.docx", content_type=WORD)


def _visible(request: SignedInRequest, public_id: UUID) -> Report:
    reports = Report.objects.visible_to(request.user).select_related("mechanism", "obligation", "job")
    return get_object_or_404(reports, public_id=public_id)


def _to_the_job(report: Report) -> HttpResponse:
    return redirect("job", report.job.public_id) if report.job else redirect("report", report.public_id)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Reports"), reverse("reports"))]
