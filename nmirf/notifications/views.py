from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nmirf.accounts.guards import only
from nmirf.notifications.forms import OutboxFilter
from nmirf.notifications.models import Message
from nmirf.notifications.permissions import can_read_text, can_view_outbox
from nmirf.notifications.queries import outbox as outbox_query
from nmirf.notifications.reminders import RULES


@only(can_view_outbox)
def outbox(request: HttpRequest) -> HttpResponse:
    """What was sent, to whom, why, and what became of it."""
    form = OutboxFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = Paginator(outbox_query(**chosen), 50).get_page(request.GET.get("page"))
    return render(request, "notifications/outbox.html", {"form": form, "page": page, "is_filtered": any(chosen.values())})


@only(can_view_outbox)
def message(request: HttpRequest, public_id: UUID) -> HttpResponse:
    mail = get_object_or_404(Message.objects.select_related("user"), public_id=public_id)
    words = {rule.code: rule.words for rule in RULES}
    reminders = [(words.get(reminder.rule, reminder.rule), reminder) for reminder in mail.reminders.order_by("due_on", "pk")]
    context = {"mail": mail, "reminders": reminders, "is_readable": can_read_text(request.user, mail)}
    return render(request, "notifications/message.html", context | {"crumbs": [(_("Outbox"), reverse("outbox"))]})
