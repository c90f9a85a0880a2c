"""Figures for those who lead, for the secretariat, and for one institution; each table also as a workbook."""

from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ministries.enums import InstitutionKind
from ministries.models import Institution
from ministries.permissions import affiliations
from nmirf.accounts.guards import only, require
from nmirf.accounts.requests import SignedInRequest
from recommendations.enums import Status
from recommendations.models import Recommendation
from recommendations.queries.exports import EXCEL
from recommendations.queries.register import some_lines
from recommendations.queries.sets import among
from reporting.documents.figures import write_figures
from reporting.forms.insight import StatusOnForm
from reporting.permissions import can_follow_up, can_see_figures_of
from reporting.queries.dashboard import Crosstab, dashboard
from reporting.queries.follow_up import follow_up, of_institution, waiting
from reporting.queries.over_time import read_history

PAGE = 50


def insight(request: SignedInRequest) -> HttpResponse:
    """Where things stand, the same for everybody who signs in: statuses come from approved updates only."""
    figures = dashboard()
    return _page(request, "reporting/insight.html", figures.tables, lambda key: reverse("insight_xlsx", args=[key]), {"total": figures.total})


@only(can_follow_up)
def insight_follow_up(request: SignedInRequest) -> HttpResponse:
    """Where every institution stands with what is asked of it."""
    state = Institution.objects.filter(kind__in=InstitutionKind.of_the_state(), assignments__isnull=False).distinct().order_by("name")
    context = {"figures": waiting(request.user), "institutions": state}
    return _page(
        request, "reporting/insight_follow_up.html", follow_up(request.user), lambda key: reverse("insight_follow_up_xlsx", args=[key]), context
    )


def insight_institution(request: SignedInRequest, slug: str) -> HttpResponse:
    institution = _institution(request, slug)
    tables = of_institution(request.user, institution)
    context = {"institution": institution, "crumbs": [(_("Figures"), reverse("insight"))]}
    return _page(
        request, "reporting/insight_institution.html", tables, lambda key: reverse("insight_institution_xlsx", args=[institution.slug, key]), context
    )


def insight_status(request: SignedInRequest) -> HttpResponse:
    """The list behind a figure of the past: which recommendations had a status on a day."""
    form = StatusOnForm(request.GET or {"on": timezone.localdate()})
    rows = Recommendation.objects.none()
    if form.is_valid():
        wanted = form.cleaned_data["status"]
        pks = [pk for pk, status in read_history().on(form.cleaned_data["on"]) if wanted in ("", status)]
        rows = Recommendation.objects.visible_to(request.user).filter(pk__in=among(pks)).in_order()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    status = Status(form.cleaned_data["status"]).label if form.is_valid() and form.cleaned_data["status"] else ""
    context = {"form": form, "page": page, "lines": some_lines(page.object_list), "status": status}  # type: ignore[arg-type]
    return render(request, "reporting/insight_status.html", context | {"crumbs": [(_("Figures"), reverse("insight"))]})


def insight_xlsx(request: SignedInRequest, key: str) -> FileResponse:
    return _workbook(dashboard().tables, key, _("Where things stand"))


@only(can_follow_up)
def insight_follow_up_xlsx(request: SignedInRequest, key: str) -> FileResponse:
    return _workbook(follow_up(request.user), key, _("Follow-up"))


def insight_institution_xlsx(request: SignedInRequest, slug: str, key: str) -> FileResponse:
    institution = _institution(request, slug)
    return _workbook(of_institution(request.user, institution), key, institution.name)


def _institution(request: SignedInRequest, slug: str) -> Institution:
    institution = get_object_or_404(Institution, slug=slug)
    require(can_see_figures_of(request.user, institution))
    return institution


def _page(request: SignedInRequest, template: str, tables: Sequence[Crosstab], file: Any, context: dict[str, Any]) -> HttpResponse:
    """With the ways to the other dashboards that the person may see."""
    ways = [(_("Where things stand"), reverse("insight"))]
    if can_follow_up(request.user):
        ways.append((_("Follow-up"), reverse("insight_follow_up")))
    for own in affiliations(request.user).institutions:
        if can_see_figures_of(request.user, own):
            ways.append((str(own), reverse("insight_institution", args=[own.slug])))
    common = {"tables": [(table, file(table.key)) for table in tables], "ways": ways if len(ways) > 1 else [], "today": timezone.localdate()}
    return render(request, template, common | context)


def _workbook(tables: Sequence[Crosstab], key: str, about: str) -> FileResponse:
    """404 for a table that isn't there, or has no line today."""
    table = next((table for table in tables if table.key == key), None)
    if table is None:
        raise Http404
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_figures(table, about, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{key}-{timezone.localdate():%Y-%m-%d}.xlsx", content_type=EXCEL)
