from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recommendations.enums import AssignmentRole, Kind, Status, TermKind
from reporting.queries.dashboard import Figure, dashboard, summary
from tests.factories import (
    AssignmentFactory,
    DocumentFactory,
    InstitutionFactory,
    MechanismFactory,
    RecommendationFactory,
    StateFactory,
    TagFactory,
    TermFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    """Five recommendations to us of two mechanisms, four assignments of which two are late, and what must not count."""
    cedaw = DocumentFactory(symbol="CEDAW/C/XVM/CO/8")
    upr = DocumentFactory(mechanism=MechanismFactory(code="UPR", name="Universal Periodic Review"), symbol="A/HRC/59/15")
    done, _done_too, planned = (RecommendationFactory(document=cedaw, status=s) for s in [Status.IMPLEMENTED, Status.IMPLEMENTED, Status.PLANNED])
    silent, continuous = (RecommendationFactory(document=upr, status=s) for s in [Status.NO_INFORMATION, Status.CONTINUOUS])
    RecommendationFactory(document=cedaw, kind=Kind.OBSERVATION)
    RecommendationFactory(document=DocumentFactory(state=StateFactory(code="PRY", name="Paraguay")), status=Status.IMPLEMENTED)
    water, law = TermFactory(label="Water"), TermFactory(label="Law & courts")
    for recommendation, term in [
        (done, water),
        (silent, water),
        (done, law),
        (planned, TermFactory(kind=TermKind.SDG, label="SDG 6 Water")),
        (planned, TermFactory(kind=TermKind.SDG, label="6.1")),
    ]:
        TagFactory(recommendation=recommendation, term=term)
    health, justice = (
        InstitutionFactory(name="Ministry of Health", short_name="Health", slug="health"),
        InstitutionFactory(name="Justice", slug="justice"),
    )
    late = timezone.localdate() - timedelta(days=1)
    AssignmentFactory(recommendation=done, institution=health, due_on=late, answered_at=timezone.now())
    AssignmentFactory(recommendation=silent, institution=health, due_on=late)
    AssignmentFactory(recommendation=planned, institution=justice)
    AssignmentFactory(recommendation=continuous, institution=justice, role=AssignmentRole.SUPPORTING, due_on=late)


def counts(table):
    return {line.short: {code: f.count for (code, _), f in zip(table.columns, line.figures, strict=True) if f.count} for line in table.lines}


def test_the_figures_are_exact(made):
    shown = dashboard()
    status, _over_time, mechanisms, themes, goals, institutions = shown.tables
    assert shown.total == Figure(5, "/recommendations/")
    assert {line.code: line.total.count for line in status.lines} == {
        "no_information": 1, "planned": 1, "under_way": 0, "partly_implemented": 0, "implemented": 2, "continuous": 1, "not_accepted": 0,
    }  # fmt: skip
    assert counts(mechanisms) == {"CEDAW": {"implemented": 2, "planned": 1}, "UPR": {"no_information": 1, "continuous": 1}}
    assert counts(themes) == {"Water": {"implemented": 1, "no_information": 1}, "Law & courts": {"implemented": 1}}
    assert counts(institutions) == {"Health": {"implemented": 1, "no_information": 1}, "Justice": {"planned": 1, "continuous": 1}}
    assert counts(goals) == {"SDG 6 Water": {"planned": 1}}


def test_institutions_stand_by_name_and_themes_by_number(made):
    themes, _goals, institutions = dashboard().tables[-3:]
    assert [line.label for line in institutions.lines] == ["Justice", "Ministry of Health"]
    assert [(line.label, line.total.count) for line in themes.lines] == [("Water", 2), ("Law & courts", 1)]


def test_the_start_page_has_the_statuses_alone(made):
    shown = summary()
    assert [table.key for table in shown.tables] == ["status"]
    assert shown.total == Figure(5, "/recommendations/")


def test_only_the_themes_with_most_are_shown_and_the_page_says_so(db):
    document = DocumentFactory()
    for number in range(14):
        term = TermFactory(label=f"Theme {number:02}")
        for _ in range(2 if number == 13 else 1):
            TagFactory(recommendation=RecommendationFactory(document=document), term=term)
    themes = next(table for table in dashboard().tables if table.key == "themes")
    assert [line.label for line in themes.lines] == ["Theme 13", *[f"Theme {number:02}" for number in range(11)]]
    assert "the 12 themes with the most recommendations" in themes.note


def test_nothing_to_show_shows_nothing(db):
    RecommendationFactory(kind=Kind.OBSERVATION)
    assert (dashboard().tables, dashboard().total.count) == ([], 0)
    assert summary().tables == []


def test_figures_take_as_many_queries_for_ten_as_for_one(db):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert dashboard().tables
        return len(seen)

    def more(count):
        for _ in range(count):
            recommendation = RecommendationFactory()
            TagFactory(recommendation=recommendation)
            AssignmentFactory(recommendation=recommendation, due_on=timezone.localdate() - timedelta(days=1))

    more(1)
    one = queries()
    more(9)
    assert (queries(), one) == (6, 6)
