from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ministries.models import Institution
from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.forms.mandates import MandatesForm
from recommendations.operations.mandates import set_mandates
from recommendations.permissions import can_set_mandates


@only(can_set_mandates)
def institution_mandates(request: SignedInRequest, slug: str) -> HttpResponse:
    """Which themes and goals the institution works on."""
    found = get_object_or_404(Institution, slug=slug)
    form = MandatesForm(request.POST if request.method == "POST" else None, institution=found)
    if request.method == "POST" and form.is_valid():
        set_mandates(by=request.user, institution=found, terms=[*form.cleaned_data["themes"], *form.cleaned_data["goals"]])
        messages.success(request, _("The mandates were saved. They count when suggestions are next made."))
        return redirect("institution", slug)
    crumbs = [(_("Institutions"), reverse("institutions")), (found.short_name, reverse("institution", args=[slug]))]
    title = _("What does %(institution)s work on?") % {"institution": found.short_name}
    return render(request, "common/form_page.html", {"form": form, "title": title, "crumbs": crumbs})
