from datetime import timedelta

import pytest
from django.utils import timezone

from nmirf.jobs.models import Job
from reporting.models import Obligation, Report
from tests.factories import MechanismFactory, ObligationFactory, RecommendationFactory

pytestmark = pytest.mark.django_db
OBLIGATIONS, REPORTS = "/api/v1/obligations/", "/api/v1/reports/"


def test_the_secretariat_keeps_obligations(people, api):
    MechanismFactory(code="CAT", name="Committee against Torture")
    client = api(people.secretariat)
    made = client.post(OBLIGATIONS, {"mechanism": "CAT", "kind": "follow_up", "title": "Follow-up", "due_on": "2027-05-01"})
    one = Obligation.objects.get()
    assert made.status_code == 201
    assert made.json() == {
        "id": str(one.public_id),
        "mechanism": {"id": "CAT", "label": "Committee against Torture"},
        "kind": "follow_up",
        "title": "Follow-up",
        "due_on": "2027-05-01",
        "done_on": None,
        "is_overdue": False,
        "note": "",
    }
    address = f"{OBLIGATIONS}{one.public_id}/"
    changed = client.patch(address, {"due_on": "2027-06-01"}).json()
    assert (changed["due_on"], changed["title"]) == ("2027-06-01", "Follow-up")
    today = timezone.localdate()
    assert client.post(f"{address}sent/", {"on": today.isoformat()}).json()["done_on"] == today.isoformat()
    assert client.post(f"{address}sent/", {"on": (today + timedelta(days=1)).isoformat()}).status_code == 409
    assert client.post(f"{address}sent/", {"on": None}).json()["done_on"] is None


@pytest.mark.parametrize(("name", "read"), [("admin", 200), ("health", 200), ("nhri", 403), ("cso", 403)])
def test_others_do_not_write_obligations(people, api, name, read):
    one, client = ObligationFactory(), api(getattr(people, name))
    address = f"{OBLIGATIONS}{one.public_id}/"
    assert client.get(address).status_code == read
    answers = [client.post(OBLIGATIONS, {}), client.patch(address, {"title": "Mine"}), client.post(f"{address}sent/", {"on": None})]
    assert {a.status_code for a in answers} == {403}


def test_obligations_narrow_and_come_by_due_date(people, api):
    today = timezone.localdate()
    later, sooner = ObligationFactory(due_on=today + timedelta(days=90)), ObligationFactory(due_on=today + timedelta(days=3))
    sent = ObligationFactory(due_on=today - timedelta(days=9), done_on=today, kind="letter")
    client = api(people.health)

    def shown(**asked):
        return [o["id"] for o in client.get(OBLIGATIONS, asked).json()["results"]]

    assert shown() == [str(o.public_id) for o in [sent, sooner, later]]
    assert shown(sent="false") == [str(sooner.public_id), str(later.public_id)]
    assert shown(kind="letter") == [str(sent.public_id)]
    assert shown(due_after=today.isoformat(), due_before=(today + timedelta(days=5)).isoformat()) == [str(sooner.public_id)]


def test_the_secretariat_starts_a_report(people, api):
    one = RecommendationFactory()
    owed = ObligationFactory(mechanism=one.document.mechanism)
    answer = api(people.secretariat).post(REPORTS, {"title": "Ninth report", "mechanism": "CEDAW", "obligation": str(owed.public_id)})
    report, job = Report.objects.get(), Job.objects.get()
    assert answer.status_code == 201
    assert (report.title, report.mechanism.code, report.obligation, report.created_by) == ("Ninth report", "CEDAW", owed, people.secretariat)
    shown = answer.json()
    assert (shown["word_limit"], shown["words"], shown["kind"]) == (21_200, 0, "periodic")
    assert shown["obligation"] == {"id": str(owed.public_id), "label": owed.title}
    assert (shown["job"]["id"], shown["job"]["state"]) == (str(job.public_id), job.state)
    again = api(people.secretariat).post(f"{REPORTS}{report.public_id}/rebuild/")
    assert again.status_code == (200 if job.is_over else 409)


def test_a_report_is_about_what_was_recommended_and_what_is_owed_there(people, api):
    RecommendationFactory()
    MechanismFactory(code="CAT", name="Committee against Torture")
    owed = ObligationFactory(mechanism__code="CAT")
    client = api(people.secretariat)
    silent = client.post(REPORTS, {"title": "Report", "mechanism": "CAT"})
    assert (silent.status_code, silent.json()["errors"][0]["attr"]) == (400, "mechanism")
    crossed = client.post(REPORTS, {"title": "Report", "mechanism": "CEDAW", "obligation": str(owed.public_id)})
    assert (crossed.status_code, crossed.json()["errors"][0]["attr"]) == (400, "obligation")
    garbled = client.post(REPORTS, {"title": "Report", "mechanism": "CEDAW", "obligation": "nine"})
    assert (garbled.status_code, garbled.json()["errors"][0]["attr"]) == (400, "obligation")
    assert not Report.objects.exists()


@pytest.mark.parametrize("name", ["admin", "health", "nhri", "cso"])
def test_nobody_else_reads_or_starts_reports(people, api, name):
    report = Report.objects.create(title="Report", mechanism=MechanismFactory(), word_limit=9, created_by=people.secretariat)
    client = api(getattr(people, name))
    answers = [client.get(f"{REPORTS}{report.public_id}/"), client.post(REPORTS, {}), client.post(f"{REPORTS}{report.public_id}/rebuild/")]
    assert {a.status_code for a in answers} == {403}
