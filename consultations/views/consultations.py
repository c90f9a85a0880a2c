from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultations.forms import ConsultationForm, ContributionForm
from consultations.models import Consultation
from consultations.operations.consultation import change_consultation, close_consultation, create_consultation, publish_consultation
from consultations.operations.contribution import ContributionRefused, contribute
from consultations.permissions import bodies, can_be_asked, can_manage_consultations, can_reply
from consultations.queries import consultations_for, contributions_for
from nmirf.accounts.guards import only, require
from nmirf.accounts.requests import SignedInRequest


def consultations(request: SignedInRequest) -> HttpResponse:
    page = Paginator(consultations_for(request.user), 50).get_page(request.GET.get("page"))
    return render(request, "consultations/consultations.html", {"page": page, "may_manage": can_manage_consultations(request.user)})


def consultation(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What is asked, until when, who reads what one writes; what was said, and the replies. Sending is a POST to it."""
    found = _visible(request, public_id)
    may_speak = can_be_asked(request.user, found)
    form, status = None, 200
    if request.method == "POST":
        require(may_speak)
        form = _form(request, found)
        if form.is_valid():
            try:
                contribute(by=request.user, consultation=found, **form.cleaned_data)
            except ContributionRefused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(
                    request, _("Your contribution was received. You can change it until the secretariat replies or the consultation closes.")
                )
                return redirect("consultation", found.public_id)
    elif may_speak and found.is_open:
        form = _form(request, found)
    said = contributions_for(request.user).filter(consultation=found)
    context = {
        "consultation": found,
        "form": form,
        "may_speak": may_speak,
        "may_manage": can_manage_consultations(request.user),
        "may_reply": can_reply(request.user),
        "own": [c for c in said if c.institution in bodies(request.user)],
        "others": [c for c in said if c.institution not in bodies(request.user)],
        "crumbs": [(_("Consultations"), reverse("consultations"))],
    }
    return render(request, "consultations/consultation.html", context, status=status)


@only(can_manage_consultations)
def consultation_new(request: SignedInRequest) -> HttpResponse:
    form = ConsultationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = create_consultation(by=request.user, **form.cleaned_data)
        messages.success(request, _("The consultation was saved. Nobody outside sees it until you publish it."))
        return redirect("consultation", made.public_id)
    crumbs = [(_("Consultations"), reverse("consultations"))]
    return render(request, "common/form_page.html", {"form": form, "title": _("New consultation"), "crumbs": crumbs})


def consultation_edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = _managed(request, public_id)
    form = ConsultationForm(request.POST or None, initial=ConsultationForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        change_consultation(by=request.user, consultation=found, **form.cleaned_data)
        messages.success(request, _("The consultation was saved."))
        return redirect("consultation", found.public_id)
    crumbs = [(_("Consultations"), reverse("consultations")), (found.title, reverse("consultation", args=[found.public_id]))]
    return render(request, "common/form_page.html", {"form": form, "title": _("Change the consultation"), "crumbs": crumbs})


@require_POST
def consultation_publish(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = publish_consultation(by=request.user, consultation=_managed(request, public_id))
    messages.success(request, _("The consultation was published. The invited bodies see it."))
    return redirect("consultation", found.public_id)


@require_POST
def consultation_close(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = close_consultation(by=request.user, consultation=_managed(request, public_id))
    messages.success(request, _("The consultation was closed. It takes no more contributions."))
    return redirect("consultation", found.public_id)


def _visible(request: SignedInRequest, public_id: UUID) -> Consultation:
    return get_object_or_404(consultations_for(request.user), public_id=public_id)


def _managed(request: SignedInRequest, public_id: UUID) -> Consultation:
    found = _visible(request, public_id)
    require(can_manage_consultations(request.user))
    return found


def _form(request: SignedInRequest, consultation: Consultation) -> ContributionForm:
    asked = [body for body in bodies(request.user) if body in consultation.invited.all()]
    return ContributionForm(request.POST or None, speaks_for=asked)
