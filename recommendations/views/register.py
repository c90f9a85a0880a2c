from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmirf.accounts.requests import SignedInRequest
from recommendations.enums import Kind, TermKind
from recommendations.models import Recommendation
from recommendations.permissions import can_assign, can_cluster
from recommendations.queries.facets import Facet, facets, switches
from recommendations.queries.filters import RecommendationFilter
from recommendations.queries.register import found, lines, searched, whole
from recommendations.queries.search import marked
from recommendations.queries.timeline import timeline

PAGE = 50


def recommendations(request: SignedInRequest) -> HttpResponse:
    """The register: search, filters with counts, lines, and for the secretariat what can be done to many of them."""
    words = searched(request.GET)
    rows = found(request.user, request.GET)
    page = Paginator(lines(rows, words), PAGE).get_page(request.GET.get("page"))
    sides = [*facets(Recommendation.objects.visible_to(request.user), request.GET), *switches(request.GET)]
    context = {
        "page": page,
        "lines": marked_lines(page.object_list),
        "count": count_in_words(page.paginator.count, request.GET.get("kind", "")),
        "facets": sides,
        "chips": chips(request.GET, sides),
        "words": words,
        "query": query_of(request.GET),
        "can_act": can_assign(request.user) or can_cluster(request.user),
    }
    return render(request, "recommendations/register.html", context)


def recommendation(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """All the source said, who is responsible, and what happened since."""
    one = get_object_or_404(whole(request.user), public_id=public_id)
    document = QueryDict(mutable=True)
    document["document"] = one.document.symbol or str(one.document.public_id)
    if one.document.state_id and not Recommendation.objects.ours().filter(pk=one.pk).exists():
        document["reference"] = "true"
    context = {
        "recommendation": one,
        "terms": [(kind.label, [t for t in one.tags.all() if t.term.kind == kind]) for kind in TermKind],
        "timeline": timeline(one),
        "document_address": f"{reverse('recommendations')}?{document.urlencode()}",
        "can_assign": can_assign(request.user) and one.kind == Kind.RECOMMENDATION,
        "can_cluster": can_cluster(request.user),
        "crumbs": [(_("Recommendations"), reverse("recommendations")), (str(one.document), f"{reverse('recommendations')}?{document.urlencode()}")],
    }
    return render(request, "recommendations/recommendation.html", context)


def marked_lines(rows: Any) -> list[Recommendation]:
    """Lines whose text shows what was searched for."""
    found_lines = list(rows)
    for line in found_lines:
        if hasattr(line, "headline"):
            line.hit = marked(line.headline)
    return found_lines


def count_in_words(count: int, kind: str) -> str:
    if kind == Kind.OBSERVATION:
        words = ngettext("%(count)d observation", "%(count)d observations", count)
    elif kind == RecommendationFilter.BOTH:
        words = ngettext("%(count)d recommendation or observation", "%(count)d recommendations and observations", count)
    else:
        words = ngettext("%(count)d recommendation", "%(count)d recommendations", count)
    return words % {"count": count}


def query_of(chosen: QueryDict) -> str:
    """The filters alone, without empty ones and the page."""
    kept = QueryDict(mutable=True)
    for name in RecommendationFilter.base_filters:
        if value := chosen.get(name):
            kept[name] = value
    return kept.urlencode()


def chips(chosen: QueryDict, sides: list[Facet]) -> list[tuple[str, str, str]]:
    """Each filter in force: its name, its value in words, the address without it."""
    words = {facet.name: facet.chosen.label for facet in sides if facet.chosen}
    found_chips = []
    for name in QueryDict(query_of(chosen)):
        rest = QueryDict(query_of(chosen), mutable=True)
        del rest[name]
        label = str(RecommendationFilter.base_filters[name].label)
        found_chips.append((label, words.get(name) or chosen.get(name, ""), f"{reverse('recommendations')}?{rest.urlencode()}"))
    return found_chips
