import csv
import io
import json
import os
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nmirf.jobs.models import Job
from nmirf.jobs.operations import claim_job, run_job
from recommendations.documents.files import place
from recommendations.queries.exports import FORMS
from tests.factories import ClusterMemberFactory, RecommendationFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/recommendations/export/"


def rows(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("who", ["admin", "secretariat", "health", "nhri", "cso"])
def test_whoever_reads_the_register_takes_all_of_a_result(people, sign_in, who):
    made = RecommendationFactory.create_batch(60, position="noted")
    RecommendationFactory(position="supported")
    RecommendationFactory(position="noted", document__state__code="PER", document__state__name="Peru")
    answer = sign_in(getattr(people, who)).get(f"{ADDRESS}file/?position=noted&format=csv&columns=text,position&page=2")
    head, *lines = rows(answer)
    assert head == ["Text", "Position"]
    assert sorted(lines) == sorted([one.text, "Noted"] for one in made)


@pytest.mark.parametrize("form", ["xlsx", "csv", "json", "docx", "docx_clusters"])
def test_every_form_has_its_name_and_kind(people, sign_in, form):
    RecommendationFactory(position="noted")
    answer = sign_in(people.cso).get(f"{ADDRESS}file/?position=noted&format={form}")
    ending = form.split("_")[0]
    assert 'filename="recommendations-valmera-noted-20' in answer["Content-Disposition"]
    assert answer["Content-Disposition"].endswith(f'.{ending}"')
    assert answer["Content-Type"] == FORMS[form].content_type
    assert b"".join(answer.streaming_content)


def test_the_menu_carries_filters_and_columns(people, sign_in):
    cluster = ClusterMemberFactory(recommendation__position="noted").cluster
    client = sign_in(people.health)
    page = client.get("/recommendations/?position=noted&columns=text,lead").content.decode()
    assert f'href="{ADDRESS}file/?position=noted&amp;format=xlsx&amp;columns=text%2Clead"' in page
    assert f'href="{ADDRESS}?position=noted&amp;columns=text%2Clead"' in page
    assert (
        f'href="{ADDRESS}file/?cluster={cluster.public_id}&amp;kind=all&amp;format=docx"'
        in client.get(f"/clusters/{cluster.public_id}/").content.decode()
    )


def test_an_unknown_form_is_not_found(people, sign_in):
    assert sign_in(people.health).get(f"{ADDRESS}file/?format=exe").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_long_file_is_a_job_and_waits_for_its_person_alone(people, sign_in, monkeypatch):
    monkeypatch.setattr("recommendations.views.exports.AT_ONCE", 2)
    made = RecommendationFactory.create_batch(3)
    client = sign_in(people.nhri)
    answer = client.get(f"{ADDRESS}file/?format=csv&columns=text")
    assert (answer.status_code, answer["Location"]) == (302, f"{ADDRESS}?format=csv&columns=text")
    assert "Make the file" in client.get(answer["Location"]).content.decode()
    answer = client.post(ADDRESS, {"format": "csv", "columns": ["text"]})
    job = Job.objects.get()
    assert (answer["Location"], job.started_by) == (f"/jobs/{job.public_id}/", people.nhri)
    claimed = claim_job()
    assert claimed == job
    run_job(claimed)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.error) == ("done", 3, 3, "")
    page = client.get(job.result_url)
    assert "Download" in page.content.decode()
    answer = client.get(f"{job.result_url}file/")
    assert sorted(rows(answer)[1:]) == sorted([one.text] for one in made)
    for other in (people.cso, people.admin, people.secretariat):
        assert sign_in(other).get(job.result_url).status_code == sign_in(other).get(f"{job.result_url}file/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_file_whose_days_are_over_says_so(people, sign_in):
    client = sign_in(people.health)
    RecommendationFactory()
    for _ in range(2):
        client.post(ADDRESS, {"format": "json", "columns": ["text"]})
    first, _again = Job.objects.order_by("pk")
    run_job(claim_job())
    path = place(first.arguments["export"], "json")
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    week_ago = time.time() - 8 * 86_400
    os.utime(path, (week_ago, week_ago))
    run_job(claim_job())
    first.refresh_from_db()
    assert not path.exists()
    assert "no longer kept" in client.get(first.result_url).content.decode()
    assert client.get(f"{first.result_url}file/").status_code == 404


def test_no_columns_is_an_error_beside_the_field(people, sign_in):
    RecommendationFactory()
    page = sign_in(people.health).post(ADDRESS, {"format": "csv"})
    assert (page.status_code, Job.objects.count()) == (200, 0)
    assert "Choose at least one column." in page.content.decode()


def test_the_page_asks_as_much_for_many_as_for_one(people, sign_in):
    client = sign_in(people.health)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        return len(queries)

    RecommendationFactory()
    asked()
    one = asked()
    RecommendationFactory.create_batch(5)
    assert asked() == one


def test_a_file_by_the_api(people, api):
    made = RecommendationFactory.create_batch(60)
    client = api(people.nhri)
    address = "/api/v1/recommendations/export/"
    answer = client.get(f"{address}?columns=text")
    found = json.loads(b"".join(answer.streaming_content))
    assert sorted(one["text"] for one in found) == sorted(one.text for one in made)
    answer = client.get(f"{address}?format=csv&columns=text&q={made[0].text.split()[2]}")
    assert answer["Content-Type"] == "text/csv"
    assert [made[0].text] in rows(answer)
    answer = client.get(f"{address}?format=xlsx")
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_the_api_refuses_in_json(people, api, monkeypatch):
    monkeypatch.setattr("recommendations.api.exports.AT_ONCE", 1)
    RecommendationFactory.create_batch(2)
    client, address = api(people.nhri), "/api/v1/recommendations/export/"
    answer = client.get(f"{address}?format=docx")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "refused")
    assert client.get(f"{address}?format=csv&position=maybe").json()["errors"][0]["attr"] == "position"
    assert client.get(f"{address}?format=exe").status_code == 404
