from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nmirf.jobs.models import Job
from nmirf.jobs.operations import claim_job, run_job
from recommendations.enums import AssignmentRole, Kind, MechanismKind
from reporting import tasks  # noqa: F401 - registers the job
from reporting.enums import ReportKind, UpdateState
from reporting.models import Paragraph, Report, Section, Update
from reporting.operations.reports import AlreadyBeingBuilt, build_report, rebuild_report, start_report
from reporting.queries.reports import draft
from tests.factories import (
    AssignmentFactory,
    ClusterFactory,
    ClusterMemberFactory,
    DocumentFactory,
    InstitutionFactory,
    MechanismFactory,
    RecommendationFactory,
    StateFactory,
)
from tests.reporting.made import approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    return DocumentFactory(symbol="CEDAW/C/XVM/CO/8", published_on=date(2022, 11, 14))


@pytest.fixture
def report(people, document):
    return start_report(by=people.secretariat, title="Ninth report", mechanism=document.mechanism, kind=ReportKind.PERIODIC, word_limit=21_200)


def outline(report):
    return [(s.title, [(p.recommendation.paragraph, p.text) for p in s.paragraphs.order_by("order")]) for s in report.sections.order_by("order")]


def test_a_new_report_comes_with_the_job_that_builds_it(people, report):
    assert (report.created_by, report.built_at, report.job.kind, report.job.arguments) == (
        people.secretariat, None, "report.build", {"report": str(report.public_id)},
    )  # fmt: skip
    assert report.job.state == Job.State.QUEUED
    assert {e.pgh_context.metadata["operation"] for e in report.events.select_related("pgh_context")} == {"reporting.start_report"}


@pytest.mark.parametrize("who", ["admin", "health", "nhri", "cso"])
def test_only_the_secretariat_starts_builds_and_rebuilds(people, report, who):
    by = getattr(people, who)
    with pytest.raises(PermissionDenied):
        start_report(by=by, title="x", mechanism=report.mechanism, kind=ReportKind.PERIODIC, word_limit=1)
    with pytest.raises(PermissionDenied):
        build_report(by=by, report=report)
    with pytest.raises(PermissionDenied):
        rebuild_report(by=by, report=report)
    assert Report.objects.count() == Job.objects.count() == 1


def test_sections_are_clusters_by_name_then_the_rest_and_every_paragraph_cites(people, document, report):
    water, law = ClusterFactory(name="Water"), ClusterFactory(name="law and courts")
    ClusterFactory(name="A cluster of other things")
    first, second, third = (RecommendationFactory(document=document, paragraph=p) for p in ["9", "23 (a)", "30"])
    ClusterMemberFactory(cluster=water, recommendation=second)
    for cluster in (law, water):
        ClusterMemberFactory(cluster=cluster, recommendation=first)  # in two: it stands under the first by name
    for recommendation in (first, second, third):
        approved(AssignmentFactory(recommendation=recommendation, institution=people.ministry_of_health), people.health, "Done.")
    build_report(by=people.secretariat, report=report)
    said = "In response to paragraph {} of CEDAW/C/XVM/CO/8 (Health): Done."
    assert outline(report) == [
        ("law and courts", [("9", said.format("9"))]),
        ("Water", [("23 (a)", said.format("23 (a)"))]),
        ("Other recommendations", [("30", said.format("30"))]),
    ]


def test_each_institution_answers_once_with_its_latest_and_the_lead_first(people, document, report):
    recommendation = RecommendationFactory(document=document, paragraph="9")
    helper = AssignmentFactory(recommendation=recommendation, institution=people.ministry_of_health, role=AssignmentRole.SUPPORTING)
    lead = AssignmentFactory(recommendation=recommendation, institution=people.ministry_of_justice)
    approved(helper, people.health, "Clinics opened.", days_ago=2)
    approved(lead, people.justice, "A bill was drafted.", days_ago=200)
    approved(lead, people.justice, "The bill became law.", days_ago=3)
    Update.objects.create(assignment=lead, state=UpdateState.DRAFT, status="under_way", text="Not for anybody yet.", author=people.justice)
    build_report(by=people.secretariat, report=report)
    assert [text.split(": ")[1] for _, text in outline(report)[0][1]] == ["The bill became law.", "Clinics opened."]


def test_what_nobody_approved_is_a_gap_and_names_whom_to_ask(people, document, report):
    asked = RecommendationFactory(document=document, paragraph="9")
    RecommendationFactory(document=document, paragraph="10")
    waiting = AssignmentFactory(recommendation=asked, institution=people.ministry_of_health)
    handed_in = {"state": UpdateState.SUBMITTED, "submitted_at": waiting.assigned_at, "submitted_by": people.health}
    Update.objects.create(assignment=waiting, status="under_way", text="x", author=people.health, **handed_in)
    done = draft(build_report(by=people.secretariat, report=report))
    assert [(g.recommendation.paragraph, g.text, g.update, [a.institution.name for a in g.recommendation.assignments.all()]) for g in done.gaps] == [
        ("9", "", None, ["Health"]), ("10", "", None, []),
    ]  # fmt: skip
    assert (done.budget.words, done.recommendations, done.updates) == (0, 2, 0)


