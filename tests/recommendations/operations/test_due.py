from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from nmirf.notifications.models import Message
from recommendations.enums import Decision
from recommendations.models import Assignment, Extension
from recommendations.operations.assignments import assign, change_assignment, change_due_date
from recommendations.operations.bulk import assign_all
from recommendations.operations.bulk_undo import undo_bulk
from recommendations.operations.due import (
    AskedAlready,
    DecidedAlready,
    DueInThePast,
    NothingDue,
    NotLater,
    Unsaid,
    ask_extension,
    decide_extension,
    extend,
)
from tests.factories import AssignmentFactory, RecommendationFactory

pytestmark = pytest.mark.django_db


def day(number):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def given(people):
    return AssignmentFactory(institution=people.ministry_of_health, due_on=day(10), assigned_by=people.secretariat)


def rows():
    return list(Extension.objects.order_by("pk").values_list("before", "after", "reason", "asked_by__name", "decision", "decided_by__name"))


def test_asked_for_and_agreed(people, given):
    asked = ask_extension(by=people.health, assignment=given, after=day(40), reason=" Elections ")
    assert rows() == [(day(10), day(40), "Elections", "Health", Decision.OPEN, None)]
    assert Message.objects.get().user == people.secretariat
    given.refresh_from_db()
    assert given.due_on == day(10)
    decide_extension(by=people.secretariat, extension=asked, agree=True)
    given.refresh_from_db()
    assert given.due_on == day(40)
    assert rows() == [(day(10), day(40), "Elections", "Health", Decision.ACCEPTED, "Secretariat")]
    assert Message.objects.filter(user=people.health, subject__startswith="Due date changed").count() == 1
    with pytest.raises(DecidedAlready):
        decide_extension(by=people.secretariat, extension=asked, agree=False, note="No")


def test_refusing_needs_a_word_and_leaves_the_date(people, given):
    asked = ask_extension(by=people.health, assignment=given, after=day(40), reason="Elections")
    with pytest.raises(Unsaid):
        decide_extension(by=people.secretariat, extension=asked, agree=False)
    decide_extension(by=people.secretariat, extension=asked, agree=False, note="The committee waits.")
    assert Assignment.objects.with_first_due().values_list("due_on", "first_due_on").get() == (day(10), None)
    assert ask_extension(by=people.health, assignment=given, after=day(20), reason="Again").decision == Decision.OPEN


@pytest.mark.parametrize(("after", "reason", "refusal"), [(10, "So", NotLater), (9, "So", NotLater), (-1, "So", DueInThePast), (20, " ", Unsaid)])
def test_what_is_no_request(people, given, after, reason, refusal):
    with pytest.raises(refusal):
        ask_extension(by=people.health, assignment=given, after=day(after), reason=reason)
    with pytest.raises(refusal):
        extend(by=people.secretariat, assignment=given, after=day(after), reason=reason)
    assert rows() == []


def test_one_request_at_a_time_and_none_for_what_is_answered_or_undated(people, given):
    ask_extension(by=people.health, assignment=given, after=day(40), reason="Elections")
    with pytest.raises(AskedAlready):
        ask_extension(by=people.health, assignment=given, after=day(50), reason="More")
    for open_ in ({"due_on": None}, {"answered_at": timezone.now()}):
        with pytest.raises(NothingDue):
            ask_extension(by=people.health, assignment=AssignmentFactory(institution=given.institution, **open_), after=day(50), reason="More")


@pytest.mark.parametrize("who", ["admin", "justice", "nhri", "cso"])
def test_only_the_institution_asks_and_only_the_secretariat_decides(people, given, who):
    by = getattr(people, who)
    with pytest.raises(PermissionDenied):
        ask_extension(by=by, assignment=given, after=day(40), reason="So")
    asked = ask_extension(by=people.health, assignment=given, after=day(40), reason="So")
    for not_the_secretariat in (by, people.health):
        with pytest.raises(PermissionDenied):
            decide_extension(by=not_the_secretariat, extension=asked, agree=True)
        with pytest.raises(PermissionDenied):
            extend(by=not_the_secretariat, assignment=given, after=day(40), reason="So")


def test_the_first_date_stays_however_often_it_moves(people, given):
    extend(by=people.secretariat, assignment=given, after=day(20), reason="One")
    extend(by=people.secretariat, assignment=given, after=day(30), reason="Two")
    assert Assignment.objects.with_first_due().values_list("due_on", "first_due_on").get() == (day(30), day(10))
    assert [(before, after) for before, after, *_rest in rows()] == [(day(10), day(20)), (day(20), day(30))]


def test_every_way_to_move_a_date_is_written_down(people, given):
    change_assignment(by=people.secretariat, assignment=given, role=given.role, due_on=day(11), reason="A word")
    change_due_date(by=people.secretariat, assignments=[given], due_on=day(12), reason="Many")
    assign(by=people.secretariat, recommendations=[given.recommendation], institution=given.institution, role=given.role, due_on=day(13))
    assert [(before, after, reason) for before, after, reason, *_rest in rows()] == [
        (day(10), day(11), "A word"), (day(11), day(12), "Many"), (day(12), day(13), ""),
    ]  # fmt: skip


def test_another_date_decides_what_was_asked(people, given):
    other = AssignmentFactory(institution=people.ministry_of_health, due_on=day(10))
    ask_extension(by=people.health, assignment=given, after=day(40), reason="Elections")
    ask_extension(by=people.health, assignment=other, after=day(50), reason="Strike")
    change_due_date(by=people.secretariat, assignments=[given, other], due_on=day(40))
    assert sorted((after, reason, decision) for _before, after, reason, _asked, decision, _by in rows()) == [
        (day(40), "", Decision.ACCEPTED), (day(40), "Elections", Decision.ACCEPTED), (day(50), "Strike", Decision.REJECTED),
    ]  # fmt: skip


def test_a_first_date_has_not_slipped(people):
    change_due_date(by=people.secretariat, assignments=[AssignmentFactory(due_on=None)], due_on=day(40))
    assert rows() == []


def test_what_is_undone_has_not_slipped(people, given):
    undo_bulk(by=people.secretariat, change=change_due_date(by=people.secretariat, assignments=[given], due_on=day(40)))
    result = RecommendationFactory._meta.model.objects.filter(pk=given.recommendation_id)
    done = assign_all(by=people.secretariat, recommendations=result, institution=given.institution, role=given.role, due_on=day(41))
    assert len(rows()) == 1
    undo_bulk(by=people.secretariat, change=done)
    assert rows() == []
    assert Assignment.objects.with_first_due().values_list("due_on", "first_due_on").get() == (day(10), None)
