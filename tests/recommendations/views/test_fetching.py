import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nmirf.jobs.models import Job
from nmirf.jobs.operations import claim_job, run_job
from recommendations import tasks  # noqa: F401  registers the jobs, as a worker does
from recommendations.enums import FetchOutcome
from recommendations.models import Fetch, ImportBatch
from tests.recommendations.bringing import read, sheet
from tests.recommendations.publishing import answer, export, publishing

pytestmark = pytest.mark.django_db


def page(client) -> str:
    return client.get(reverse("imports")).content.decode()


def test_nothing_of_it_is_shown_without_an_address(people, sign_in, settings):
    settings.UHRI_EXPORT_URL = ""
    client = sign_in(people.admin)
    assert "Fetch now" not in page(client)
    assert "No address to fetch from is set." in client.post(reverse("import_fetch"), follow=True).content.decode()
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_fetch_now_leads_to_the_preview_or_to_the_reason(people, sign_in, settings):
    with publishing() as server:
        server.body, server.answers = export("End torture"), [answer(404)]
        settings.UHRI_EXPORT_URL = server.address
        client = sign_in(people.admin)
        assert "It was not fetched yet." in page(client)
        for result in ("list", "preview"):
            sent = client.post(reverse("import_fetch"))
            job = claim_job()
            assert sent.url == reverse("job", args=[job.public_id])
            run_job(job)
            job.refresh_from_db()
            batch = ImportBatch.objects.first()
            assert (job.state, job.result_url) == ("done", reverse("imports") if result == "list" else reverse("import", args=[batch.public_id]))
    shown = page(client)
    assert "“404 Not Found” instead of the export" in shown
    assert "What is new was read into a preview" in shown
    assert shown.index("What is new was read") < shown.index("404 Not Found")


@pytest.mark.parametrize("who", ["secretariat", "health", "nhri", "cso"])
def test_only_administrators(people, sign_in, settings, who):
    settings.UHRI_EXPORT_URL = "http://127.0.0.1:1/"
    assert sign_in(getattr(people, who)).post(reverse("import_fetch")).status_code == 403
    assert sign_in(people.admin).get(reverse("import_fetch")).status_code == 405
    assert not Job.objects.exists()


def test_as_many_queries_for_many_fetches(people, sign_in, settings):
    settings.UHRI_EXPORT_URL = "http://127.0.0.1:1/"
    client, counts = sign_in(people.admin), []
    for many in (1, 4):
        for number in range(many):
            batch = read(people.admin, sheet({"Text": f"{many} {number}"}))
            Fetch.objects.create(address="a", outcome=FetchOutcome.FETCHED, batch=batch)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        counts.append(len(queries))
    assert counts[0] == counts[1]
