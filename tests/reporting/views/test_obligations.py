from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reporting.models import Obligation
from tests.factories import MechanismFactory, ObligationFactory

pytestmark = pytest.mark.django_db


def typed(**more):
    mechanism = MechanismFactory()
    return {"mechanism": mechanism.pk, "kind": "state_report", "title": "Ninth periodic report", "due_on": "2027-02-01", "note": ""} | more


@pytest.mark.parametrize(("who", "status"), [("health", 200), ("secretariat", 200), ("admin", 200), ("nhri", 403), ("cso", 403)])
def test_the_list_is_the_states(people, sign_in, who, status):
    assert sign_in(getattr(people, who)).get(reverse("obligations")).status_code == status


def test_next_due_first_sent_ones_apart(people, sign_in):
    today = timezone.localdate()
    later, late = ObligationFactory(due_on=today + timedelta(days=3)), ObligationFactory(due_on=today - timedelta(days=9))
    sent = ObligationFactory(done_on=today)
    client = sign_in(people.health)
    answer = client.get(reverse("obligations"))
    assert list(answer.context["page"]) == [late, later]
    page = unescape(answer.content.decode())
    assert "9 days late" in page
    assert "in 3 days" in page
    assert reverse("obligation_new") not in page
    assert list(client.get(reverse("obligations"), {"sent": "1"}).context["page"]) == [sent]


def test_as_many_queries_for_ten_as_for_one(people, sign_in):
    client = sign_in(people.secretariat)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("obligations"))
        return len(seen)

    ObligationFactory()
    one = queries()
    ObligationFactory.create_batch(9)
    assert queries() == one


def test_add_and_change(people, sign_in):
    client = sign_in(people.secretariat)
    assert client.get(reverse("obligation_new")).status_code == 200
    assert client.post(reverse("obligation_new"), typed()).url == reverse("obligations")
    obligation = Obligation.objects.get()
    assert (obligation.title, obligation.created_by) == ("Ninth periodic report", people.secretariat)
    address = reverse("obligation_edit", args=[obligation.public_id])
    assert 'value="2027-02-01"' in client.get(address).content.decode()
    client.post(address, typed(title="Combined report"))
    obligation.refresh_from_db()
    assert obligation.title == "Combined report"


def test_what_is_wrong_is_said_at_the_field(people, sign_in):
    answer = sign_in(people.secretariat).post(reverse("obligation_new"), typed(title="", due_on="31 February"))
    assert set(answer.context["form"].errors) == {"title", "due_on"}
    assert not Obligation.objects.exists()


def test_mark_as_sent(people, sign_in):
    obligation, client = ObligationFactory(), sign_in(people.secretariat)
    address = reverse("obligation_sent", args=[obligation.public_id])
    client.post(address, {"on": timezone.localdate().isoformat()})
    obligation.refresh_from_db()
    assert obligation.done_on == timezone.localdate()
    for wrong in [(timezone.localdate() + timedelta(days=1)).isoformat(), "soon"]:
        client.post(address, {"on": wrong})
        obligation.refresh_from_db()
        assert obligation.done_on == timezone.localdate()
    client.post(address, {"on": ""})
    obligation.refresh_from_db()
    assert obligation.done_on is None


@pytest.mark.parametrize("who", ["health", "admin", "nhri", "cso"])
def test_only_the_secretariat_writes(people, sign_in, who):
    obligation, client = ObligationFactory(title="As it was"), sign_in(getattr(people, who))
    assert client.get(reverse("obligation_new")).status_code == 403
    assert client.post(reverse("obligation_new"), typed()).status_code == 403
    assert client.post(reverse("obligation_edit", args=[obligation.public_id]), typed()).status_code == 403
    assert client.post(reverse("obligation_sent", args=[obligation.public_id]), {"on": "2026-01-01"}).status_code == 403
    assert list(Obligation.objects.values_list("title", "done_on")) == [("As it was", None)]
