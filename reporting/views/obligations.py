from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from nmirf.common.middleware import back
from recommendations.models import ImportBatch
from reporting.forms.obligations import ObligationForm, SentForm
from reporting.models import Obligation
from reporting.operations.obligations import add_obligation, add_proposed_obligation, change_obligation, mark_sent
from reporting.permissions import can_add_proposed_obligations, can_manage_obligations, can_see_obligations
from reporting.queries.obligations import open_obligations, sent_obligations
from reporting.queries.proposals import open_proposals

PAGE = 50


@only(can_see_obligations)
def obligations(request: SignedInRequest) -> HttpResponse:
    """What is due to whom, next first; or what was sent."""
    is_sent = request.GET.get("sent") == "1"
    rows = sent_obligations() if is_sent else open_obligations()
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "is_sent": is_sent,
        "can_manage": can_manage_obligations(request.user),
        "proposals": open_proposals() if can_add_proposed_obligations(request.user) and not is_sent else [],
    }
    return render(request, "reporting/obligations.html", context)


@require_POST
@only(can_add_proposed_obligations)
def obligation_proposed(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Add what an imported document asks for; back to the page the button stood on."""
    batch = get_object_or_404(ImportBatch, public_id=public_id)
    obligation = add_proposed_obligation(by=request.user, batch=batch, kind=request.POST.get("kind", ""))
    messages.success(request, _("The obligation “%(title)s” was added.") % {"title": obligation})
    return back(request, "obligations")


@only(can_manage_obligations)
def obligation_new(request: SignedInRequest) -> HttpResponse:
    form = ObligationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        obligation = add_obligation(by=request.user, **form.cleaned_data)
        messages.success(request, _("The obligation “%(title)s” was added.") % {"title": obligation})
        return redirect("obligations")
    return render(request, "reporting/obligation_edit.html", {"form": form, "crumbs": _crumbs()})


@only(can_manage_obligations)
def obligation_edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    obligation = get_object_or_404(Obligation, public_id=public_id)
    title = obligation.title  # validation writes into the instance
    form = ObligationForm(request.POST or None, instance=obligation)
    if request.method == "POST" and form.is_valid():
        change_obligation(by=request.user, obligation=obligation, **form.cleaned_data)
        messages.success(request, _("The obligation was saved."))
        return redirect("obligations")
    sent = SentForm(initial={"on": obligation.done_on or timezone.localdate()})
    context = {"form": form, "sent": sent, "obligation": obligation, "title": title, "crumbs": _crumbs()}
    return render(request, "reporting/obligation_edit.html", context)


@require_POST
@only(can_manage_obligations)
def obligation_sent(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    obligation = get_object_or_404(Obligation, public_id=public_id)
    form = SentForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That is no date. Give the day it was sent, or leave it empty."))
        return redirect("obligation_edit", public_id=public_id)
    mark_sent(by=request.user, obligation=obligation, on=form.cleaned_data["on"])
    messages.success(request, _("The obligation was saved."))
    return redirect("obligations")


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Obligations"), reverse("obligations"))]
