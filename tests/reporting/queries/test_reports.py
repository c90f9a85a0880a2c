import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations.models import Cluster
from reporting.models import Paragraph, Report, Section
from reporting.queries.reports import Budget, Words, budgets, draft
from tests.factories import AssignmentFactory, DocumentFactory
from tests.reporting.made import approved

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("  \n ", 0), ("one", 1), ("  Two\nwords ", 2), ("A/HRC/59/15, para. 3 (a)", 4), ("l’État partie", 2), ("ضمان الحق في الصحة", 4)],
)
def test_words_stand_between_blanks(text, words):
    Cluster.objects.create(name="x", description=text)
    assert Cluster.objects.annotate(words=Words("description")).get().words == words


@pytest.mark.parametrize(
    ("words", "near", "over", "left", "too_many", "percent"),
    [
        (0, False, False, 100, 0, 0),
        (89, False, False, 11, 0, 89),
        (90, True, False, 10, 0, 90),
        (100, True, False, 0, 0, 100),
        (101, False, True, 0, 1, 101),
    ],
)
def test_a_budget_warns_from_ninety_percent(words, near, over, left, too_many, percent):
    budget = Budget(words, 100)
    assert (budget.is_near, budget.is_over, budget.words_left, budget.words_over, budget.percent) == (near, over, left, too_many, percent)


@pytest.fixture
def make(people):
    def report_with(*sections):
        """Of (title, texts); an empty text is a gap."""
        document = DocumentFactory()
        report = Report.objects.create(title="R", mechanism=document.mechanism, word_limit=10, created_by=people.secretariat)
        for order, (title, texts) in enumerate(sections, 1):
            section = Section.objects.create(report=report, title=title, order=order)
            for place, text in enumerate(texts, 1):
                assignment = AssignmentFactory(recommendation__document=document, institution=people.ministry_of_health)
                update = approved(assignment, people.health) if text else None
                Paragraph.objects.create(section=section, recommendation=assignment.recommendation, update=update, order=place, text=text)
        return report

    return report_with


def test_headings_and_texts_count_and_gaps_do_not(make):
    report = make(("Water and land", ["One two three.", ""]), ("Only gaps here", ["", ""]), ("Law", ["Four.", "Five six."]))
    done = draft(report)
    assert [(part.section.title, part.words, part.first_number, len(part.gaps)) for part in done.parts] == [
        ("Water and land", 6, 1, 1), ("Only gaps here", 0, 2, 2), ("Law", 4, 2, 0),
    ]  # fmt: skip
    assert (done.budget, done.updates, done.recommendations, len(done.gaps)) == (Budget(10, 10), 3, 6, 3)


def test_the_list_counts_as_the_draft_does(make):
    reports = [make(("Water and land", ["One two three.", ""]), ("Gaps", [""])), make(), make(("Law", ["Four."]))]
    assert budgets(reports) == {report.pk: draft(report).budget for report in reports}
    assert [budgets(reports)[report.pk].words for report in reports] == [6, 0, 2]


def test_a_draft_is_read_by_as_many_queries_whatever_its_length(make):
    def queries(report):
        with CaptureQueriesContext(connection) as seen:
            done = draft(report)
            assert [[a.institution.name for a in g.recommendation.assignments.all()] for g in done.gaps]
            assert all(p.recommendation.reference for part in done.parts for p in part.paragraphs)
        return len(seen)

    assert queries(make(("A", ["x", ""]))) == queries(make(*[(f"S{n}", ["x", "", "y", ""]) for n in range(10)]))
