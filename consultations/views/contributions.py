from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.forms import ContributionForm, ReplyForm, TextForm
from consultations.models import Contribution
from consultations.operations.contribution import ContributionRefused, change_contribution, contribute, reply
from consultations.permissions import bodies, can_change_contribution, can_reply
from consultations.queries import ContributionFilter, contributions_for
from ministries.permissions import is_independent
from nmirf.accounts.guards import require
from nmirf.accounts.requests import SignedInRequest
from nmirf.common.forms import style
from recommendations.models import Recommendation


def contributions(request: SignedInRequest) -> HttpResponse:
    """All that one may read, on recommendations and in consultations."""
    narrowed = ContributionFilter(request.GET, contributions_for(request.user))
    form = narrowed.form
    if can_reply(request.user):
        form.fields["unanswered"].widget = forms.CheckboxInput()
        style(form.fields["unanswered"].widget)
    else:
        del form.fields["unanswered"]
    page = Paginator(narrowed.qs, 50).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "may_reply": can_reply(request.user)}
    return render(request, "consultations/contributions.html", context)


def contribution(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One contribution and the replies to it. Replying is a POST to it."""
    found = _visible(request, public_id)
    form = ReplyForm(request.POST or None) if can_reply(request.user) or request.method == "POST" else None
    if form and request.method == "POST":
        require(can_reply(request.user))
        if form.is_valid():
            reply(by=request.user, contribution=found, text=form.cleaned_data["text"])
            messages.success(request, _("Your reply was saved, and its author was told that there is one."))
            return redirect("contribution", found.public_id)
    context = {
        "contribution": found,
        "form": form,
        "may_change": can_change_contribution(request.user, found) and _changeable(found),
        "crumbs": [(_("Comments"), reverse("contributions"))],
    }
    return render(request, "consultations/contribution.html", context)


def contribution_edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = _visible(request, public_id)
    require(can_change_contribution(request.user, found))
    form = TextForm(request.POST or None, initial={"text": found.text, "visibility": found.visibility})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            change_contribution(by=request.user, contribution=found, **form.cleaned_data)
        except ContributionRefused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _("Your contribution was changed."))
            return redirect("contribution", found.public_id)
    crumbs = [(_("Comments"), reverse("contributions")), (found.institution.name, reverse("contribution", args=[found.public_id]))]
    return render(request, "consultations/contribution_edit.html", {"form": form, "crumbs": crumbs}, status=status)


def contribution_new(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Comment on a recommendation."""
    about = get_object_or_404(Recommendation.objects.visible_to(request.user).select_related("document__mechanism"), public_id=public_id)
    require(is_independent(request.user))
    form = ContributionForm(request.POST or None, speaks_for=bodies(request.user))
    if request.method == "POST" and form.is_valid():
        contribute(by=request.user, recommendation=about, **form.cleaned_data)
        messages.success(request, _("Your comment was received. You can change it until the secretariat replies."))
        return redirect("recommendation", about.public_id)
    crumbs = [(_("Recommendations"), reverse("recommendations")), (about.reference, reverse("recommendation", args=[about.public_id]))]
    return render(request, "consultations/contribution_new.html", {"form": form, "recommendation": about, "crumbs": crumbs})


def _visible(request: SignedInRequest, public_id: UUID) -> Contribution:
    return get_object_or_404(contributions_for(request.user).select_related("author"), public_id=public_id)


def _changeable(contribution: Contribution) -> bool:
    about = contribution.consultation
    return not contribution.replies.all() and (about is None or about.is_open)
