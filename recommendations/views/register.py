from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from nmirf.accounts.requests import SignedInRequest
from recommendations.enums import Kind, TermKind
from recommendations.models import Recommendation
from recommendations.permissions import can_assign, can_cluster, can_translate
from recommendations.queries.facets import NAMES as FACETS
from recommendations.queries.facets import Facet, overview, switches, whole_facet
from recommendations.queries.filters import RecommendationFilter
from recommendations.queries.register import found, refusals, searched, some_lines, whole
from recommendations.queries.sorting import sorted_by
from recommendations.queries.spelling import corrected, has_only_stop_words
from recommendations.queries.texts import languages_without, texts
from recommendations.queries.timeline import timeline
from recommendations.views.table import Table, address

PAGE = 50
ALL = 500  # values of one filter on a page; more are found by typing


def recommendations(request: SignedInRequest) -> HttpResponse:
    """The register: search, filters with counts, lines, and for the secretariat what can be done to many of them."""
    look = Table.of(request.GET)
    asked = Asked.of(request, look)
    rows = sorted_by(found(request.user, asked.chosen), look.sort)
    page = Counted(rows, PAGE, asked.count).get_page(request.GET.get("page"))
    lines, query = some_lines(cast(Any, page.object_list), asked.words), query_of(asked.chosen)
    context = {
        "page": page,
        "lines": lines,
        "look": look,
        "heads": look.heads(query),
        "rows": look.rows(lines) if look.columns else [],
        "count": count_in_words(asked.count, request.GET.get("kind", "")),
        "facets": [*asked.facets, *switches(asked.chosen)],
        "asked": asked,
        "words": asked.words,
        "query": query,
        "shown": address(query, look),
        "fields": list(QueryDict(query).lists()),
        "can_act": can_assign(request.user) or can_cluster(request.user),
    }
    return render(request, "recommendations/register.html", context)


def facet(request: SignedInRequest, name: str) -> HttpResponse:
    """All values of one filter, to look through and to choose several of."""
    if name not in FACETS:
        raise Http404
    one = whole_facet(Recommendation.objects.visible_to(request.user), request.GET, name)
    find = request.GET.get("find", "")
    options = [o for o in one.options if find.casefold() in f"{o.label} {o.value}".casefold()]
    others = QueryDict(query_of(request.GET), mutable=True)
    others.pop(name, None)
    look = Table.of(request.GET)
    context = {
        "facet": one,
        "options": options[:ALL],
        "left_out": max(len(options) - ALL, 0),
        "unseen": [o.value for o in one.chosen if o not in options[:ALL]],
        "find": find,
        "others": [*((key, value) for key in others for value in others.getlist(key)), *look.fields],
        "crumbs": [(_("Recommendations"), f"{reverse('recommendations')}?{address(query_of(request.GET), look)}")],
    }
    return render(request, "recommendations/facet.html", context)


class Counted(Paginator):
    """Of a list whose length is known."""

    def __init__(self, rows: Any, per_page: int, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, and how much of it there is."""

    chosen: QueryDict
    words: str
    count: int
    facets: list[Facet]
    look: Table
    typed: str = ""  # what was typed where it found nothing, and something spelt much alike is shown instead
    refusals: list[str] = field(default_factory=list)
    has_only_stop_words: bool = False

    @classmethod
    def of(cls, request: SignedInRequest, look: Table) -> "Asked":
        rows, words = Recommendation.objects.visible_to(request.user), searched(request.GET)
        count, sides = overview(rows, request.GET)
        if not count and words and (better := corrected(words)):
            instead = request.GET.copy()
            instead["q"] = better
            instead_count, instead_sides = overview(rows, instead)
            if instead_count:
                return cls(instead, better, instead_count, instead_sides, look, typed=words)
        is_empty = not count and bool(words) and has_only_stop_words(words)
        return cls(request.GET, words, count, sides, look, refusals=refusals(request.GET), has_only_stop_words=is_empty)

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        return chips(self.chosen, [*self.facets, *switches(self.chosen)], self.look)


def recommendation(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """All the source said, who is responsible, and what happened since."""
    one = get_object_or_404(whole(request.user), public_id=public_id)
    document = QueryDict(mutable=True)
    document["document"] = one.document.symbol or str(one.document.public_id)
    if one.document.state_id and not Recommendation.objects.ours().filter(pk=one.pk).exists():
        document["reference"] = "true"
    text, *other_texts = texts(one, get_language() or "")
    context = {
        "recommendation": one,
        "text": text,
        "other_texts": other_texts,
        "can_translate": can_translate(request.user),
        "languages_without": languages_without(one),
        "terms": [(kind.label, [t for t in one.tags.all() if t.term.kind == kind]) for kind in TermKind],
        "timeline": timeline(one),
        "document_address": f"{reverse('recommendations')}?{document.urlencode()}",
        "can_assign": can_assign(request.user) and one.kind == Kind.RECOMMENDATION,
        "can_cluster": can_cluster(request.user),
        "crumbs": [(_("Recommendations"), reverse("recommendations")), (str(one.document), f"{reverse('recommendations')}?{document.urlencode()}")],
    }
    return render(request, "recommendations/recommendation.html", context)


def recommendation_preview(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What stands beside the list while one goes through it: a piece of a page."""
    one = get_object_or_404(whole(request.user), public_id=public_id)
    context = {"recommendation": one, "text": texts(one, get_language() or "")[0]}
    return render(request, "recommendations/preview.html", context)


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
        if values := [value for value in chosen.getlist(name) if value]:
            kept.setlist(name, values if name in FACETS else values[-1:])
    return kept.urlencode()


def chips(chosen: QueryDict, sides: list[Facet], look: Table) -> list[tuple[str, str, str]]:
    """Each filter in force: its name, its value in words, the address without it."""
    words = {(facet.name, option.value): option.label for facet in sides for option in facet.chosen}
    kept = QueryDict(query_of(chosen))
    found_chips = []
    for name, value in [(key, one) for key, several in kept.lists() for one in several]:
        rest = kept.copy()
        rest.setlist(name, [other for other in kept.getlist(name) if other != value])
        label = str(RecommendationFilter.base_filters[name].label)
        found_chips.append((label, words.get((name, value), value), f"{reverse('recommendations')}?{address(rest.urlencode(), look)}"))
    return found_chips
