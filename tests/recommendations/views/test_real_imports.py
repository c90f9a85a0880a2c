"""Every real export, through the page: uploaded, read and imported by jobs, and a second time without an effect."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from nmirf.jobs.operations import claim_job, run_job
from recommendations.enums import BatchState
from recommendations.models import ImportBatch, Recommendation
from tests.recommendations.management.test_real_imports import FILES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_data]


def bring_in(client, path, country) -> ImportBatch:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    address = client.post(reverse("import_new"), {"file": file, "format": "auto", "country": country}).url
    run_job(claim_job())
    client.post(f"{address}apply/")
    run_job(claim_job())
    return ImportBatch.objects.get(public_id=address.split("/")[-2])


@pytest.mark.parametrize("name", FILES)
def test_arrives_whole_and_once_through_the_page(people, sign_in, settings, shared_data, name):
    format, country, rows, created, rejected = FILES[name]
    settings.NMIRF_STATE, settings.NMIRF_STATE_NAME = "SVN", "Slovenia"
    client, path = sign_in(people.admin), shared_data / "open" / name
    first, again = (bring_in(client, path, country) for _time in range(2))
    assert (first.state, first.format, first.rows, first.created, first.rejected) == (BatchState.APPLIED, format, rows, created, rejected)
    assert (again.state, again.created, again.updated, again.unchanged) == (BatchState.APPLIED, 0, 0, rows - rejected)
    assert Recommendation.objects.count() == created
