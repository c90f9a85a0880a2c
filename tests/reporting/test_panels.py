"""What reporting shows on a recommendation's page and on the start page."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from recommendations.enums import Status
from reporting.operations.updates import approve_update
from tests.factories import AssignmentFactory, EvidenceFactory, ObligationFactory, UpdateFactory

pytestmark = pytest.mark.django_db
INSIDE = [("health", True), ("secretariat", True), ("justice", False), ("nhri", False), ("cso", False), ("admin", False)]


@pytest.fixture
def assignment(people):
    return AssignmentFactory(institution=people.ministry_of_health)


@pytest.fixture
def page(people, sign_in):
    """`page("nhri", recommendation)`, or the start page without one, as that person reads it."""

    def read(who, recommendation=None):
        address = reverse("recommendation", args=[recommendation.public_id]) if recommendation else reverse("home")
        answer = sign_in(getattr(people, who)).get(address)
        assert answer.status_code == 200
        return unescape(answer.content.decode())

    return read


class TestRecommendation:
    @pytest.mark.parametrize("who", ["health", "justice", "nhri", "cso", "secretariat", "admin"])
    def test_approved_updates_and_history_are_everybodys(self, people, page, assignment, who):
        evidence = EvidenceFactory(
            update__assignment=assignment, update__handed_in=True, update__text="Law 12 was passed.", update__status=Status.IMPLEMENTED
        )
        approve_update(by=people.secretariat, update=evidence.update)
        text = page(who, assignment.recommendation)
        assert "Law 12 was passed." in text
        assert reverse("evidence", args=[evidence.public_id]) in text
        assert "No information →" in text

    @pytest.mark.parametrize(
        ("who", "seen"), [("health", True), ("secretariat", True), ("justice", False), ("nhri", False), ("cso", False), ("admin", False)]
    )
    def test_unapproved_ones_stay_inside(self, page, assignment, who, seen):
        UpdateFactory(assignment=assignment, sent_back=True, text="A first draft.", return_reason="How many?")
        text = page(who, assignment.recommendation)
        assert ("A first draft." in text, "How many?" in text) == (seen, seen)

    @pytest.mark.parametrize(("who", "seen"), [("health", True), ("secretariat", False), ("justice", False), ("nhri", False), ("admin", False)])
    def test_the_button_is_the_institutions(self, page, assignment, who, seen):
        assert (reverse("update_write", args=[assignment.public_id]) in page(who, assignment.recommendation)) == seen

    def test_no_button_while_it_is_reviewed(self, page, assignment):
        UpdateFactory(assignment=assignment, handed_in=True)
        assert reverse("update_write", args=[assignment.public_id]) not in page("health", assignment.recommendation)

    def test_as_many_queries_for_ten_as_for_one(self, people, sign_in, assignment):
        client, address = sign_in(people.secretariat), reverse("recommendation", args=[assignment.recommendation.public_id])

        def queries():
            with CaptureQueriesContext(connection) as seen:
                client.get(address)
            return len(seen)

        def add(status):
            evidence = EvidenceFactory(update__assignment=assignment, update__handed_in=True, update__status=status)
            approve_update(by=people.secretariat, update=evidence.update)

        add(Status.PLANNED)
        one = queries()
        for number in range(9):
            add([Status.UNDER_WAY, Status.PLANNED][number % 2])
        assert queries() == one


class TestMyWork:
    def test_of_a_ministry_late_ones_first(self, people, page):
        today = timezone.localdate()
        soon = AssignmentFactory(institution=people.ministry_of_health, due_on=today + timedelta(days=4))
        late = AssignmentFactory(institution=people.ministry_of_health, due_on=today - timedelta(days=4))
        someday = AssignmentFactory(institution=people.ministry_of_health, due_on=None)
        foreign = AssignmentFactory(institution=people.ministry_of_justice)
        answered = AssignmentFactory(institution=people.ministry_of_health, answered_at=timezone.now())
        UpdateFactory(assignment__institution=people.ministry_of_health, sent_back=True, return_reason="How many?")
        text = page("health")
        places = [text.find(reverse("update_write", args=[a.public_id])) for a in (late, soon, someday)]
        assert -1 < places[0] < places[1] < places[2]
        assert -1 < text.find("How many?") < places[0]
        for other in (foreign, answered):
            assert reverse("update_write", args=[other.public_id]) not in text

    def test_of_the_secretariat(self, page):
        today = timezone.localdate()
        waiting = UpdateFactory(handed_in=True, assignment__answered_at=timezone.now())
        AssignmentFactory.create_batch(2, due_on=today - timedelta(days=1))
        due = ObligationFactory(due_on=today + timedelta(days=60))
        later = ObligationFactory(due_on=today + timedelta(days=61))
        text = page("secretariat")
        assert reverse("update", args=[waiting.public_id]) in text
        assert "<strong>2</strong> Overdue assignments" in text
        assert reverse("obligation_edit", args=[due.public_id]) in text
        assert reverse("obligation_edit", args=[later.public_id]) not in text

    @pytest.mark.parametrize("who", ["health", "secretariat"])
    def test_nothing_to_do(self, page, who):
        assert "Nothing waits for you today." in page(who)

    @pytest.mark.parametrize("who", ["nhri", "cso", "admin"])
    def test_others_have_no_duties_here(self, page, who):
        UpdateFactory(handed_in=True)
        assert "Waiting for me" not in page(who)

    @pytest.mark.parametrize("who", ["health", "secretariat"])
    def test_as_many_queries_for_ten_as_for_one(self, people, sign_in, who):
        client = sign_in(getattr(people, who))

        def add():
            ours = {"assignment__institution": people.ministry_of_health}
            AssignmentFactory(institution=people.ministry_of_health, due_on=timezone.localdate() - timedelta(days=1))
            for trait in ({}, {"sent_back": True}, {"handed_in": True}):
                UpdateFactory(**ours, **trait)
            ObligationFactory()

        def queries():
            with CaptureQueriesContext(connection) as seen:
                client.get(reverse("home"))
            return len(seen)

        add()
        one = queries()
        for _ in range(9):
            add()
        assert queries() == one
