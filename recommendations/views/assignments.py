from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ministries.models import Institution
from ministries.permissions import is_focal_point
from nmirf.accounts.guards import only, require
from nmirf.accounts.requests import SignedInRequest
from recommendations.enums import AssignmentResponse, AssignmentRole, BulkKind
from recommendations.forms.assignments import AssignForm, ChangeForm, DueForm
from recommendations.models import Assignment
from recommendations.operations.assignments import change_assignment, change_due_date, remove_assignment
from recommendations.permissions import can_assign
from recommendations.queries.assignments import found
from recommendations.views.bulk import decide, tell
from recommendations.views.register import PAGE
from recommendations.views.responses import one_assignment, page_of
from recommendations.views.selection import Selection, attempt, nothing_chosen


def assignments(request: SignedInRequest) -> HttpResponse:
    """Who has what to do by when; a focal point begins with what is theirs."""
    chosen = request.GET.copy()
    if "mine" not in chosen and is_focal_point(request.user):
        chosen["mine"] = "true"
    page = Paginator(found(request, chosen), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "count": ngettext("%(count)d assignment", "%(count)d assignments", page.paginator.count) % {"count": page.paginator.count},
        "chosen": chosen,
        "institutions": Institution.objects.filter(assignments__isnull=False).distinct().order_by("name"),
        "roles": AssignmentRole.choices,
        "responses": AssignmentResponse.choices,
        "query": chosen.urlencode(),
        "has_mine": is_focal_point(request.user),
        "can_assign": can_assign(request.user),
    }
    return render(request, "recommendations/assignments.html", context)


@only(can_assign)
def assignment_new(request: SignedInRequest) -> HttpResponse:
    """Asks whom the chosen recommendations go to, then assigns them."""
    form = AssignForm(request.POST if "confirm" in request.POST else None)
    context = {"title": _("Assign"), "action": _("Assign")}

    def given() -> dict[str, Any]:
        data = form.cleaned_data
        return {"institution": data["institution"].slug, "due_on": data["due_on"] and data["due_on"].isoformat()} | {
            name: data[name] for name in ("role", "replace_lead")
        }

    return decide(request, BulkKind.ASSIGNED, lambda rows: form, given, context)


def assignment(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Who answers, until when, what was said about it; the secretariat also changes its role and due date, or removes it."""
    one = one_assignment(request, public_id)
    form = ChangeForm(request.POST or None, initial={"role": one.role, "due_on": one.due_on})
    if request.method == "POST":
        require(can_assign(request.user))
        if form.is_valid() and attempt(form, lambda: change_assignment(by=request.user, assignment=one, **form.cleaned_data)):
            messages.success(request, _("The assignment was changed."))
            return redirect("recommendation", one.recommendation.public_id)
    return render(request, "recommendations/assignment.html", page_of(request, one) | {"form": form})


@require_POST
@only(can_assign)
def assignment_remove(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = get_object_or_404(Assignment.objects.visible_to(request.user).select_related("institution", "recommendation"), public_id=public_id)
    remove_assignment(by=request.user, assignment=one)
    messages.success(request, _("%(institution)s is no longer assigned.") % {"institution": one.institution})
    return redirect("recommendation", one.recommendation.public_id)


@require_POST
@only(can_assign)
def assignment_due(request: SignedInRequest) -> HttpResponse:
    """Asks for a new due date of the chosen assignments, then sets it."""
    selection = Selection.of(request)
    if selection.everything:
        rows = found(request, QueryDict(selection.query))
    else:
        rows = Assignment.objects.visible_to(request.user).filter(public_id__in=selection.chosen)
    if not (count := rows.count()):
        return nothing_chosen(request)
    form = DueForm(request.POST if "confirm" in request.POST else None)
    is_sent = form.is_bound and form.is_valid()
    if is_sent and (change := attempt(form, lambda: change_due_date(by=request.user, assignments=rows, **form.cleaned_data))):
        tell(request, change)
        return redirect(selection.next)
    lead = ngettext("%(count)d assignment is chosen.", "%(count)d assignments are chosen.", count) % {"count": count}
    context = {"title": _("Change due dates"), "form": form, "selection": selection, "lead": lead, "action": _("Change the due date")}
    return render(request, "recommendations/form.html", context | {"crumbs": [(_("Assignments"), reverse("assignments"))]})
