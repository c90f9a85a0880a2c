"""Reads of the register: what lines and the page of a recommendation show."""

from typing import Any

from django.conf import settings
from django.db.models import Case, Count, IntegerField, Prefetch, QuerySet, Value, When
from django.http import QueryDict

from recommendations.enums import AssignmentRole, Kind, Status, TermKind
from recommendations.models import Assignment, Cluster, Recommendation, Tag, Term, Translation
from recommendations.queries.filters import RecommendationFilter
from recommendations.queries.search import by_rank, marked, translated_hits, with_hits


def found(user: Any, chosen: QueryDict | dict[str, str]) -> QuerySet[Recommendation]:
    """What the filters leave of what the person may see, best hits first where words were searched."""
    asked = RecommendationFilter(chosen, Recommendation.objects.visible_to(user).in_order())
    words = _words(asked)
    return by_rank(asked.qs, words) if words else asked.qs


def searched(chosen: QueryDict | dict[str, str]) -> str:
    """The words the filters search for; none where they refuse them."""
    return _words(RecommendationFilter(chosen))


def _words(asked: RecommendationFilter) -> str:
    form = asked.form
    return form.cleaned_data.get("q", "") if form.is_valid() or "q" in form.cleaned_data else ""


def refusals(chosen: QueryDict | dict[str, str]) -> list[str]:
    """Why filters can't be understood; then they find nothing."""
    return [f"{form_field.label}: {error}" for form_field in RecommendationFilter(chosen).form for error in form_field.errors]


def lines(rows: QuerySet[Recommendation], words: str = "") -> QuerySet[Recommendation]:
    """With all that templates/recommendations/line.html draws: document, lead, and with `words` the hits in the text."""
    lead = Prefetch("assignments", Assignment.objects.filter(role=AssignmentRole.LEAD).select_related("institution"), to_attr="leads")
    rows = rows.select_related("document__mechanism", "document__state").prefetch_related(lead).defer("source", "search")
    return with_hits(rows, words) if words else rows


def some_lines(rows: QuerySet[Recommendation], words: str = "") -> list[Recommendation]:
    """Lines of a page: first which ones, on narrow rows, then all of these few. `hit` is the text with what was found marked, and
    `translated_hits` the same of texts in other languages."""
    pks = list(rows.values_list("pk", flat=True))
    by_pk: dict[int, Any] = {line.pk: line for line in lines(Recommendation.objects.filter(pk__in=pks), words)}
    found_lines = [by_pk[pk] for pk in pks if pk in by_pk]
    in_other_languages = translated_hits(found_lines, words)
    for line in found_lines:
        line.hit = marked(line.headline) if words else ""
        line.translated_hits = [(t.language, marked(t.headline)) for t in in_other_languages[line.pk]]
    return found_lines


def whole(user: Any) -> QuerySet[Recommendation]:
    """With everything the page of one recommendation draws."""
    given = Assignment.objects.with_first_due().select_related("institution", "post").order_by(in_order_of_roles(), "institution__name")
    labels = Tag.objects.select_related("term").order_by("term__label")
    return (
        Recommendation.objects.visible_to(user)
        .select_related("document__mechanism", "document__state")
        .prefetch_related(
            Prefetch("assignments", given),
            Prefetch("tags", labels),
            Prefetch("clusters", Cluster.objects.order_by("name")),
            Prefetch("translations", Translation.objects.defer("search")),
            "recommending_states",
        )
        .defer("search")
    )


def in_order_of_roles() -> Case:
    """Lead, supporting, territorial; as the codes sort, the territorial would stand last but one."""
    return Case(*[When(role=code, then=Value(place)) for place, code in enumerate(AssignmentRole.values)], output_field=IntegerField())


def themes() -> QuerySet[Term]:
    """Themes with how many recommendations to this State they are on (`count`), and how many of those are in a cluster (`clustered`)."""
    ours = {"tags__recommendation__document__state": settings.NMIRF_STATE, "tags__recommendation__kind": Kind.RECOMMENDATION}
    rows = Term.objects.filter(kind=TermKind.THEME, **ours)
    return rows.annotate(
        count=Count("tags__recommendation", distinct=True),
        clustered=Count("tags__recommendation__cluster_members__recommendation", distinct=True),
    ).order_by("-count", "label")


def statuses_by_cluster(clusters: list[Cluster]) -> dict[int, list[tuple[str, int]]]:
    """Cluster id -> (status, how many of its recommendations), in the order of the statuses."""
    groups = Recommendation.objects.filter(cluster_members__cluster__in=clusters).values("cluster_members__cluster", "status")
    counted: dict[int, list[tuple[str, int]]] = {}
    for group in sorted(groups.annotate(n=Count("pk")), key=lambda g: Status.values.index(g["status"])):
        counted.setdefault(group["cluster_members__cluster"], []).append((group["status"], group["n"]))
    return counted
