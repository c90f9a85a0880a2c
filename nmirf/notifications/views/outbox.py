from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from nmirf.notifications.digests import words_of
from nmirf.notifications.forms import OutboxFilter
from nmirf.notifications.models import Bounce, Message
from nmirf.notifications.operations.rules import clear_bounce
from nmirf.notifications.permissions import can_change_rules, can_read_text, can_view_outbox
from nmirf.notifications.queries import outbox as outbox_query


@only(can_view_outbox)
def outbox(request: HttpRequest) -> HttpResponse:
    """What was sent, to whom, why, and what became of it."""
    form = OutboxFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = Paginator(outbox_query(**chosen), 50).get_page(request.GET.get("page"))
    return render(
        request, "notifications/outbox.html", {"form": form, "page": page, "is_filtered": any(chosen.values()), "refusing": Bounce.objects.count()}
    )


@only(can_view_outbox)
def message(request: HttpRequest, public_id: UUID) -> HttpResponse:
    mail = get_object_or_404(Message.objects.select_related("user"), public_id=public_id)
    reminders = [(words_of(reminder.rule), reminder) for reminder in mail.reminders.order_by("due_on", "pk")]
    context = {"mail": mail, "reminders": reminders, "is_readable": can_read_text(request.user, mail)}
    return render(request, "notifications/message.html", context | {"crumbs": [(_("Outbox"), reverse("outbox"))]})


@only(can_view_outbox)
def bounces(request: HttpRequest) -> HttpResponse:
    """Addresses that get no more mail, because a mail server refused them for good."""
    found = Bounce.objects.select_related("user").order_by("-since", "-pk")
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {"page": page, "may_clear": can_change_rules(request.user), "crumbs": [(_("Outbox"), reverse("outbox"))]}
    return render(request, "notifications/bounces.html", context)


@only(can_change_rules)
@require_POST
def bounce_clear(request: SignedInRequest, number: int) -> HttpResponse:
    bounce = get_object_or_404(Bounce, pk=number)
    clear_bounce(by=request.user, bounce=bounce)
    messages.success(request, _("%(address)s gets mail again.") % {"address": bounce.address})
    return redirect("bounces")