def test_only_this_mechanisms_recommendations_to_our_state_are_in(people, document, report):
    RecommendationFactory(document=document, paragraph="9")
    RecommendationFactory(document=document, paragraph="8", kind=Kind.OBSERVATION)
    RecommendationFactory(document=DocumentFactory(state=StateFactory(code="PRY", name="Paraguay")))
    RecommendationFactory(document=DocumentFactory(mechanism=MechanismFactory(code="CAT", name="Committee against Torture")))
    build_report(by=people.secretariat, report=report)
    assert [p for _, paragraphs in outline(report) for p, _ in paragraphs] == ["9"]


def test_the_upr_is_cited_by_recommendation_and_a_text_without_a_number_by_its_document(people):
    upr = MechanismFactory(code="UPR", name="Universal Periodic Review", kind=MechanismKind.UPR)
    document = DocumentFactory(mechanism=upr, symbol="A/HRC/59/15")
    report = start_report(by=people.secretariat, title="UPR", mechanism=upr, kind=ReportKind.UPR_NATIONAL, word_limit=10_700)
    for paragraph in ["115.3", ""]:
        recommendation = RecommendationFactory(document=document, paragraph=paragraph)
        approved(AssignmentFactory(recommendation=recommendation, institution=people.ministry_of_health), people.health, "Done.")
    build_report(by=people.secretariat, report=report)
    assert sorted(text for _, text in outline(report)[0][1]) == [
        "In response to A/HRC/59/15 (Health): Done.",
        "In response to recommendation 115.3 of A/HRC/59/15 (Health): Done.",
    ]


def test_building_twice_leaves_one_draft_with_what_is_approved_now(people, document, report):
    recommendation = RecommendationFactory(document=document, paragraph="9")
    assignment = AssignmentFactory(recommendation=recommendation, institution=people.ministry_of_health)
    build_report(by=people.secretariat, report=report)
    approved(assignment, people.health, "Done.")
    first = build_report(by=people.secretariat, report=report)
    second = build_report(by=people.secretariat, report=report)
    assert second.built_at > first.built_at
    assert (Section.objects.count(), Paragraph.objects.count(), Paragraph.objects.get().text.endswith("Done.")) == (1, 1, True)


def test_a_draft_being_built_is_not_started_again_and_a_built_one_is(people, document, report):
    RecommendationFactory(document=document)
    with pytest.raises(AlreadyBeingBuilt):
        rebuild_report(by=people.secretariat, report=report)
    Job.objects.update(state=Job.State.FAILED)
    assert rebuild_report(by=people.secretariat, report=report).job.state == Job.State.QUEUED
    assert Job.objects.count() == 2


def test_progress_is_told_at_each_recommendation(people, document, report):
    for paragraph in ["9", "10", "11"]:
        RecommendationFactory(document=document, paragraph=paragraph)
    told = []

    class Steps:
        def at(self, done, total=None):
            told.append((done, total))

    build_report(by=people.secretariat, report=report, progress=Steps())
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_build_asks_the_database_no_more_for_ten_recommendations_than_for_one(people, document, report):
    cluster = ClusterFactory(name="Water")

    def more(count):
        for _ in range(count):
            recommendation = RecommendationFactory(document=document)
            ClusterMemberFactory(cluster=cluster, recommendation=recommendation)
            approved(AssignmentFactory(recommendation=recommendation, institution=InstitutionFactory()), people.health)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            build_report(by=people.secretariat, report=report)
        return len(seen)

    more(1)
    build_report(by=people.secretariat, report=report)
    one = queries()
    more(9)
    assert queries() == one


@pytest.mark.django_db(transaction=True)
def test_the_job_builds_the_draft_and_leads_to_it(people, document):
    recommendation = RecommendationFactory(document=document, paragraph="9")
    approved(AssignmentFactory(recommendation=recommendation, institution=people.ministry_of_health), people.health, "Done.")
    report = start_report(by=people.secretariat, title="Ninth report", mechanism=document.mechanism, kind=ReportKind.PERIODIC, word_limit=21_200)
    run_job(claim_job())
    report.refresh_from_db()
    assert (report.job.state, report.job.error, report.job.result_url) == (Job.State.DONE, "", f"/reports/{report.public_id}/")
    assert (report.job.done, report.job.total) == (1, 1)
    assert outline(report) == [("Other recommendations", [("9", "In response to paragraph 9 of CEDAW/C/XVM/CO/8 (Health): Done.")])]
