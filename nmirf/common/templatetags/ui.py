"""Template tags available on every page without loading."""

from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmirf.common import changed_words as comparing
from nmirf.common import panels as registry

register = template.Library()
register.simple_tag(comparing.changed_words)


@register.simple_tag(takes_context=True)
def panels(context: template.Context, place: str, thing: Any = None) -> SafeString:
    """What upper apps have to say in `place` about `thing`."""
    request = context["request"]
    parts = [render_to_string(name, {"thing": thing, **more}, request) for name, more in registry.panels(place, request, thing)]
    return mark_safe("".join(parts))  # noqa: S308 - rendered templates, escaped there


@register.filter
def distance(day: Any, today: Any = None) -> str:
    """A due date as people say it, seen from today or the day given: "in 12 days", "today", "9 days late"."""
    if day is None:
        return ""
    days = (day - (today or timezone.localdate())).days
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}


@register.simple_tag(takes_context=True)
def page_query(context: template.Context, page: int) -> str:
    """The present query with another page number."""
    query = context["request"].GET.copy()
    query["page"] = str(page)
    return f"?{query.urlencode()}"


@register.inclusion_tag("common/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page) -> dict[str, Any]:
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"request": context["request"], "page": page, "numbers": numbers, "ellipsis": page.paginator.ELLIPSIS}


@register.inclusion_tag("common/status.html")
def status(recommendation: Any) -> dict[str, Any]:
    """The government's status of implementation, by word, shape and colour. Takes what has `status` as a TextChoices field."""
    return {"code": recommendation.status, "label": recommendation.get_status_display()}


@register.inclusion_tag("common/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    return {"form": form}


@register.inclusion_tag("common/empty.html")
def empty(message: str, address: str = "", action: str = "") -> dict[str, Any]:
    """What will stand here and the one thing to do now."""
    return {"message": message, "address": address, "action": action}


@register.filter
def figure(number: Decimal | None) -> str:
    """A measured number as people write it where they live, without noughts at its end."""
    return "" if number is None else number_format(_short(number), use_l10n=True, force_grouping=True)


@register.filter
def plain(number: Decimal | None) -> str:
    """The same for machines: "1234.5"."""
    return "" if number is None else f"{_short(number):f}"


def _short(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize()
