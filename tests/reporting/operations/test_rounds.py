"""Preparing, opening, closing a round; what it asks about; handing in at once; reminding by hand."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from ministries.models import Institution
from nmirf.notifications.models import Message
from recommendations.enums import Status
from recommendations.models import Assignment
from reporting.enums import UpdateState
from reporting.models import Nudge, RoundItem, Update
from reporting.operations.rounds import (
    AlreadyOver,
    AskedElsewhere,
    BegunAlready,
    NobodyToRemind,
    NothingAsked,
    QuestionsStand,
    WrongRoundState,
    add_items,
    change_round,
    close_round,
    create_round,
    remind_of_round,
    remove_items,
    start_round,
    submit_ready,
)
from reporting.operations.updates import Incomplete
from reporting.queries.rounds import handing_in
from tests.factories import AssignmentFactory, HoldingFactory, RoundFactory, RoundItemFactory, RoundQuestionFactory, UpdateFactory

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2027, 1, 1), date(2027, 3, 31)
WORDS = {"title": "First half", "instructions": "Be brief.", "opens_on": FIRST, "closes_on": LAST}


def prepared(**more):
    return RoundFactory(opened_at=None, opened_by=None, **more)


def closed(people):
    return RoundFactory(closed_at=timezone.now(), closed_by=people.secretariat)


@pytest.fixture
def assignment(people):
    return AssignmentFactory(institution=people.ministry_of_health)


def asked(*assignments):
    return Assignment.objects.filter(pk__in=[assignment.pk for assignment in assignments])


class TestPrepare:
    def test_a_round_with_questions(self, people):
        made = create_round(by=people.secretariat, **WORDS, questions=[("Which law?", True), ("Which region?", False)])
        assert (made.title, made.opens_on, made.closes_on, made.is_open) == ("First half", FIRST, LAST, False)
        assert list(made.questions.order_by("order").values_list("text", "is_required")) == [("Which law?", True), ("Which region?", False)]

    @pytest.mark.parametrize("who", ["admin", "health", "nhri"])
    def test_by_the_secretariat_only(self, people, who):
        with pytest.raises(PermissionDenied):
            create_round(by=getattr(people, who), **WORDS)

    def test_changed(self, people):
        round = prepared()
        RoundQuestionFactory(round=round, text="Old?")
        change_round(by=people.secretariat, round=round, **WORDS, questions=[("New?", False)])
        round.refresh_from_db()
        assert (round.title, round.closes_on, round.questions.get().text) == ("First half", LAST, "New?")

    def test_questions_stand_once_it_is_open_days_do_not(self, people):
        round = RoundFactory()
        question = RoundQuestionFactory(round=round)
        with pytest.raises(QuestionsStand):
            change_round(by=people.secretariat, round=round, **WORDS, questions=[])
        change_round(by=people.secretariat, round=round, **WORDS, questions=[(question.text, False)])
        round.refresh_from_db()
        assert (round.closes_on, round.questions.get()) == (LAST, question)

    def test_a_closed_one_stays(self, people):
        with pytest.raises(WrongRoundState):
            change_round(by=people.secretariat, round=closed(people), **WORDS, questions=[])


class TestItems:
    def test_added_once(self, people, assignment):
        round = prepared()
        assert add_items(by=people.secretariat, round=round, assignments=asked(assignment)) == 1
        assert add_items(by=people.secretariat, round=round, assignments=asked(assignment)) == 0
        assert round.items.get().assignment == assignment

    def test_an_open_round_takes_what_no_other_open_one_asks_and_answers_under_way(self, people, assignment):
        elsewhere = RoundItemFactory().assignment
        draft = UpdateFactory(assignment=assignment)
        round = RoundFactory()
        assert add_items(by=people.secretariat, round=round, assignments=asked(assignment, elsewhere)) == 1
        draft.refresh_from_db()
        assert (round.items.get().assignment, draft.round) == (assignment, round)

    def test_taken_out_unless_begun(self, people, assignment):
        item = RoundItemFactory(assignment=assignment)
        other = RoundItemFactory(round=item.round)
        UpdateFactory(assignment=assignment, round=item.round)
        assert remove_items(by=people.secretariat, round=item.round, assignments=asked(assignment, other.assignment)) == 1
        with pytest.raises(BegunAlready):
            remove_items(by=people.secretariat, round=item.round, assignments=asked(assignment))
        assert RoundItem.objects.get() == item

    def test_not_of_a_closed_one_and_not_by_others(self, people, assignment):
        with pytest.raises(WrongRoundState):
            add_items(by=people.secretariat, round=closed(people), assignments=asked(assignment))
        for operation in (add_items, remove_items):
            with pytest.raises(PermissionDenied):
                operation(by=people.health, round=prepared(), assignments=asked(assignment))


class TestOpen:
    def test_takes_answers_under_way_and_writes_to_each_holder_once(self, people, assignment):
        round = RoundItemFactory(round=prepared(), assignment=assignment).round
        RoundItemFactory(round=round, assignment__institution=people.ministry_of_health)
        draft, done = UpdateFactory(assignment=assignment), UpdateFactory(assignment=assignment, approved=True)
        start_round(by=people.secretariat, round=round)
        draft.refresh_from_db(), done.refresh_from_db(), round.refresh_from_db()
        assert (round.is_open, round.opened_by, draft.round, done.round) == (True, people.secretariat, round, None)
        message = Message.objects.get()
        assert message.user == people.health
        assert f"/rounds/{round.public_id}/" in message.text

    def test_asks_somebody(self, people):
        with pytest.raises(NothingAsked):
            start_round(by=people.secretariat, round=prepared())

    def test_not_what_another_open_round_asks(self, people, assignment):
        RoundItemFactory(assignment=assignment)
        with pytest.raises(AskedElsewhere, match="1 item is"):
            start_round(by=people.secretariat, round=RoundItemFactory(round=prepared(), assignment=assignment).round)

    def test_not_after_its_last_day(self, people):
        yesterday = timezone.localdate() - timedelta(days=1)
        with pytest.raises(AlreadyOver):
            start_round(by=people.secretariat, round=RoundItemFactory(round=prepared(closes_on=yesterday)).round)

    def test_once_and_by_the_secretariat(self, people):
        with pytest.raises(WrongRoundState):
            start_round(by=people.secretariat, round=RoundItemFactory().round)
        with pytest.raises(PermissionDenied):
            start_round(by=people.admin, round=prepared())


class TestClose:
    def test_an_open_one(self, people):
        round = close_round(by=people.secretariat, round=RoundFactory())
        assert (round.is_open, round.closed_by) == (False, people.secretariat)

    def test_only_an_open_one(self, people):
        for round in (prepared(), closed(people)):
            with pytest.raises(WrongRoundState):
                close_round(by=people.secretariat, round=round)
        with pytest.raises(PermissionDenied):
            close_round(by=people.health, round=RoundFactory())


class TestSubmitReady:
    def test_all_that_are_ready(self, people, assignment):
        round = RoundItemFactory(assignment=assignment).round
        empty = RoundItemFactory(round=round, assignment__institution=people.ministry_of_health).assignment
        ready = UpdateFactory(assignment=assignment, round=round)
        lacking = UpdateFactory(assignment=empty, round=round, status=Status.NO_INFORMATION, text=" ")
        UpdateFactory(round=round)  # of another ministry
        found, lacks = handing_in(round, people.health)
        assert (found, [one.update for one in lacks], len(lacks[0].why)) == ([ready], [lacking], 2)
        assert submit_ready(by=people.health, updates=found) == 1
        assert list(Update.objects.filter(state=UpdateState.SUBMITTED)) == [ready]

    def test_all_or_none(self, people, assignment):
        ready = UpdateFactory(assignment=assignment)
        lacking = UpdateFactory(assignment__institution=people.ministry_of_health, text="")
        with pytest.raises(Incomplete):
            submit_ready(by=people.health, updates=[ready, lacking])
        assert not Update.objects.filter(state=UpdateState.SUBMITTED).exists()

    def test_what_was_sent_back_is_ready_once_it_changed(self, people, assignment):
        round = RoundItemFactory(assignment=assignment).round
        update = UpdateFactory(assignment=assignment, round=round, sent_back=True)
        assert handing_in(round, people.health)[0] == []
        Update.objects.filter(pk=update.pk).update(reviewed_at=timezone.now() - timedelta(hours=1))
        assert handing_in(round, people.health)[0] == [update]

    def test_answers_that_are_needed(self, people, assignment):
        round = RoundItemFactory(assignment=assignment).round
        question = RoundQuestionFactory(round=round, is_required=True)
        update = UpdateFactory(assignment=assignment, round=round)
        assert handing_in(round, people.health)[0] == []
        update.answers.create(question=question, text="All of them.")
        assert handing_in(round, people.health)[0] == [update]


class TestRemind:
    def test_once_a_day_for_a_person(self, people, assignment):
        round = RoundItemFactory(assignment=assignment).round
        everybody = Institution.objects.all()
        deputy = HoldingFactory(post__institution=people.ministry_of_health).user
        assert remind_of_round(by=people.secretariat, round=round, institutions=everybody) == 2
        assert set(Message.objects.values_list("user", flat=True)) == {people.health.pk, deputy.pk}
        assert "waits for 1 update" in Message.objects.first().text
        with pytest.raises(NobodyToRemind):
            remind_of_round(by=people.secretariat, round=round, institutions=everybody)
        Nudge.objects.update(on=timezone.localdate() - timedelta(days=1))
        assert remind_of_round(by=people.secretariat, round=round, institutions=everybody) == 2

    def test_not_where_nothing_is_missing(self, people, assignment):
        round = RoundItemFactory(assignment=assignment).round
        UpdateFactory(assignment=assignment, round=round, handed_in=True)
        with pytest.raises(NobodyToRemind):
            remind_of_round(by=people.secretariat, round=round, institutions=Institution.objects.all())

    def test_of_an_open_round_by_the_secretariat(self, people):
        with pytest.raises(WrongRoundState):
            remind_of_round(by=people.secretariat, round=closed(people), institutions=[])
        with pytest.raises(PermissionDenied):
            remind_of_round(by=people.admin, round=RoundFactory(), institutions=[])

    def test_the_database_insists(self, people):
        nudge = {"user": people.health, "on": FIRST, "sent_by": people.secretariat}
        Nudge.objects.create(round=RoundFactory(), **nudge)
        with pytest.raises(IntegrityError, match="nudge_once_a_day"), transaction.atomic():
            Nudge.objects.create(round=RoundFactory(), **nudge)
