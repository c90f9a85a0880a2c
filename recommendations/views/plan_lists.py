"""Plans seen in two more ways: along time, and by what they take, from the need to the recommendations."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from nmirf.accounts.requests import SignedInRequest
from recommendations.enums import Need
from recommendations.models import Action, Framework
from recommendations.queries.actions import counts_by_need, needing
from recommendations.queries.plan_timeline import plan_timeline
from recommendations.views.register import PAGE

BARS = 100  # on one page


def framework_timeline(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = get_object_or_404(Framework, public_id=public_id)
    rows = Action.objects.visible_to(request.user).filter(frameworks=one).select_related("institution")
    page = Paginator(rows.order_by("starts_on", "ends_on", "pk"), BARS).get_page(request.GET.get("page"))
    is_rtl = get_language_bidi()
    crumbs = [
        (_("Implementation plans"), reverse("plans")),
        (_("Plans and reviews"), reverse("frameworks")),
        (one.title, reverse("framework", args=[one.public_id])),
    ]
    timeline = plan_timeline(one, list(page), timezone.localdate(), is_rtl=is_rtl)
    context = {"framework": one, "page": page, "timeline": timeline, "is_rtl": is_rtl, "crumbs": crumbs}
    return render(request, "recommendations/plans/timeline.html", context)


def needs(request: SignedInRequest) -> HttpResponse:
    """Recommendations that need a law; or, with `?need=`, something else."""
    asked = request.GET.get("need")
    need = Need(asked) if asked in Need.values else Need.LAW
    titles = {
        Need.LAW: _("What needs a law"),
        Need.POLICY: _("What needs a policy"),
        Need.BUDGET: _("What needs a budget"),
        Need.INSTITUTION: _("What needs an institution"),
        Need.TRAINING: _("What needs training"),
        Need.DATA: _("What needs data"),
    }
    page = Paginator(needing(request.user, need), PAGE).get_page(request.GET.get("page"))
    counts, count = counts_by_need(request.user), page.paginator.count
    context = {
        "title": titles[need],
        "need": need,
        "needs": [(one.value, one.label, counts.get(one, 0)) for one in Need],
        "page": page,
        "count": ngettext("%(count)d recommendation", "%(count)d recommendations", count) % {"count": count},
        "crumbs": [(_("Implementation plans"), reverse("plans"))],
    }
    return render(request, "recommendations/plans/needs.html", context)
