"""What a person was reminded of and still owes, how they want to be reminded, and their calendar of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from nmirf.accounts.requests import SignedInRequest
from nmirf.notifications import unsubscribing
from nmirf.notifications.calendar_feed import calendar_of
from nmirf.notifications.due import DueItem
from nmirf.notifications.forms import PreferenceForm, SnoozeForm
from nmirf.notifications.models import Feed, Preference, Snooze
from nmirf.notifications.operations import own
from nmirf.notifications.queries import inbox_of, items_of

SHOWN_ONCE = "calendar"  # a new address in the session


def inbox(request: SignedInRequest) -> HttpResponse:
    return render(request, "notifications/inbox.html", {"inbox": inbox_of(request.user)})


def snooze(request: SignedInRequest, thing: str) -> HttpResponse:
    item = _own_item(request, thing)
    form = SnoozeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        own.snooze(by=request.user, item=item, **form.cleaned_data)
        messages.success(request, _("You are not reminded of it until then. The secretariat can read why."))
        return redirect("inbox")
    return render(request, "notifications/snooze.html", {"form": form, "item": item, "crumbs": [(_("Inbox"), reverse("inbox"))]})


def _own_item(request: SignedInRequest, thing: str) -> DueItem:
    for item, _level in items_of(request.user):
        if item.thing == thing:
            return item
    raise Http404


@require_POST
def snooze_end(request: SignedInRequest, public_id: str) -> HttpResponse:
    own.end_snooze(by=request.user, snooze=get_object_or_404(Snooze, public_id=public_id, user=request.user))
    messages.success(request, _("You are reminded of it again."))
    return redirect("inbox")


def preferences(request: SignedInRequest) -> HttpResponse:
    wish = Preference.objects.filter(user=request.user).first() or Preference(user=request.user)
    form = PreferenceForm(request.POST or None, initial={name: getattr(wish, name) for name in PreferenceForm.base_fields})
    if request.method == "POST" and form.is_valid():
        own.change_preferences(by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("preferences")
    context: dict[str, Any] = {"form": form, "feed": Feed.objects.filter(user=request.user).first(), "crumbs": [(_("Inbox"), reverse("inbox"))]}
    if secret := request.session.pop(SHOWN_ONCE, ""):
        context["calendar"] = request.build_absolute_uri(reverse("calendar_feed", args=[secret]))
    return render(request, "notifications/preferences.html", context)


@require_POST
def feed_make(request: SignedInRequest) -> HttpResponse:
    request.session[SHOWN_ONCE] = own.make_feed(by=request.user)
    return redirect(reverse("preferences") + "#calendar")


@require_POST
def feed_revoke(request: SignedInRequest) -> HttpResponse:
    own.revoke_feed(by=request.user)
    messages.success(request, _("The calendar's address no longer works."))
    return redirect(reverse("preferences") + "#calendar")


@login_not_required
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Whoever knows the address reads it: calendars can't sign in. So it says nothing confidential."""
    feed = get_object_or_404(Feed.objects.select_related("user"), secret_hash=own.hash_of(secret), user__is_active=True)
    with override(feed.user.language):
        answer = HttpResponse(calendar_of(feed.user, timezone.now()), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@csrf_exempt  # the signed address is what proves it; mail programs post here with one click (RFC 8058)
@login_not_required
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    found = unsubscribing.read(token)
    if found is None:
        raise Http404
    user, kind = found
    if request.method == "POST":
        own.unsubscribe(by=user, kind=kind)
    with override(user.language):
        context = {"kind": kind, "is_done": request.method == "POST", "LANGUAGE_CODE": user.language}
        return render(request, "notifications/unsubscribe.html", context)
