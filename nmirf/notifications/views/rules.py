"""When people are reminded, on which days not, and what they put off: for those who run the mechanism."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from nmirf.notifications import due, rules
from nmirf.notifications.forms import HolidayForm, RuleForm, YearForm
from nmirf.notifications.models import Holiday, ReminderRule, Snooze
from nmirf.notifications.national_holidays import NoCalendar, proposed
from nmirf.notifications.operations.rules import add_holiday, add_holidays, change_rule, remove_holiday, reset_rule
from nmirf.notifications.permissions import can_change_rules, can_view_rules


@only(can_view_rules)
def reminder_rules(request: HttpRequest) -> HttpResponse:
    kinds, changed = due.kinds(), set(ReminderRule.objects.values_list("kind", flat=True))
    rows = [(name, kinds[name].words, timing, name in changed) for name, timing in rules.timings().items()]
    context = {
        "rows": sorted(rows, key=lambda row: str(row[1])),
        "may_change": can_change_rules(request.user),
        "weekend": [WEEKDAYS[day - 1] for day in sorted(settings.WEEKEND)],
        "holidays": Holiday.objects.filter(on__gte=timezone.localdate()).count(),
        "put_off": Snooze.objects.filter(until__gt=timezone.localdate()).count(),
    }
    return render(request, "notifications/rules.html", context)


@only(can_change_rules)
def rule_edit(request: SignedInRequest, kind: str) -> HttpResponse:
    if kind not in due.kinds():
        raise Http404
    words, timing = due.kinds()[kind].words, rules.timings()[kind]
    form = RuleForm(request.POST or None, initial=RuleForm.initial_of(timing))
    if request.method == "POST" and "reset" in request.POST:
        reset_rule(by=request.user, kind=kind)
        messages.success(request, _("The rule is as it was at first."))
        return redirect("reminder_rules")
    if request.method == "POST" and form.is_valid():
        change_rule(by=request.user, kind=kind, timing=form.timing())
        messages.success(request, _("The rule was saved."))
        return redirect("reminder_rules")
    is_changed = ReminderRule.objects.filter(kind=kind).exists()
    crumbs = [(_("Reminders"), reverse("reminder_rules"))]
    return render(request, "notifications/rule_edit.html", {"form": form, "title": words, "is_changed": is_changed, "crumbs": crumbs})


@only(can_view_rules)
def holidays(request: SignedInRequest) -> HttpResponse:
    may_change = can_change_rules(request.user)
    form = HolidayForm(request.POST or None)
    if request.method == "POST" and may_change and form.is_valid():
        add_holiday(by=request.user, **form.cleaned_data)
        messages.success(request, _("The holiday was added."))
        return redirect("holidays")
    page = Paginator(Holiday.objects.order_by("-on"), 50).get_page(request.GET.get("page"))
    context = {"form": form, "year": YearForm(initial={"year": timezone.localdate().year + 1}), "page": page, "may_change": may_change}
    return render(request, "notifications/holidays.html", context | {"crumbs": [(_("Reminders"), reverse("reminder_rules"))]})


@only(can_change_rules)
@require_POST
def holidays_propose(request: SignedInRequest) -> HttpResponse:
    """Adds what is known of a year; each can be taken away again."""
    form = YearForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a year from 2000 to 2100."))
        return redirect("holidays")
    try:
        days = proposed(settings.NMIRF_STATE, form.cleaned_data["year"])
    except NoCalendar:
        messages.error(request, _("No calendar of holidays is known for this State. Add them one by one."))
        return redirect("holidays")
    count = add_holidays(by=request.user, days=days)
    messages.success(request, ngettext("%(count)d holiday was added.", "%(count)d holidays were added.", count) % {"count": count})
    return redirect("holidays")


@only(can_change_rules)
@require_POST
def holiday_remove(request: SignedInRequest, number: int) -> HttpResponse:
    remove_holiday(by=request.user, holiday=get_object_or_404(Holiday, pk=number))
    messages.success(request, _("The holiday was removed."))
    return redirect("holidays")


@only(can_view_rules)
def snoozes(request: HttpRequest) -> HttpResponse:
    """What people put off, and why."""
    found = Snooze.objects.filter(until__gt=timezone.localdate()).select_related("user").order_by("until", "pk")
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "notifications/snoozes.html", {"page": page, "crumbs": [(_("Reminders"), reverse("reminder_rules"))]})
