"""What a round adds to an update: its fields, its own questions, and what the database insists on."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from recommendations.enums import Status
from reporting.models import Answer, Evidence
from reporting.operations.updates import Incomplete, NotAsked, save_draft, submit_update
from tests.factories import AssignmentFactory, EvidenceFactory, RoundFactory, RoundItemFactory, RoundQuestionFactory, UpdateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(people):
    return RoundItemFactory(assignment=AssignmentFactory(institution=people.ministry_of_health))


def save(people, item, **said):
    return save_draft(by=people.health, assignment=item.assignment, **{"status": Status.UNDER_WAY, "text": "A bill is written."} | said)


class TestSaveDraft:
    def test_belongs_to_the_open_round_that_asks(self, people, item):
        RoundItemFactory(assignment=item.assignment, round__closed_at=timezone.now(), round__closed_by=people.secretariat)
        RoundItemFactory(assignment=item.assignment, round__opened_at=None, round__opened_by=None)
        assert save(people, item).round == item.round

    def test_belongs_to_none_where_none_asks(self, people):
        assignment = AssignmentFactory(institution=people.ministry_of_health)
        RoundItemFactory()
        assert save_draft(by=people.health, assignment=assignment, status="", text="").round is None

    def test_stays_with_its_round_after_that_closed(self, people, item):
        update = save(people, item)
        item.round.closed_at, item.round.closed_by = timezone.now(), people.secretariat
        item.round.save()
        assert save(people, item, changed_at=update.changed_at, text="Late.").round == item.round

    def test_the_other_questions_of_an_update(self, people, item):
        update = save(people, item, result="Fewer cases.", obstacles="No budget.", next_steps="Second reading.")
        update.refresh_from_db()
        assert (update.result, update.obstacles, update.next_steps) == ("Fewer cases.", "No budget.", "Second reading.")

    def test_what_is_not_given_stays(self, people, item):
        question = RoundQuestionFactory(round=item.round)
        update = save(people, item, result="Fewer cases.", answers={question: "In all regions."})
        again = save(people, item, changed_at=update.changed_at, text="More.")
        again.refresh_from_db()
        assert (again.text, again.result, again.answers.get().text) == ("More.", "Fewer cases.", "In all regions.")

    def test_answers_are_changed_and_taken_away(self, people, item):
        first, second = RoundQuestionFactory(round=item.round), RoundQuestionFactory(round=item.round)
        update = save(people, item, answers={first: "One.", second: "Two."})
        save(people, item, changed_at=update.changed_at, answers={first: " ", second: "Three."})
        assert list(Answer.objects.values_list("question", "text")) == [(second.pk, "Three.")]

    def test_a_question_of_another_round(self, people, item):
        other = RoundQuestionFactory()
        with pytest.raises(NotAsked):
            save(people, item, answers={other: "One."})
        assert not item.assignment.updates.exists()


class TestSubmit:
    def test_asks_for_the_answers_that_the_round_needs(self, people, item):
        RoundQuestionFactory(round=item.round)
        needed = RoundQuestionFactory(round=item.round, text="Which law?", is_required=True)
        update = save(people, item)
        with pytest.raises(Incomplete, match="Which law"):
            submit_update(by=people.health, update=update)
        update = save(people, item, changed_at=update.changed_at, answers={needed: "The Health Act."})
        assert submit_update(by=people.health, update=update).state == "submitted"


class TestDatabase:
    @pytest.mark.parametrize(
        ("broken", "name"),
        [
            ({"closes_on": timezone.localdate().replace(year=2020)}, "round_closes_after_it_opens"),
            ({"opened_at": None}, "round_opened_when_and_by"),
            ({"closed_at": timezone.now()}, "round_closed_when_and_by"),
        ],
    )
    def test_a_round(self, broken, name):
        with pytest.raises(IntegrityError, match=name):
            RoundFactory(**broken)

    def test_a_round_closes_after_it_was_open(self, people):
        with pytest.raises(IntegrityError, match="round_closed_was_open"):
            RoundFactory(opened_at=None, opened_by=None, closed_at=timezone.now(), closed_by=people.secretariat)

    def test_a_round_asks_once(self, item):
        with pytest.raises(IntegrityError, match="round_item_once"):
            RoundItemFactory(round=item.round, assignment=item.assignment)

    @pytest.mark.parametrize(
        ("broken", "name"),
        [
            ({"cleared_at": timezone.now()}, "update_cleared_when_and_by"),
            ({"held_back_reason": "Wrong figures."}, "update_held_back_when_by_and_why"),
        ],
    )
    def test_an_update(self, broken, name):
        with pytest.raises(IntegrityError, match=name):
            UpdateFactory(**broken)

    def test_held_back_with_a_reason(self, people):
        with pytest.raises(IntegrityError, match="update_held_back_when_by_and_why"):
            UpdateFactory(held_back_at=timezone.now(), held_back_by=people.health)

    def test_an_answer_says_something(self, item):
        with pytest.raises(IntegrityError, match="answer_says_something"):
            Answer.objects.create(update=UpdateFactory(round=item.round), question=RoundQuestionFactory(round=item.round), text="")

    def test_evidence_is_a_file_or_a_link(self):
        update = UpdateFactory()
        link = Evidence.objects.create(update=update, url="https://example.org/law", name="The law", added_by=update.author)
        assert not link.file
        with pytest.raises(IntegrityError, match="evidence_file_or_link"):
            EvidenceFactory(update=update, url="https://example.org/law")
