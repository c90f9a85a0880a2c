from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.forms.translations import TranslationForm
from recommendations.languages import OFFERED, language_name
from recommendations.operations.translations import set_translation
from recommendations.permissions import can_translate
from recommendations.queries.register import whole
from recommendations.queries.texts import texts
from recommendations.views.selection import attempt


@only(can_translate)
def translation(request: SignedInRequest, public_id: UUID, language: str) -> HttpResponse:
    """Write a recommendation's text in one more language, or correct what is there."""
    one = get_object_or_404(whole(request.user), public_id=public_id)
    if language not in OFFERED or language == one.language:
        raise Http404
    there = next((t for t in texts(one, language) if t.language == language), None)
    form = TranslationForm(request.POST or None, initial={"text": there.text if there else ""}, language=language)
    words = {"reference": one.reference, "language": language_name(language)}
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: set_translation(by=request.user, recommendation=one, language=language, text=form.cleaned_data["text"]))
        if made:
            messages.success(request, _("The translation into %(language)s was saved.") % words)
            return redirect("recommendation", one.public_id)
    context = {
        "title": _("%(reference)s in %(language)s") % words,
        "recommendation": one,
        "text": texts(one, one.language)[0],
        "there": there,
        "form": form,
        "crumbs": [(_("Recommendations"), reverse("recommendations")), (one.reference, reverse("recommendation", args=[one.public_id]))],
    }
    return render(request, "recommendations/translation.html", context)
