import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from docx import Document

from reporting.enums import ReportKind
from reporting.operations.reports import start_report
from tests.factories import AssignmentFactory, DocumentFactory, RecommendationFactory
from tests.reporting.made import approved

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("build_report", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def report(people):
    document = DocumentFactory(symbol="CEDAW/C/XVM/CO/8")
    recommendation = RecommendationFactory(document=document, paragraph="9")
    approved(AssignmentFactory(recommendation=recommendation, institution=people.ministry_of_health), people.health, "Done.")
    RecommendationFactory(document=document, paragraph="10")
    return start_report(by=people.secretariat, title="Ninth report", mechanism=document.mechanism, kind=ReportKind.PERIODIC, word_limit=21_200)


def test_it_builds_writes_and_counts(report, tmp_path):
    file = tmp_path / "draft.docx"
    printed = json.loads(run(str(report.public_id), "--out", str(file), "--json"))
    assert printed == {"report": str(report.public_id), "recommendations": 2, "updates": 1, "gaps": 1, "words": 11, "limit": 21_200}
    assert [p.text for p in Document(file).paragraphs if p.style.name == "List Number"] == [
        "In response to paragraph 9 of CEDAW/C/XVM/CO/8 (Health): Done."
    ]


def test_without_an_id_it_takes_the_newest_and_prints_a_sentence(report):
    assert run() == "2 recommendations, 1 paragraphs from updates, 1 gaps, 11 of 21200 words.\n"


@pytest.mark.parametrize("wrong", ["not-an-id", "6f1b6a0e-0000-4000-8000-000000000000"])
def test_an_unknown_report_is_refused(report, wrong):
    with pytest.raises(CommandError, match="There is no such report") as refused:
        run(wrong)
    assert refused.value.returncode == 2


def test_no_report_at_all_is_said(db):
    with pytest.raises(CommandError, match="There is no report yet"):
        run()


def test_a_place_that_cannot_be_written_is_said(report, tmp_path):
    with pytest.raises(CommandError, match="can't be written"):
        run("--out", str(tmp_path / "nowhere" / "draft.docx"))
