"""As many queries for many rows as for one, and a whole round in one workbook."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nmirf.jobs.models import Job
from nmirf.jobs.operations import claim_job, run_job
from reporting.enums import UpdateState
from reporting.models import Update
from reporting.operations.updates import save_draft
from tests.factories import AssignmentFactory, RoundFactory, RoundItemFactory, RoundQuestionFactory
from tests.reporting.handouts.made import FIRST, download, fill, place, upload

pytestmark = pytest.mark.django_db


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_list(people, sign_in):
    client = sign_in(people.health)
    AssignmentFactory(institution=people.ministry_of_health)
    book = download(client, people.ministry_of_health)
    upload(client, book)
    one = queries(client, reverse("workbooks"))
    for _ in range(9):
        AssignmentFactory(institution=people.ministry_of_health)
        upload(client, book)
    assert queries(client, reverse("workbooks")) == one


def test_the_preview(people, sign_in):
    client = sign_in(people.health)
    round = RoundFactory()
    RoundQuestionFactory(round=round)

    def asked(number):
        assignments = [AssignmentFactory(institution=people.ministry_of_health) for _ in range(number)]
        for assignment in assignments:
            RoundItemFactory(round=round, assignment=assignment)
        book = download(client, people.ministry_of_health, round)
        for assignment in assignments:
            fill(book, assignment, text="A law.", status="Planned")
        return upload(client, book).url

    one, many = asked(1), asked(9)
    assert queries(client, one) == queries(client, many)


@pytest.mark.django_db(transaction=True)  # a job's progress is another connection's
def test_three_hundred_items(people, sign_in):
    client = sign_in(people.health)
    AssignmentFactory.create_batch(300, institution=people.ministry_of_health)
    book = download(client, people.ministry_of_health)
    sheet, status, text = book.worksheets[0], place(book, "status"), place(book, "text")
    for line in range(FIRST, FIRST + 300):
        sheet.cell(line, status).value, sheet.cell(line, text).value = "Implemented", f"Done in step {line}."
    page = client.get(upload(client, book).url)
    assert len(page.context["comparison"].to_submit) == 300
    address = reverse("workbook", args=[page.context["brought"].public_id])
    press = {"seen": page.context["comparison"].mark, "submit": ""}
    waiting = client.post(address, press)
    assert Update.objects.count() == 0
    assert client.post(address, press).url != waiting.url  # pressed twice: both are promised, one does it
    for _ in range(2):
        job = claim_job()
        run_job(job)
        job.refresh_from_db()
        assert (job.state, job.result_url, job.error) == (Job.State.DONE, address, "")
    assert Update.objects.filter(state=UpdateState.SUBMITTED).count() == 300
    assert client.get(waiting.url).url == address
    assert len(client.get(address).context["submitted"]) == 300


def test_a_large_one_that_was_changed_meanwhile(people, sign_in, monkeypatch):
    monkeypatch.setattr("reporting.views.handouts.AT_ONCE", 0)
    client = sign_in(people.health)
    assignment = AssignmentFactory(institution=people.ministry_of_health)
    book = download(client, people.ministry_of_health)
    fill(book, assignment, text="A law.", status="Planned")
    page = client.get(upload(client, book).url)
    waiting = client.post(reverse("workbook", args=[page.context["brought"].public_id]), {"seen": page.context["comparison"].mark, "save": ""})
    save_draft(by=people.health, assignment=assignment, status="planned", text="Meanwhile.")
    run_job(claim_job())
    assert "Something was saved since you looked at this page" in client.get(waiting.url).text
    assert Update.objects.get().text == "Meanwhile."
