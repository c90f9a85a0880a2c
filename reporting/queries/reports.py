"""What a report's draft is made of, and what stands in a draft.

Words are counted as a word processor counts them: what stands between blanks. Counted is the body: headings of sections
that say something, and paragraphs with their citations. The title page, its note and the annex of gaps are not.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F, Func, IntegerField, Prefetch, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from recommendations.enums import AssignmentRole, Kind
from recommendations.models import Assignment, Cluster, ClusterMember, Mechanism, Recommendation
from reporting.models import AlsoAnswered, Paragraph, Report, Section, Update

NEAR_THE_LIMIT = 0.9


class Words(Func):
    """How many words a text has."""

    function = "regexp_count"
    output_field = IntegerField()

    def __init__(self, text: str) -> None:
        super().__init__(F(text), Value(r"\S+"))


@dataclass(frozen=True, slots=True)
class Budget:
    """Words against the limit."""

    words: int
    limit: int

    @property
    def percent(self) -> int:
        return self.words * 100 // self.limit

    @property
    def is_over(self) -> bool:
        return self.words > self.limit

    @property
    def is_near(self) -> bool:
        return not self.is_over and self.words >= self.limit * NEAR_THE_LIMIT

    @property
    def words_over(self) -> int:
        return max(0, self.words - self.limit)

    @property
    def words_left(self) -> int:
        return max(0, self.limit - self.words)


# What a build gathers


@dataclass(slots=True)
class Chapter:
    """A section to be: a cluster, or None for what is in none, and its recommendations with their answers, lead first."""

    cluster: Cluster | None
    entries: list[tuple[Recommendation, list[Update]]] = field(default_factory=list)


def chapters(mechanism: Mechanism) -> list[Chapter]:
    """What the mechanism recommended to our State, by cluster and then the rest; six queries however many there are."""
    recommendations = _recommendations(mechanism)
    answers = latest_answers(recommendations)
    cluster_of = _first_cluster(recommendations)
    found: dict[Cluster | None, Chapter] = {}
    for recommendation in recommendations:
        cluster = cluster_of.get(recommendation.pk)
        found.setdefault(cluster, Chapter(cluster)).entries.append((recommendation, answers[recommendation.pk]))
    return sorted(found.values(), key=lambda c: (c.cluster is None, c.cluster.name.casefold() if c.cluster else ""))


def _recommendations(mechanism: Mechanism) -> list[Recommendation]:
    ours = Recommendation.objects.ours().filter(document__mechanism=mechanism, kind=Kind.RECOMMENDATION)
    return list(ours.select_related("document__mechanism").defer("search", "source").in_order())


def _first_cluster(recommendations: Iterable[Recommendation]) -> dict[int, Cluster]:
    """Of several clusters the first by name: a paragraph stands in one section only."""
    members = ClusterMember.objects.filter(recommendation__in=[r.pk for r in recommendations]).select_related("cluster")
    first: dict[int, Cluster] = {}
    for member in sorted(members, key=lambda m: m.cluster.name.casefold()):
        first.setdefault(member.recommendation_id, member.cluster)
    return first


def latest_answers(recommendations: Iterable[Recommendation]) -> dict[int, list[Update]]:
    """Recommendation id -> the latest approved update of each assigned institution, lead first, then by name.

    An update written on another recommendation that asks the same counts where it says that it answers this one too.
    """
    ids = [r.pk for r in recommendations]
    approved = Update.objects.approved().filter(assignment__recommendation__in=ids)
    latest = approved.order_by("assignment_id", "-reviewed_at", "-pk").distinct("assignment_id").select_related("assignment__institution")
    of = {update.assignment_id: (update.assignment, update) for update in latest}
    also = AlsoAnswered.objects.filter(update__in=Update.objects.approved(), assignment__recommendation__in=ids)
    for row in also.select_related("assignment__institution", "update__assignment__institution"):
        there = of.get(row.assignment_id)
        if there is None or _age(row.update) > _age(there[1]):
            of[row.assignment_id] = (row.assignment, row.update)
    answers: dict[int, list[Update]] = defaultdict(list)
    for assignment, update in sorted(of.values(), key=lambda pair: (pair[0].role != AssignmentRole.LEAD, pair[0].institution.name)):
        answers[assignment.recommendation_id].append(update)
    return answers


def _age(update: Update) -> tuple[float, int]:
    return update.reviewed_at.timestamp() if update.reviewed_at else 0.0, update.pk


# What stands in a draft


@dataclass
class Part:
    """A section as it is read: its paragraphs with text; `number` of the first one in the whole report."""

    section: Section
    first_number: int
    paragraphs: list[Paragraph]
    gaps: list[Paragraph]

    @property
    def heading_words(self) -> int:
        return self.section.words if self.paragraphs else 0  # type: ignore[attr-defined]

    @property
    def words(self) -> int:
        return self.heading_words + sum(p.words for p in self.paragraphs)  # type: ignore[attr-defined]


@dataclass
class Draft:
    report: Report
    parts: list[Part]

    @property
    def gaps(self) -> list[Paragraph]:
        return [gap for part in self.parts for gap in part.gaps]

    @cached_property
    def budget(self) -> Budget:
        return Budget(sum(part.words for part in self.parts), self.report.word_limit)

    @property
    def recommendations(self) -> int:
        return len({p.recommendation_id for part in self.parts for p in [*part.paragraphs, *part.gaps]})

    @property
    def updates(self) -> int:
        return sum(len(part.paragraphs) for part in self.parts)


def draft(report: Report) -> Draft:
    """The draft with everything it names; the same few queries however long it is. Gaps know whom to ask: `.asked`."""
    asked = Prefetch("recommendation__assignments", Assignment.objects.select_related("institution").order_by("role", "institution__name"))
    paragraphs = Paragraph.objects.annotate(words=Words("text")).order_by("order").select_related("recommendation__document__mechanism")
    paragraphs = paragraphs.defer("recommendation__search", "recommendation__source").prefetch_related(asked)
    sections = report.sections.annotate(words=Words("title")).order_by("order").prefetch_related(Prefetch("paragraphs", paragraphs))
    parts: list[Part] = []
    number = 1
    for section in sections:
        told = [p for p in section.paragraphs.all() if p.update_id]
        parts.append(Part(section, number, told, [p for p in section.paragraphs.all() if not p.update_id]))
        number += len(told)
    return Draft(report, parts)


def budgets(reports: Iterable[Report]) -> dict[int, Budget]:
    """Report id -> its words against its limit, by one query for all of them; the same count as `Draft.budget`."""
    reports = list(reports)
    counted = _told(reports).values("section__report_id", "section_id").annotate(
        body=Coalesce(Sum(Words("text")), 0), heading=Words("section__title")
    )  # fmt: skip
    words: dict[int, int] = defaultdict(int)
    for row in counted:
        words[row["section__report_id"]] += row["body"] + row["heading"]
    return {report.pk: Budget(words[report.pk], report.word_limit) for report in reports}


def _told(reports: list[Report]) -> QuerySet[Paragraph]:
    return Paragraph.objects.filter(section__report__in=reports, update__isnull=False).order_by()


def reported_mechanisms() -> QuerySet[Mechanism]:
    """Those that recommended something to our State: only of these can a report be built."""
    ours = Recommendation.objects.ours().filter(kind=Kind.RECOMMENDATION)
    return Mechanism.objects.filter(pk__in=ours.values("document__mechanism")).order_by("name")
