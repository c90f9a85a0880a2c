"""One thing done to all that was chosen: asked with its count before, told with a way back after."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.enums import BulkKind
from recommendations.forms.bulk import TermForm
from recommendations.models import BulkChange, Recommendation
from recommendations.operations.bulk import start_bulk
from recommendations.operations.bulk_by_ids import change_of
from recommendations.operations.bulk_undo import undo_bulk
from recommendations.permissions import can_change_in_bulk, can_tag
from recommendations.queries.sets import composition
from recommendations.views.register import PAGE
from recommendations.views.selection import Selection, attempt, nothing_chosen

AT_ONCE = 5_000  # recommendations; more of them are a job
LISTED = timedelta(days=30)


def decide(
    request: SignedInRequest,
    kind: BulkKind,
    make_form: Callable[[QuerySet[Recommendation]], BaseForm],
    given: Callable[[], dict[str, Any]],
    context: dict[str, Any],
) -> HttpResponse:
    """Ask with the count and what will be left out; once confirmed, do it. `given()` as `change_of` takes it, of a valid form.

    The count travels with the question: where it has changed meanwhile, the question is asked again.
    """
    selection = Selection.of(request)
    rows = selection.recommendations(request.user)
    has = composition(rows)
    if not has.count:
        return nothing_chosen(request)
    form = make_form(rows)
    if form.is_bound and form.is_valid():
        seen = request.POST.get("seen", "")
        expected = int(seen) if seen.isdecimal() else has.count
        if selection.everything and expected == has.count > AT_ONCE:
            job = start_bulk(by=request.user, kind=kind, query=selection.query, expected=expected, given=given())
            return redirect("job", job.public_id)
        change = attempt(form, lambda: change_of(kind, given())(by=request.user, recommendations=rows, expected=expected))
        if change:
            tell(request, change)
            return redirect(selection.next)
    notes = has.notes(to_assign=kind == BulkKind.ASSIGNED) if kind != BulkKind.UNCLUSTERED else []
    return render(request, "recommendations/form.html", context | selection.context(has.count) | {"form": form, "seen": has.count, "notes": notes})


def tell(request: SignedInRequest, change: BulkChange) -> None:
    messages.success(request, format_html('{} <a href="{}">{}</a>', done(change), reverse("bulk_changes"), _("Undo")))


def done(change: BulkChange) -> str:
    """What was done, and how many were left out."""
    count = change.count
    words = {
        BulkKind.ASSIGNED: ngettext(
            "%(count)d recommendation was assigned to %(name)s.", "%(count)d recommendations were assigned to %(name)s.", count
        ),
        BulkKind.CLUSTERED: ngettext(
            "%(count)d recommendation was put into “%(name)s”.", "%(count)d recommendations were put into “%(name)s”.", count
        ),
        BulkKind.UNCLUSTERED: ngettext(
            "%(count)d recommendation was taken out of “%(name)s”.", "%(count)d recommendations were taken out of “%(name)s”.", count
        ),
        BulkKind.TAGGED: ngettext("%(count)d recommendation was given “%(name)s”.", "%(count)d recommendations were given “%(name)s”.", count),
        BulkKind.DUE: ngettext("%(count)d recommendation is due on %(name)s now.", "%(count)d recommendations are due on %(name)s now.", count),
    }[BulkKind(change.kind)] % {"count": count, "name": change.what}
    left_out = change.undoing.get("left_out", 0)
    if left_out:
        words += " " + ngettext("%(count)d was left out.", "%(count)d were left out.", left_out) % {"count": left_out}
    return words


@only(can_tag)
def bulk_tag(request: SignedInRequest) -> HttpResponse:
    """Asks which term the chosen recommendations get, then gives it."""
    form = TermForm(request.POST if "confirm" in request.POST else None)
    context = {"title": _("Give a term"), "action": _("Give them the term")}
    return decide(request, BulkKind.TAGGED, lambda rows: form, lambda: {"term": form.cleaned_data["term"]}, context)


@only(can_change_in_bulk)
def bulk_changes(request: SignedInRequest) -> HttpResponse:
    """What was done to many at once lately, each with its way back."""
    changes = BulkChange.objects.filter(done_at__gte=timezone.now() - LISTED).select_related("done_by").order_by("-done_at", "-pk")
    page = Paginator(changes.defer("undoing"), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "days": LISTED.days, "crumbs": [(_("Recommendations"), reverse("recommendations"))]}
    return render(request, "recommendations/bulk_changes.html", context)


@require_POST
@only(can_change_in_bulk)
def bulk_undo(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    change = get_object_or_404(BulkChange, public_id=public_id)
    left = undo_bulk(by=request.user, change=change)
    messages.success(request, undone(left))
    return redirect("bulk_changes")


def undone(left: int) -> str:
    if not left:
        return _("It was undone: everything is as it was before.")
    words = ngettext(
        "It was undone, but for %(count)d recommendation that somebody has worked on since: it stays as it is.",
        "It was undone, but for %(count)d recommendations that somebody has worked on since: they stay as they are.",
        left,
    )
    return words % {"count": left}
