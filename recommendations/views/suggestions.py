from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.enums import Decision, SuggestionKind
from recommendations.forms.suggestions import DecideAllForm
from recommendations.models import Suggestion
from recommendations.operations import suggestions as operations
from recommendations.panels import highlighted
from recommendations.permissions import can_suggest
from recommendations.queries import suggestions as queries
from recommendations.views.selection import attempt, safe

PAGE = 25
SURE = "80"  # per cent: what is decided about in one go unless the person says otherwise


@only(can_suggest)
def suggestions(request: SignedInRequest) -> HttpResponse:
    """What is open, by recommendation, with the words in the text that speak for it."""
    rows = queries.open_suggestions(request.GET)
    page = Paginator(queries.suggested_for(rows), PAGE).get_page(request.GET.get("page"))
    lines: list[tuple[Any, SafeString]] = [(one, highlighted(one)) for one in page]
    context = {
        "page": page,
        "lines": lines,
        "count": rows.count(),
        "kinds": SuggestionKind.choices,
        "terms": queries.terms_suggested(),
        "chosen": request.GET,
        "last": queries.trainings().first(),
    }
    return render(request, "recommendations/suggestions/list.html", context)


@only(can_suggest)
@require_POST
def suggestion_decide(request: SignedInRequest) -> HttpResponse:
    """One suggestion, by the button that was pressed: accept=<number> or reject=<number>."""
    accepted = "accept" in request.POST
    number = request.POST.get("accept") or request.POST.get("reject") or ""
    suggestion = get_object_or_404(Suggestion.objects.select_related("term", "institution"), pk=number if number.isdecimal() else 0)
    operations.decide_suggestion(by=request.user, suggestion=suggestion, decision=Decision.ACCEPTED if accepted else Decision.REJECTED)
    said = _("Accepted: %(what)s.") if accepted else _("Rejected: %(what)s. It will not be suggested here again.")
    messages.success(request, said % {"what": suggestion.term or suggestion.institution})
    return redirect(safe(request, request.POST.get("next", ""), reverse("suggestions")))


@only(can_suggest)
def suggestions_decide(request: SignedInRequest) -> HttpResponse:
    """All that fit a kind, a term and a least confidence: their number first, then the decision."""
    given = request.POST if request.method == "POST" else request.GET.copy()
    if request.method == "GET":
        given.setdefault("above", SURE)
    rows = queries.open_suggestions(given)
    count = rows.count()
    form = DecideAllForm(request.POST or None, initial={"expected": count} | {n: given.get(n, "") for n in ("kind", "term", "above")})
    if request.method == "POST" and "confirm" in request.POST and form.is_valid():
        sent = form.cleaned_data

        def run() -> int:
            return operations.decide_suggestions(by=request.user, suggestions=rows, decision=sent["decision"], expected=sent["expected"])

        if (decided := attempt(form, run)) is not None:
            words = ngettext("%(count)d suggestion was decided.", "%(count)d suggestions were decided.", decided)
            messages.success(request, words % {"count": decided})
            return redirect("suggestions")
    context = {"form": form, "count": count, "chosen": given, "kinds": SuggestionKind.choices, "terms": queries.terms_suggested()}
    context["crumbs"] = [(_("Suggestions"), reverse("suggestions"))]
    return render(request, "recommendations/suggestions/all.html", context)


@only(can_suggest)
def trainings(request: SignedInRequest) -> HttpResponse:
    page = Paginator(queries.trainings(), PAGE).get_page(request.GET.get("page"))
    rows = [(one, [(kind.label, one.figures.get(kind.value, {})) for kind in SuggestionKind]) for one in page]
    return render(
        request, "recommendations/suggestions/trainings.html", {"page": page, "rows": rows, "crumbs": [(_("Suggestions"), reverse("suggestions"))]}
    )


@only(can_suggest)
@require_POST
def suggestions_train(request: SignedInRequest) -> HttpResponse:
    return redirect("job", operations.start_training(by=request.user).public_id)
