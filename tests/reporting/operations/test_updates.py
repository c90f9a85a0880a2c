"""From the first draft to the secretariat's approval; every refusal, and what the database itself insists on."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils import timezone
from pghistory.models import Events

from ministries.models import Holding
from nmirf.notifications.models import Message
from recommendations.enums import AssignmentRole, Status
from reporting.enums import UpdateState
from reporting.evidence_files import FileRefused
from reporting.models import Evidence, StatusChange, Update
from reporting.operations.updates import (
    MAX_FILES,
    Incomplete,
    NoReason,
    Stale,
    TooManyFiles,
    WrongState,
    add_evidence,
    approve_update,
    remove_evidence,
    save_draft,
    send_back,
    submit_update,
    write_update,
)
from tests.factories import AssignmentFactory, EvidenceFactory, HoldingFactory, UpdateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment(people):
    return AssignmentFactory(institution=people.ministry_of_health)


@pytest.fixture
def colleague(people):
    return HoldingFactory(post__institution=people.ministry_of_health, user__name="Colleague").user


def csv(name="figures.csv", data=b"year;cases\n2026;12\n"):
    return SimpleUploadedFile(name, data)


class TestSaveDraft:
    def test_the_first_line(self, people, assignment):
        update = save_draft(by=people.health, assignment=assignment, status=Status.UNDER_WAY, text="A bill is written.")
        assert (update.state, update.status, update.text, update.author) == (UpdateState.DRAFT, Status.UNDER_WAY, "A bill is written.", people.health)
        assert update.assignment == assignment

    def test_may_be_half_empty(self, people, assignment):
        update = save_draft(by=people.health, assignment=assignment, status="", text="")
        assert (update.status, update.text) == (Status.NO_INFORMATION, "")

    def test_a_colleague_goes_on_with_it(self, people, assignment, colleague):
        begun = save_draft(by=people.health, assignment=assignment, status="", text="A bill")
        update = save_draft(by=colleague, assignment=assignment, status=Status.PLANNED, text="A bill and a budget", changed_at=begun.changed_at)
        assert update.pk == begun.pk
        update.refresh_from_db()
        assert (update.text, update.author, update.status) == ("A bill and a budget", colleague, Status.PLANNED)

    def test_what_a_colleague_saved_meanwhile_is_not_written_over(self, people, assignment, colleague):
        begun = save_draft(by=people.health, assignment=assignment, status="", text="A bill")
        save_draft(by=colleague, assignment=assignment, status="", text="Colleague's text", changed_at=begun.changed_at)
        with pytest.raises(Stale, match="Colleague changed this update"):
            save_draft(by=people.health, assignment=assignment, status="", text="Mine", changed_at=begun.changed_at)
        assert Update.objects.get().text == "Colleague's text"

    def test_two_who_begin_at_once_make_one_draft(self, people, assignment, colleague):
        save_draft(by=colleague, assignment=assignment, status="", text="First")
        with pytest.raises(Stale):
            save_draft(by=people.health, assignment=assignment, status="", text="Second")
        assert Update.objects.get().text == "First"

    def test_approved_meanwhile(self, people, assignment):
        update = UpdateFactory(assignment=assignment, author=people.health, approved=True)
        with pytest.raises(Stale, match="approved while you were writing"):
            save_draft(by=people.health, assignment=assignment, status="", text="More", changed_at=update.changed_at)

    def test_a_new_one_after_approval_leaves_the_old(self, people, assignment):
        old = UpdateFactory(assignment=assignment, approved=True, text="Old")
        save_draft(by=people.health, assignment=assignment, status="", text="New")
        assert set(Update.objects.values_list("text", "state")) == {("Old", "approved"), ("New", "draft")}
        old.refresh_from_db()
        assert old.text == "Old"

    def test_not_while_it_is_reviewed(self, people, assignment):
        update = UpdateFactory(assignment=assignment, author=people.health, handed_in=True)
        with pytest.raises(WrongState):
            save_draft(by=people.health, assignment=assignment, status="", text="More", changed_at=update.changed_at)

    def test_one_sent_back_is_gone_on_with(self, people, assignment):
        update = UpdateFactory(assignment=assignment, author=people.health, sent_back=True)
        save_draft(by=people.health, assignment=assignment, status=Status.PLANNED, text="More", changed_at=update.changed_at)
        update.refresh_from_db()
        assert (update.state, update.text, update.return_reason) == (UpdateState.RETURNED, "More", "Say how many.")

    @pytest.mark.parametrize("who", ["justice", "secretariat", "admin", "nhri", "cso"])
    def test_only_the_institution(self, people, assignment, who):
        with pytest.raises(PermissionDenied):
            save_draft(by=getattr(people, who), assignment=assignment, status="", text="x")
        assert not Update.objects.exists()

    def test_not_after_leaving_the_post(self, people, assignment):
        Holding.objects.filter(user=people.health).update(ends_on=timezone.localdate() - timedelta(days=1))
        with pytest.raises(PermissionDenied):
            save_draft(by=people.health, assignment=assignment, status="", text="x")

    def test_history_says_who_and_what(self, people, assignment):
        update = save_draft(by=people.health, assignment=assignment, status="", text="A bill")
        event = Events.objects.tracks(update).get()
        assert event.pgh_context["operation"] == "reporting.save_draft"
        assert event.pgh_context["user"] == str(people.health.public_id)


class TestEvidence:
    def test_added_under_a_name_of_ours(self, people, assignment):
        update = UpdateFactory(assignment=assignment)
        evidence = add_evidence(by=people.health, update=update, file=csv("../../Rélevé 2026.csv"))
        assert (evidence.name, evidence.content_type, evidence.size, evidence.added_by) == ("Rélevé 2026.csv", "text/csv", 19, people.health)
        with evidence.file.open() as stored:
            assert stored.read() == b"year;cases\n2026;12\n"
        assert "Rélevé" not in evidence.file.name

    def test_a_refused_file_leaves_nothing(self, people, assignment):
        update = UpdateFactory(assignment=assignment)
        with pytest.raises(FileRefused):
            add_evidence(by=people.health, update=update, file=csv("page.html", b"<html>"))
        assert not Evidence.objects.exists()

    def test_has_a_limit(self, people, assignment):
        update = UpdateFactory(assignment=assignment)
        EvidenceFactory.create_batch(MAX_FILES, update=update)
        with pytest.raises(TooManyFiles):
            add_evidence(by=people.health, update=update, file=csv())

    def test_removed_with_its_file(self, people, assignment, django_capture_on_commit_callbacks):
        evidence = EvidenceFactory(update__assignment=assignment)
        storage, name = evidence.file.storage, evidence.file.name
        assert storage.exists(name)
        with django_capture_on_commit_callbacks(execute=True):
            remove_evidence(by=people.health, evidence=evidence)
        assert not Evidence.objects.exists()
        assert not storage.exists(name)

    @pytest.mark.parametrize("state", ["handed_in", "approved"])
    def test_what_was_handed_in_stays(self, people, assignment, state):
        evidence = EvidenceFactory(update__assignment=assignment, **{f"update__{state}": True})
        with pytest.raises(WrongState):
            remove_evidence(by=people.health, evidence=evidence)
        with pytest.raises(WrongState):
            add_evidence(by=people.health, update=evidence.update, file=csv())
        assert Evidence.objects.get() == evidence

    @pytest.mark.parametrize("who", ["justice", "secretariat", "admin", "nhri", "cso"])
    def test_only_the_institution(self, people, assignment, who):
        evidence = EvidenceFactory(update__assignment=assignment)
        with pytest.raises(PermissionDenied):
            remove_evidence(by=getattr(people, who), evidence=evidence)
        with pytest.raises(PermissionDenied):
            add_evidence(by=getattr(people, who), update=evidence.update, file=csv())
        assert Evidence.objects.count() == 1


class TestSubmit:
    def test_answers_the_assignment(self, people, assignment):
        update = submit_update(by=people.health, update=UpdateFactory(assignment=assignment))
        assert (update.state, update.submitted_by, update.reviewed_at) == (UpdateState.SUBMITTED, people.health, None)
        assignment.refresh_from_db()
        assert assignment.answered_at == update.submitted_at

    def test_again_after_it_was_sent_back(self, people, assignment):
        update = submit_update(by=people.health, update=UpdateFactory(assignment=assignment, sent_back=True))
        update.refresh_from_db()
        assert (update.state, update.reviewed_at, update.reviewed_by, update.return_reason) == (UpdateState.SUBMITTED, None, None, "Say how many.")

    @pytest.mark.parametrize("lack", [{"text": "  \n"}, {"status": Status.NO_INFORMATION}])
    def test_needs_text_and_status(self, people, assignment, lack):
        update = UpdateFactory(assignment=assignment, **lack)
        with pytest.raises(Incomplete):
            submit_update(by=people.health, update=update)
        assignment.refresh_from_db()
        assert assignment.answered_at is None

    @pytest.mark.parametrize("state", ["handed_in", "approved"])
    def test_once(self, people, assignment, state):
        update = UpdateFactory(assignment=assignment, **{state: True})
        with pytest.raises(WrongState):
            submit_update(by=people.health, update=update)

    @pytest.mark.parametrize("who", ["justice", "secretariat", "admin", "nhri", "cso"])
    def test_only_the_institution(self, people, assignment, who):
        with pytest.raises(PermissionDenied):
            submit_update(by=getattr(people, who), update=UpdateFactory(assignment=assignment))

    def test_all_by_one_press_of_a_button(self, people, assignment):
        update = write_update(
            by=people.health, assignment=assignment, status=Status.PLANNED, text="A plan", changed_at=None, evidence=[csv()], submit=True
        )
        assert (update.state, update.evidence.get().name) == (UpdateState.SUBMITTED, "figures.csv")

    def test_a_refused_file_saves_nothing_of_the_press(self, people, assignment):
        with pytest.raises(FileRefused):
            write_update(
                by=people.health,
                assignment=assignment,
                status="",
                text="A plan",
                changed_at=None,
                evidence=[csv(), csv("a.exe", b"MZ")],
                submit=False,
            )
        assert not Update.objects.exists()


class TestApprove:
    def test_the_leads_moves_the_status(self, people, assignment):
        update = UpdateFactory(assignment=assignment, author=people.health, handed_in=True, status=Status.IMPLEMENTED)
        approve_update(by=people.secretariat, update=update)
        update.refresh_from_db()
        assert (update.state, update.reviewed_by) == (UpdateState.APPROVED, people.secretariat)
        recommendation = assignment.recommendation
        recommendation.refresh_from_db()
        assert (recommendation.status, recommendation.status_on) == (Status.IMPLEMENTED, timezone.localdate())
        change = StatusChange.objects.get()
        assert (change.recommendation, change.update, change.before, change.after, change.on) == (
            recommendation,
            update,
            Status.NO_INFORMATION,
            Status.IMPLEMENTED,
            timezone.localdate(),
        )

    def test_a_supporting_one_leaves_the_status(self, people, assignment):
        recommendation = assignment.recommendation
        supporting = AssignmentFactory(institution=people.ministry_of_justice, recommendation=recommendation, role=AssignmentRole.SUPPORTING)
        update = approve_update(by=people.secretariat, update=UpdateFactory(assignment=supporting, handed_in=True, status=Status.IMPLEMENTED))
        assert update.state == UpdateState.APPROVED
        recommendation.refresh_from_db()
        assert recommendation.status == Status.NO_INFORMATION
        assert not StatusChange.objects.exists()

    def test_the_same_status_is_no_change(self, people, assignment):
        approve_update(by=people.secretariat, update=UpdateFactory(assignment=assignment, handed_in=True))
        approve_update(by=people.secretariat, update=UpdateFactory(assignment=assignment, handed_in=True))
        assert StatusChange.objects.get().after == Status.UNDER_WAY

    def test_leaves_the_assignment_answered(self, people, assignment):
        update = submit_update(by=people.health, update=UpdateFactory(assignment=assignment))
        approve_update(by=people.secretariat, update=update)
        assignment.refresh_from_db()
        assert assignment.answered_at == update.submitted_at

    def test_tells_who_handed_it_in(self, people, assignment):
        update = UpdateFactory(assignment=assignment, author=people.health, handed_in=True)
        approve_update(by=people.secretariat, update=update)
        mail = Message.objects.get()
        assert (mail.user, mail.kind, mail.address) == (people.health, Message.Kind.REVIEW, people.health.email)
        assert "Approved" in mail.subject
        assert f"/updates/{update.public_id}/" in mail.text

    @pytest.mark.parametrize("state", [{}, {"sent_back": True}, {"approved": True}])
    def test_only_what_waits(self, people, assignment, state):
        with pytest.raises(WrongState):
            approve_update(by=people.secretariat, update=UpdateFactory(assignment=assignment, **state))

    @pytest.mark.parametrize("who", ["health", "justice", "admin", "nhri", "cso"])
    def test_only_the_secretariat(self, people, assignment, who):
        with pytest.raises(PermissionDenied):
            approve_update(by=getattr(people, who), update=UpdateFactory(assignment=assignment, handed_in=True))
        assert not StatusChange.objects.exists()

    def test_the_second_of_two_reviewers_learns_it(self, people, assignment):
        update = UpdateFactory(assignment=assignment, handed_in=True)
        approve_update(by=people.secretariat, update=update)
        with pytest.raises(WrongState, match="Approved"):
            send_back(by=people.secretariat, update=update, reason="Too late")


class TestSendBack:
    def test_asks_for_more(self, people, assignment):
        update = submit_update(by=people.health, update=UpdateFactory(assignment=assignment))
        send_back(by=people.secretariat, update=update, reason=" How many? ")
        update.refresh_from_db()
        assert (update.state, update.return_reason, update.reviewed_by) == (UpdateState.RETURNED, "How many?", people.secretariat)
        assignment.refresh_from_db()
        assert assignment.answered_at is None
        assert assignment.recommendation.status == Status.NO_INFORMATION

    def test_mails_without_the_reason(self, people, assignment):
        update = UpdateFactory(assignment=assignment, author=people.health, handed_in=True)
        send_back(by=people.secretariat, update=update, reason="Names of victims must go")
        mail = Message.objects.get()
        assert mail.user == people.health
        assert "Sent back" in mail.subject
        assert "victims" not in mail.text + mail.subject + mail.reason

    def test_mails_the_post_when_the_person_left(self, people, assignment, colleague):
        update = UpdateFactory(assignment=assignment, author=people.health, handed_in=True)
        Holding.objects.filter(user=people.health).update(ends_on=timezone.localdate() - timedelta(days=1))
        send_back(by=people.secretariat, update=update, reason="How many?")
        assert Message.objects.get().user == colleague

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_needs_a_reason(self, people, assignment, reason):
        update = UpdateFactory(assignment=assignment, handed_in=True)
        with pytest.raises(NoReason):
            send_back(by=people.secretariat, update=update, reason=reason)
        update.refresh_from_db()
        assert update.state == UpdateState.SUBMITTED

    @pytest.mark.parametrize("state", [{}, {"sent_back": True}, {"approved": True}])
    def test_only_what_waits(self, people, assignment, state):
        with pytest.raises(WrongState):
            send_back(by=people.secretariat, update=UpdateFactory(assignment=assignment, **state), reason="How many?")

    @pytest.mark.parametrize("who", ["health", "justice", "admin", "nhri", "cso"])
    def test_only_the_secretariat(self, people, assignment, who):
        with pytest.raises(PermissionDenied):
            send_back(by=getattr(people, who), update=UpdateFactory(assignment=assignment, handed_in=True), reason="How many?")


class TestTheDatabaseInsists:
    @pytest.mark.parametrize(
        ("wrong", "constraint"),
        [
            ({"sent_back": True, "return_reason": ""}, "update_returned_with_a_reason"),
            ({"approved": True, "reviewed_at": None, "reviewed_by": None}, "update_approved_was_reviewed"),
            ({"approved": True, "reviewed_by": None}, "update_reviewed_when_and_by"),
            ({"handed_in": True, "submitted_by": None}, "update_submitted_when_and_by"),
            ({"state": "lost"}, "update_state_known"),
            ({"status": "lost"}, "update_status_known"),
        ],
    )
    def test_row(self, assignment, wrong, constraint):
        with pytest.raises(IntegrityError, match=constraint):
            UpdateFactory(assignment=assignment, **wrong)

    def test_one_open_answer(self, assignment):
        UpdateFactory(assignment=assignment)
        with pytest.raises(IntegrityError, match="update_one_open_an_assignment"):
            UpdateFactory(assignment=assignment, handed_in=True)
