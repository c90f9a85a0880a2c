import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from nmirf.jobs.models import Job
from reporting.enums import ObligationKind, ReportKind
from reporting.models import Obligation, Report
from reporting.operations.reports import build_report, start_report
from tests.factories import AssignmentFactory, DocumentFactory, MechanismFactory, RecommendationFactory
from tests.reporting.made import approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    return DocumentFactory(symbol="CEDAW/C/XVM/CO/8")


@pytest.fixture
def report(people, document):
    recommendation = RecommendationFactory(document=document, paragraph="9")
    approved(AssignmentFactory(recommendation=recommendation, institution=people.ministry_of_health), people.health, "Wells were dug.")
    RecommendationFactory(document=document, paragraph="10", text="Ratify the Protocol.")
    report = start_report(by=people.secretariat, title="Ninth report", mechanism=document.mechanism, kind=ReportKind.PERIODIC, word_limit=100)
    Job.objects.update(state=Job.State.DONE)
    return build_report(by=people.secretariat, report=report)


@pytest.mark.parametrize("who", ["admin", "health", "nhri", "cso"])
def test_drafts_stay_with_the_secretariat(people, sign_in, report, who):
    client = sign_in(getattr(people, who))
    one = [reverse(name, args=[report.public_id]) for name in ("report", "report_docx")]
    assert [client.get(address).status_code for address in [reverse("reports"), reverse("report_new"), *one]] == [403, 403, 403, 403]
    assert client.post(reverse("report_new")).status_code == 403
    assert client.post(reverse("report_rebuild", args=[report.public_id])).status_code == 403
    assert reverse("reports") not in client.get(reverse("home")).text
    assert (Report.objects.count(), Job.objects.count()) == (1, 1)


def test_a_visitor_is_asked_to_sign_in(client, report):
    for address in [reverse("reports"), reverse("report", args=[report.public_id]), reverse("report_docx", args=[report.public_id])]:
        assert client.get(address).url.startswith(reverse("account_login"))


def test_the_list_says_words_and_limit(people, sign_in, report):
    page = sign_in(people.secretariat).get(reverse("reports")).text
    assert "Ninth report" in page
    assert "13 of 100" in " ".join(page.split())
    assert "limit</strong>" not in page


def test_an_empty_list_says_what_will_stand_there(people, sign_in):
    assert "Reports to mechanisms will stand here" in sign_in(people.secretariat).get(reverse("reports")).text


def test_the_list_asks_the_database_no_more_for_ten_than_for_one(people, sign_in, report):
    client = sign_in(people.secretariat)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("reports")).status_code == 200
        return len(seen)

    queries()
    one = queries()
    for number in range(9):
        other = MechanismFactory(code=f"M{number}", name=f"Mechanism {number}")
        start_report(by=people.secretariat, title=f"Report {number}", mechanism=other, kind=ReportKind.INITIAL, word_limit=31_800)
    assert queries() == one


def _obligation(people, mechanism):
    day = timezone.localdate() + timedelta(days=90)
    return Obligation.objects.create(mechanism=mechanism, kind=ObligationKind.STATE_REPORT, title="Due", due_on=day, created_by=people.secretariat)


def test_starting_a_report_takes_the_kinds_limit_and_shows_the_job(people, sign_in, document):
    RecommendationFactory(document=document)
    due = _obligation(people, document.mechanism)
    sent = {"mechanism": "CEDAW", "kind": "periodic", "title": "Ninth report", "word_limit": "", "obligation": str(due.public_id)}
    answer = sign_in(people.secretariat).post(reverse("report_new"), sent)
    report = Report.objects.get()
    assert (report.word_limit, report.kind, report.obligation, report.mechanism.code) == (21_200, "periodic", due, "CEDAW")
    assert answer.url == reverse("job", args=[report.job.public_id])


def test_the_form_can_come_filled_in_from_an_obligation(people, sign_in, document):
    RecommendationFactory(document=document)
    page = sign_in(people.secretariat).get(reverse("report_new"), {"mechanism": "CEDAW"}).text
    assert '<option value="CEDAW" selected>' in page


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"title": ""}, "title", "This field is required."),
        ({"word_limit": "0"}, "word_limit", "greater than or equal to 1"),
        ({"mechanism": "CAT"}, "mechanism", "Select a valid choice"),  # has recommended nothing to us
        ({"obligation": "other"}, "obligation", "due to another mechanism"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_started(people, sign_in, document, changed, field, words):
    RecommendationFactory(document=document)
    cat = MechanismFactory(code="CAT", name="Committee against Torture")
    if "obligation" in changed:
        changed = {"obligation": str(_obligation(people, cat).public_id)}
    sent = {"mechanism": "CEDAW", "kind": "periodic", "title": "Ninth report"} | changed
    answer = sign_in(people.secretariat).post(reverse("report_new"), sent)
    assert words in " ".join(answer.context["form"].errors[field])
    assert (Report.objects.count(), Job.objects.count()) == (0, 0)


def test_the_page_has_gaps_outline_and_text_with_links(people, sign_in, report):
    page = " ".join(sign_in(people.secretariat).get(reverse("report", args=[report.public_id])).text.split())
    assert "1 gap: a recommendation without an approved update" in page
    assert "Not assigned yet" in page
    assert "In response to paragraph 9 of CEDAW/C/XVM/CO/8 (Health): Wells were dug." in page
    for section in report.sections.all():
        for paragraph in section.paragraphs.all():
            assert reverse("recommendation", args=[paragraph.recommendation.public_id]) in page
    assert page.index("1 gap:") < page.index("Outline") < page.index("Wells were dug.")


@pytest.mark.parametrize(
    ("limit", "words"),
    [(13, "0 words are left before the limit."), (12, "The draft is 1 word over the limit."), (14, "1 word is left before the limit.")],
)
def test_the_page_warns_near_and_over_the_limit(people, sign_in, report, limit, words):
    Report.objects.update(word_limit=limit)
    assert words in sign_in(people.secretariat).get(reverse("report", args=[report.public_id])).text


def test_the_page_asks_the_database_no_more_for_ten_recommendations_than_for_one(people, sign_in, report, document):
    client = sign_in(people.secretariat)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("report", args=[report.public_id])).status_code == 200
        return len(seen)

    queries()
    one = queries()
    for number in range(10):
        recommendation = RecommendationFactory(document=document)
        approved(AssignmentFactory(recommendation=recommendation, institution=people.ministry_of_justice), people.justice, f"Deed {number}")
        AssignmentFactory(recommendation=RecommendationFactory(document=document), institution=people.ministry_of_justice)
    build_report(by=people.secretariat, report=report)
    assert queries() == one


def test_building_again_starts_a_job_and_refuses_a_second(people, sign_in, report):
    client = sign_in(people.secretariat)
    address = reverse("report_rebuild", args=[report.public_id])
    assert client.get(address).status_code == 405
    started = client.post(address)
    report.refresh_from_db()
    assert started.url == reverse("job", args=[report.job.public_id])
    page = client.post(address, {"next": reverse("report", args=[report.public_id])}, follow=True).text
    assert "The draft is being built already." in page
    assert Job.objects.count() == 2


def test_the_word_file_opens_and_its_name_is_safe(people, sign_in, report):
    Report.objects.update(title='Ninth "report" ../of; Valmera / تقرير')
    answer = sign_in(people.secretariat).get(reverse("report_docx", args=[report.public_id]))
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''ninth-report-of-valmera-")
    word = Document(io.BytesIO(b"".join(answer.streaming_content)))
    assert any("Wells were dug." in paragraph.text for paragraph in word.paragraphs)
