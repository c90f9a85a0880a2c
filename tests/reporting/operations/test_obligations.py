from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from nmirf.accounts.models import Role
from nmirf.notifications.due import Span, open_items
from reporting.enums import ObligationKind
from reporting.models import Obligation
from reporting.operations.obligations import SentInTheFuture, add_obligation, change_obligation, mark_sent
from tests.factories import MechanismFactory, ObligationFactory, UserFactory

pytestmark = pytest.mark.django_db
OTHERS = ["health", "nhri", "cso", "admin"]


def test_add_and_change(people):
    today = timezone.localdate()
    obligation = add_obligation(by=people.secretariat, mechanism=MechanismFactory(), kind=ObligationKind.LETTER, title="AL 3/2026", due_on=today)
    assert (obligation.created_by, obligation.done_on, obligation.note) == (people.secretariat, None, "")
    other = MechanismFactory(code="CAT", name="Committee against Torture")
    now = {"mechanism": other, "kind": ObligationKind.VISIT, "title": "Visit", "due_on": today + timedelta(days=3), "note": "n"}
    change_obligation(by=people.secretariat, obligation=obligation, **now)
    obligation.refresh_from_db()
    assert {name: getattr(obligation, name) for name in now} == now


def test_sent_and_not_sent_after_all(people):
    obligation = ObligationFactory()
    mark_sent(by=people.secretariat, obligation=obligation, on=timezone.localdate())
    obligation.refresh_from_db()
    assert obligation.done_on == timezone.localdate()
    mark_sent(by=people.secretariat, obligation=obligation, on=None)
    obligation.refresh_from_db()
    assert obligation.done_on is None


def test_not_sent_tomorrow(people):
    obligation = ObligationFactory()
    with pytest.raises(SentInTheFuture):
        mark_sent(by=people.secretariat, obligation=obligation, on=timezone.localdate() + timedelta(days=1))


@pytest.mark.parametrize("who", OTHERS)
def test_only_the_secretariat(people, who):
    by, obligation = getattr(people, who), ObligationFactory(title="As it was")
    with pytest.raises(PermissionDenied):
        add_obligation(by=by, mechanism=obligation.mechanism, kind=obligation.kind, title="x", due_on=obligation.due_on)
    with pytest.raises(PermissionDenied):
        change_obligation(by=by, obligation=obligation, mechanism=obligation.mechanism, kind=obligation.kind, title="x", due_on=obligation.due_on)
    with pytest.raises(PermissionDenied):
        mark_sent(by=by, obligation=obligation, on=timezone.localdate())
    assert list(Obligation.objects.values_list("title", "done_on")) == [("As it was", None)]


def test_open_ones_are_due_for_the_whole_secretariat(people):
    today = timezone.localdate()
    deputy = UserFactory(role=Role.SECRETARIAT)
    UserFactory(role=Role.SECRETARIAT, is_active=False)
    obligation = ObligationFactory(due_on=today + timedelta(days=5), created_by=people.secretariat)
    ObligationFactory(due_on=today + timedelta(days=5), done_on=today, created_by=people.secretariat)
    ObligationFactory(due_on=today + timedelta(days=6), created_by=people.secretariat)
    items = [item for item in open_items(Span(today, today + timedelta(days=5), today)) if item.thing.startswith("obligation:")]
    assert [item.chain for item in items] == [((people.secretariat, deputy),)]
    assert {(item.thing, item.due_on, item.title, item.address) for item in items} == {
        (f"obligation:{obligation.public_id}", obligation.due_on, obligation.title, f"/obligations/{obligation.public_id}/")
    }
