"""The report of the UPR's working group about Valmera, in Word and as a PDF, through the child process."""

from datetime import date

import pytest

from tests.recommendations.importing.issued import report_docx, report_pdf
from tests.recommendations.importing.test_concluding_observations import refusal, take


@pytest.fixture(params=["docx", "pdf"])
def report(request, tmp_path):
    path = tmp_path / f"report.{request.param}"
    return report_docx(path) if request.param == "docx" else report_pdf(path)


def test_each_recommendation_with_its_states_and_position(report):
    reading, rows, problems = take(report)
    assert (reading.format, [problem.code for problem in problems]) == ("upr_report", ["no_recommending_state"])
    assert [(row.paragraph, row.text, row.recommending_states, row.position) for row in rows] == [
        ("51.1", "Ratify the Optional Protocol to the Convention against Torture", ("Chile", "Iran (Islamic Republic of)"), "supported"),
        ("51.2", "Strengthen the independence of the Ombudsperson", ("Samoa",), "supported"),
        ("52.1", "Withdraw all reservations to the Convention on the Rights of the Child and report on it by 2028", ("Togo",), "noted"),
        ("53.1", "Adopt an action plan on prisons", (), ""),
    ]
    assert [row.original for row in rows][1] == "51.2 Strengthen the independence of the Ombudsperson (Samoa);"


def test_what_the_report_says_about_itself(report):
    reading, rows, _problems = take(report)
    assert {(row.symbol, row.mechanism, row.states, row.session, row.cycle, row.published_on) for row in rows} == {
        ("A/HRC/60/9", "UPR", ("Valmera",), "49", 4, date(2025, 6, 24))
    }
    assert reading.about["title"] == "Report of the Working Group on the Universal Periodic Review"
    assert "next_report" not in reading.about


def test_the_recommendations_made_in_the_dialogue_are_not_taken(report):
    """The summary before the conclusions names States and numbers too."""
    assert not any("dialogue" in row.text for row in take(report)[1])


def test_an_addendum_holds_no_recommendations(tmp_path):
    assert (
        refusal(report_docx(tmp_path / "a.docx", title=("Report of the Working Group on the Universal Periodic Review", "Addendum")))
        == "upr_addendum"
    )


def test_a_report_without_recommendations(tmp_path):
    assert (
        refusal(report_docx(tmp_path / "a.docx", body=(("paragraph", "1. The review of Valmera was held on 7 May 2025."),)))
        == "no_upr_recommendations"
    )
