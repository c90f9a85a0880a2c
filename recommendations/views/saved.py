"""Filters of the register under a name of the person's own, and the link to share them."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.forms.saved import SavedFilterForm
from recommendations.models import SavedFilter
from recommendations.operations.saved import delete_filter, rename_filter, save_filter
from recommendations.permissions import can_save_filter
from recommendations.queries.columns import COLUMNS
from recommendations.views.register import PAGE, query_of
from recommendations.views.selection import attempt


def saved_filters(request: SignedInRequest) -> HttpResponse:
    """The person's own, by name."""
    rows = SavedFilter.objects.filter(owner=request.user).order_by("name", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = [(one, request.build_absolute_uri(reverse("saved_filter", args=[one.public_id]))) for one in page]
    crumbs = [(_("Recommendations"), reverse("recommendations"))]
    return render(request, "recommendations/saved_filters.html", {"page": page, "saved": shown, "crumbs": crumbs})


def saved_filter(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Whoever has the link is taken to the register with these filters, and sees there what they may see."""
    one = get_object_or_404(SavedFilter, public_id=public_id)
    columns = urlencode({"columns": one.columns}, doseq=True)
    return redirect(f"{reverse('recommendations')}?{'&'.join(part for part in (one.query, columns) if part)}")


@only(can_save_filter)
def saved_filter_new(request: SignedInRequest) -> HttpResponse:
    """Gives the filters of the address a name."""
    query, columns = query_of(request.GET), [name for name in request.GET.getlist("columns") if name in COLUMNS]
    form = SavedFilterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: save_filter(by=request.user, query=query, columns=columns, **form.cleaned_data))
        if saved:
            messages.success(request, _("The filter “%(name)s” was saved.") % {"name": saved.name})
            return redirect("saved_filters")
    context = {
        "title": _("Save this filter"),
        "form": form,
        "action": _("Save"),
        "crumbs": [(_("Recommendations"), f"{reverse('recommendations')}?{request.GET.urlencode()}")],
    }
    return render(request, "recommendations/form.html", context)


def saved_filter_edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = _own(request, public_id)
    form = SavedFilterForm(request.POST or None, initial={"name": one.name})
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: rename_filter(by=request.user, saved=one, **form.cleaned_data)):
        messages.success(request, _("The filter was renamed."))
        return redirect("saved_filters")
    context = {
        "title": _("Rename the filter “%(name)s”") % {"name": one.name},
        "form": form,
        "action": _("Save"),
        "crumbs": [(_("Recommendations"), reverse("recommendations")), (_("Saved filters"), reverse("saved_filters"))],
    }
    return render(request, "recommendations/form.html", context)


@require_POST
def saved_filter_delete(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = _own(request, public_id)
    delete_filter(by=request.user, saved=one)
    messages.success(request, _("The filter “%(name)s” was deleted.") % {"name": one.name})
    return redirect("saved_filters")


def _own(request: SignedInRequest, public_id: UUID) -> SavedFilter:
    return get_object_or_404(SavedFilter, owner=request.user, public_id=public_id)
