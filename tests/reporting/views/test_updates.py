"""Pages of updates: lists by role, writing, review, each as owner, member without the right, and stranger."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from recommendations.enums import AssignmentRole, Status
from reporting.enums import UpdateState
from reporting.models import Evidence, Update
from tests.factories import AssignmentFactory, EvidenceFactory, HoldingFactory, UpdateFactory

pytestmark = pytest.mark.django_db
EVERYBODY = ["health", "justice", "nhri", "cso", "secretariat", "admin"]


@pytest.fixture
def assignment(people):
    return AssignmentFactory(institution=people.ministry_of_health)


@pytest.fixture
def make(people, assignment):
    """Updates of the ministry of health: `make(approved=True)`."""

    def make(**more):
        return UpdateFactory(**{"assignment": assignment, "author": people.health} | more)

    return make


def words(answer) -> str:
    return unescape(answer.content.decode())


def typed(**more):
    return {"status": Status.UNDER_WAY, "text": "A bill is written.", "changed_at": "", "save": ""} | more


class TestList:
    @pytest.mark.parametrize(
        ("who", "status"), [("health", 200), ("justice", 200), ("secretariat", 200), ("admin", 200), ("nhri", 403), ("cso", 403)]
    )
    def test_for_the_states_side(self, people, sign_in, who, status):
        assert sign_in(getattr(people, who)).get(reverse("updates")).status_code == status

    def test_what_was_sent_back_comes_first_with_the_reason(self, people, sign_in, make):
        make(sent_back=True, return_reason="How many women?")
        answer = sign_in(people.health).get(reverse("updates"))
        assert answer.context["state"] == UpdateState.RETURNED
        assert "How many women?" in words(answer)

    def test_tabs_of_a_ministry(self, people, sign_in, make, assignment):
        other = AssignmentFactory(institution=people.ministry_of_health)
        make(approved=True)
        make(handed_in=True)
        UpdateFactory(assignment__institution=people.ministry_of_justice, handed_in=True)
        answer = sign_in(people.health).get(reverse("updates"))
        assert {code: number for code, _title, number in answer.context["tabs"]} == {
            "returned": 0,
            "to_write": 1,
            "draft": 0,
            "submitted": 1,
            "approved": 1,
        }
        assert answer.context["state"] == "to_write"
        assert list(answer.context["page"]) == [other]

    def test_others_see_nothing_of_it(self, people, sign_in, make):
        make(handed_in=True)
        client = sign_in(people.justice)
        for state in ["returned", "draft", "submitted", "approved"]:
            assert list(client.get(reverse("updates"), {"state": state}).context["page"]) == []

    def test_the_queue_begins_with_the_oldest(self, people, sign_in):
        now = timezone.now()
        newer, older = (UpdateFactory(handed_in=True, submitted_at=now - timedelta(days=days)) for days in (1, 5))
        answer = sign_in(people.secretariat).get(reverse("updates"))
        assert answer.context["state"] == UpdateState.SUBMITTED
        assert list(answer.context["page"]) == [older, newer]

    def test_administrators_see_what_is_approved(self, people, sign_in, make):
        make(handed_in=True)
        approved = UpdateFactory(approved=True)
        answer = sign_in(people.admin).get(reverse("updates"), {"state": "submitted"})
        assert [code for code, _title, _number in answer.context["tabs"]] == ["approved"]
        assert list(answer.context["page"]) == [approved]

    @pytest.mark.parametrize("who", ["health", "secretariat"])
    @pytest.mark.parametrize("state", ["to_write", "draft", "returned", "submitted", "approved"])
    def test_as_many_queries_for_ten_as_for_one(self, people, sign_in, who, state):
        trait = {"to_write": None, "draft": {}, "returned": {"sent_back": True}, "submitted": {"handed_in": True}, "approved": {"approved": True}}[
            state
        ]

        def add():
            assignment = AssignmentFactory(institution=people.ministry_of_health)
            if trait is not None:
                UpdateFactory(assignment=assignment, **trait)

        def queries():
            with CaptureQueriesContext(
                connection,
            ) as seen:
                client.get(reverse("updates"), {"state": state})
            return len(seen)

        client = sign_in(getattr(people, who))
        add()
        one = queries()
        for _ in range(9):
            add()
        assert queries() == one


class TestWrite:
    @pytest.mark.parametrize(
        ("who", "status"), [("health", 200), ("justice", 403), ("nhri", 403), ("cso", 403), ("secretariat", 403), ("admin", 403)]
    )
    def test_only_the_institution(self, people, sign_in, assignment, who, status):
        client, address = sign_in(getattr(people, who)), reverse("update_write", args=[assignment.public_id])
        assert client.get(address).status_code == status
        assert client.post(address, typed()).status_code == (302 if status == 200 else status)
        assert Update.objects.count() == (1 if status == 200 else 0)

    def test_begins_with_the_recommendation_and_the_last_answer(self, people, sign_in, assignment, make):
        make(approved=True, text="What we said last time.", reviewed_at=timezone.now() - timedelta(days=1))
        make(approved=True, text="Said since then.")
        page = words(sign_in(people.health).get(reverse("update_write", args=[assignment.public_id])))
        assert assignment.recommendation.text in page
        assert "Said since then." in page
        assert "What we said last time." not in page

    def test_draft_then_submit(self, people, sign_in, assignment):
        client, address = sign_in(people.health), reverse("update_write", args=[assignment.public_id])
        assert client.post(address, {"status": "", "text": "A bill", "changed_at": "", "save": ""}).url == address
        page = client.get(address)
        form = page.context["form"]
        assert form["text"].value() == "A bill"
        answer = client.post(address, typed(changed_at=form["changed_at"].value(), submit=""))
        update = Update.objects.get()
        assert answer.url == reverse("update", args=[update.public_id])
        assert (update.state, update.text, update.status) == (UpdateState.SUBMITTED, "A bill is written.", Status.UNDER_WAY)
        assert client.get(address).url == answer.url

    def test_submitting_needs_status_and_text(self, people, sign_in, assignment):
        client, address = sign_in(people.health), reverse("update_write", args=[assignment.public_id])
        answer = client.post(address, {"text": " ", "changed_at": "", "submit": ""})
        assert set(answer.context["form"].errors) == {"status", "text"}
        assert not Update.objects.exists()

    @pytest.mark.parametrize("status", ["", "lost", Status.NO_INFORMATION])
    def test_no_answer_says_that_there_is_no_information(self, people, sign_in, assignment, status):
        answer = sign_in(people.health).post(reverse("update_write", args=[assignment.public_id]), typed(status=status, submit=""))
        assert set(answer.context["form"].errors) == {"status"}

    def test_says_what_is_needed(self, people, sign_in, assignment):
        client, address = sign_in(people.health), reverse("update_write", args=[assignment.public_id])
        wrong_draft = client.post(address, typed(status="lost"))
        for answer in (client.get(address), wrong_draft):
            assert words(answer).count("(optional)") == 6  # result, obstacles, next steps, evidence, link and its words

    def test_several_files(self, people, sign_in, assignment):
        client, address = sign_in(people.health), reverse("update_write", args=[assignment.public_id])
        chosen = [SimpleUploadedFile("a.csv", b"a,b\n"), SimpleUploadedFile("b.txt", b"note")]
        client.post(address, typed(evidence=chosen))
        assert set(Evidence.objects.values_list("name", flat=True)) == {"a.csv", "b.txt"}

    def test_a_hostile_file_is_refused_at_its_field_and_the_text_kept(self, people, sign_in, assignment):
        chosen = [SimpleUploadedFile("a.csv", b"a,b\n"), SimpleUploadedFile("b.svg", b"<svg/>"), SimpleUploadedFile("c.pdf", b"MZ")]
        answer = sign_in(people.health).post(reverse("update_write", args=[assignment.public_id]), typed(evidence=chosen))
        errors = answer.context["form"].errors["evidence"]
        assert ["b.svg" in errors[0], "c.pdf" in errors[1], len(errors)] == [True, True, 2]
        assert "A bill is written." in words(answer)
        assert not Update.objects.exists()

    def test_removing_a_file_keeps_what_was_typed(self, people, sign_in, assignment, make):
        evidence = EvidenceFactory(update=make())
        kept = EvidenceFactory(update=evidence.update, name="kept.csv")
        client, address = sign_in(people.health), reverse("update_write", args=[assignment.public_id])
        data = typed(changed_at=evidence.update.changed_at.isoformat(), remove=str(evidence.public_id))
        del data["save"]
        assert client.post(address, data).url == address
        assert Update.objects.get().text == "A bill is written."
        assert Evidence.objects.get() == kept

    def test_another_ministrys_file_is_not_removed(self, people, sign_in, assignment):
        foreign = EvidenceFactory(update__assignment__institution=people.ministry_of_justice)
        sign_in(people.health).post(reverse("update_write", args=[assignment.public_id]), typed(remove=str(foreign.public_id)))
        assert Evidence.objects.get() == foreign

    def test_a_stale_form_says_who_and_keeps_what_was_typed(self, people, sign_in, assignment, make):
        client, address = sign_in(people.health), reverse("update_write", args=[assignment.public_id])
        read = make(text="At first").changed_at.isoformat()
        colleague = HoldingFactory(post__institution=people.ministry_of_health, user__name="Ada Colleague").user
        sign_in(colleague).post(address, typed(text="What Ada saved", changed_at=read))
        answer = client.post(address, typed(text="What I typed", changed_at=read))
        page = words(answer)
        assert answer.status_code == 409
        assert "Ada Colleague changed this update" in page
        assert "What I typed" in page
        assert "What Ada saved" in page
        assert Update.objects.get().text == "What Ada saved"
        client.post(address, typed(text="Both texts", changed_at=answer.context["form"]["changed_at"].value()))
        assert Update.objects.get().text == "Both texts"

    @pytest.mark.parametrize("token", ["yesterday", "2026-99-99T00:00:00+00:00", "2026-11-23T10:00:00"])
    def test_a_token_that_is_none(self, people, sign_in, assignment, token):
        answer = sign_in(people.health).post(reverse("update_write", args=[assignment.public_id]), typed(changed_at=token))
        assert answer.status_code == 200
        assert "There is a problem" in words(answer)
        assert not Update.objects.exists()

    def test_says_whose_status_counts(self, people, sign_in, assignment):
        client = sign_in(people.health)
        assert "Your institution leads." in words(client.get(reverse("update_write", args=[assignment.public_id])))
        supporting = AssignmentFactory(institution=people.ministry_of_health, role=AssignmentRole.SUPPORTING)
        assert "Your institution supports the lead." in words(client.get(reverse("update_write", args=[supporting.public_id])))

    def test_the_reason_stands_on_top(self, people, sign_in, assignment, make):
        make(sent_back=True, return_reason="How many women?")
        assert "How many women?" in words(sign_in(people.health).get(reverse("update_write", args=[assignment.public_id])))


class TestRead:
    @pytest.mark.parametrize("state", [{}, {"handed_in": True}, {"sent_back": True}])
    @pytest.mark.parametrize(
        ("who", "status"), [("health", 200), ("secretariat", 200), ("justice", 404), ("nhri", 404), ("cso", 404), ("admin", 404)]
    )
    def test_unapproved(self, people, sign_in, make, state, who, status):
        assert sign_in(getattr(people, who)).get(reverse("update", args=[make(**state).public_id])).status_code == status

    @pytest.mark.parametrize("who", EVERYBODY)
    def test_approved_ones_are_everybodys(self, people, sign_in, make, who):
        answer = sign_in(getattr(people, who)).get(reverse("update", args=[make(approved=True, text="Law 12 was passed.").public_id]))
        assert "Law 12 was passed." in words(answer)

    def test_beside_the_one_before(self, people, sign_in, make):
        now = timezone.now()
        make(approved=True, text="Oldest", reviewed_at=now - timedelta(days=9))
        make(approved=True, text="Before", status=Status.PLANNED, reviewed_at=now - timedelta(days=5))
        third = make(approved=True, text="Third", reviewed_at=now - timedelta(days=2))
        make(approved=True, text="Newest")
        answer = sign_in(people.secretariat).get(reverse("update", args=[third.public_id]))
        assert answer.context["last"].text == "Before"

    def test_as_many_queries_for_a_long_queue(self, people, sign_in, make):
        update, client = make(handed_in=True), sign_in(people.secretariat)

        def queries():
            with CaptureQueriesContext(connection) as seen:
                client.get(reverse("update", args=[update.public_id]))
            return len(seen)

        one = queries()
        UpdateFactory.create_batch(9, handed_in=True)
        assert queries() == one


class TestReview:
    def test_approving_leads_to_the_next(self, people, sign_in, make):
        now = timezone.now()
        first = make(handed_in=True, submitted_at=now - timedelta(days=5))
        second = UpdateFactory(handed_in=True, submitted_at=now - timedelta(days=3))
        client = sign_in(people.secretariat)
        answer = client.post(reverse("update_review", args=[first.public_id]), {"decision": "approve", "reason": ""}, follow=True)
        assert answer.redirect_chain == [(reverse("update", args=[second.public_id]), 302)]
        assert "was approved" in words(answer)
        first.refresh_from_db()
        assert first.state == UpdateState.APPROVED
        answer = client.post(reverse("update_review", args=[second.public_id]), {"decision": "approve"})
        assert answer.url == reverse("updates")

    def test_from_the_end_of_the_queue_back_to_its_oldest(self, people, sign_in, make):
        oldest = UpdateFactory(handed_in=True, submitted_at=timezone.now() - timedelta(days=5))
        answer = sign_in(people.secretariat).post(reverse("update_review", args=[make(handed_in=True).public_id]), {"decision": "approve"})
        assert answer.url == reverse("update", args=[oldest.public_id])

    def test_sending_back(self, people, sign_in, make):
        update = make(handed_in=True)
        sign_in(people.secretariat).post(reverse("update_review", args=[update.public_id]), {"decision": "send_back", "reason": "How many?"})
        update.refresh_from_db()
        assert (update.state, update.return_reason) == (UpdateState.RETURNED, "How many?")

    def test_sending_back_needs_a_reason(self, people, sign_in, make):
        update = make(handed_in=True)
        answer = sign_in(people.secretariat).post(reverse("update_review", args=[update.public_id]), {"decision": "send_back", "reason": " "})
        assert set(answer.context["form"].errors) == {"reason"}
        update.refresh_from_db()
        assert update.state == UpdateState.SUBMITTED

    def test_no_button_is_no_approval(self, people, sign_in, make):
        update = make(handed_in=True)
        answer = sign_in(people.secretariat).post(reverse("update_review", args=[update.public_id]), {"reason": "How many?"})
        assert set(answer.context["form"].errors) == {"decision"}
        update.refresh_from_db()
        assert update.state == UpdateState.SUBMITTED

    def test_a_second_reviewer_is_told(self, people, sign_in, make):
        update = make(approved=True)
        answer = sign_in(people.secretariat).post(reverse("update_review", args=[update.public_id]), {"decision": "approve"}, follow=True)
        assert "This can't be done now" in words(answer)

    @pytest.mark.parametrize(("who", "status"), [("health", 403), ("justice", 404), ("nhri", 404), ("cso", 404), ("admin", 404)])
    def test_only_the_secretariat(self, people, sign_in, make, who, status):
        update = make(handed_in=True)
        assert sign_in(getattr(people, who)).post(reverse("update_review", args=[update.public_id]), {"decision": "approve"}).status_code == status
        assert "Your decision" not in words(sign_in(people.health).get(reverse("update", args=[update.public_id])))
        update.refresh_from_db()
        assert update.state == UpdateState.SUBMITTED

    def test_reading_decides_nothing(self, people, sign_in, make):
        assert sign_in(people.secretariat).get(reverse("update_review", args=[make(handed_in=True).public_id])).status_code == 405


class TestEvidence:
    @pytest.mark.parametrize(
        ("who", "status"), [("health", 200), ("secretariat", 200), ("justice", 404), ("nhri", 404), ("cso", 404), ("admin", 404)]
    )
    def test_of_an_unapproved_update(self, people, sign_in, make, who, status):
        evidence = EvidenceFactory(update=make(handed_in=True))
        answer = sign_in(getattr(people, who)).get(reverse("evidence", args=[evidence.public_id]))
        assert answer.status_code == status
        answer.close()

    @pytest.mark.parametrize("who", EVERYBODY)
    def test_of_an_approved_one(self, people, sign_in, make, who):
        evidence = EvidenceFactory(update=make(approved=True), name='قائمة "1".csv')
        answer = sign_in(getattr(people, who)).get(reverse("evidence", args=[evidence.public_id]))
        assert b"".join(answer.streaming_content) == b"a,b\n1,2\n"
        answer.close()
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("text/csv", "nosniff")
        assert "no-store" in answer["Cache-Control"]

    def test_not_for_strangers(self, client, make):
        assert client.get(reverse("evidence", args=[EvidenceFactory(update=make(approved=True)).public_id])).status_code == 302
