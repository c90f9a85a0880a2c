from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from ministries.enums import InstitutionKind
from recommendations.enums import AssignmentRole, BulkKind, Kind
from recommendations.models import Assignment, BulkChange
from recommendations.operations.assignments import (
    AlreadyLed,
    DueThen,
    HandedIn,
    NotForThisInstitution,
    NothingToImplement,
    assign,
    change_assignment,
    change_due_date,
    remove_assignment,
)
from recommendations.operations.bulk_undo import UndoneAlready, undo_bulk
from recommendations.operations.due import DueInThePast
from recommendations.operations.status import mark_answered
from tests.factories import AssignmentFactory, InstitutionFactory, RecommendationFactory

pytestmark = pytest.mark.django_db
LEAD, SUPPORTING = AssignmentRole.LEAD, AssignmentRole.SUPPORTING


@pytest.fixture
def soon():
    return timezone.localdate() + timedelta(days=30)


def test_many_are_assigned_at_once(people, soon):
    chosen = RecommendationFactory.create_batch(3)
    made = assign(by=people.secretariat, recommendations=chosen, institution=people.ministry_of_health, role=LEAD, due_on=soon)
    assert [(a.recommendation, a.institution, a.role, a.due_on, a.assigned_by) for a in made] == [
        (r, people.ministry_of_health, LEAD, soon, people.secretariat) for r in chosen
    ]


def test_assigning_again_changes_role_and_due_date_and_adds_no_row(people, soon):
    before = AssignmentFactory(institution=people.ministry_of_health)
    assign(by=people.secretariat, recommendations=[before.recommendation], institution=before.institution, role=SUPPORTING, due_on=soon)
    after = Assignment.objects.get()
    assert (after.pk, after.role, after.due_on) == (before.pk, SUPPORTING, soon)


def test_assigning_again_without_a_due_date_leaves_it(people):
    before = AssignmentFactory(institution=people.ministry_of_health)
    assign(by=people.secretariat, recommendations=[before.recommendation], institution=before.institution, role=SUPPORTING)
    assert Assignment.objects.get().due_on == before.due_on


def test_a_second_lead_is_refused_by_name_and_nothing_is_written(people, soon):
    led, free = AssignmentFactory(institution=people.ministry_of_justice).recommendation, RecommendationFactory()
    with pytest.raises(AlreadyLed, match=r"1 of those chosen already has a lead: Justice\."):
        assign(by=people.secretariat, recommendations=[led, free], institution=people.ministry_of_health, role=LEAD, due_on=soon)
    assert Assignment.objects.count() == 1


def test_a_lead_is_replaced_when_asked(people, soon):
    old = AssignmentFactory(institution=people.ministry_of_justice)
    assign(
        by=people.secretariat, recommendations=[old.recommendation], institution=people.ministry_of_health, role=LEAD, due_on=soon, replace_lead=True
    )
    assert dict(Assignment.objects.values_list("institution__slug", "role")) == {"health": LEAD, "justice": SUPPORTING}


def test_a_due_date_in_the_past_is_refused(people):
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(DueInThePast):
        assign(by=people.secretariat, recommendations=[RecommendationFactory()], institution=people.ministry_of_health, role=LEAD, due_on=yesterday)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    "more", [{"kind": InstitutionKind.NHRI}, {"kind": InstitutionKind.CSO}, {"kind": InstitutionKind.UN_BODY}, {"is_active": False}]
)
def test_only_living_institutions_of_the_state(people, more):
    with pytest.raises(NotForThisInstitution):
        assign(by=people.secretariat, recommendations=[RecommendationFactory()], institution=InstitutionFactory(**more), role=LEAD)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("more", [{"kind": Kind.OBSERVATION}, {"document__state__code": "PER", "document__state__name": "Peru"}])
def test_what_is_not_ours_to_implement_is_refused(people, more):
    with pytest.raises(NothingToImplement):
        assign(by=people.secretariat, recommendations=[RecommendationFactory(**more)], institution=people.ministry_of_health, role=LEAD)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("who", ["admin", "health", "nhri", "cso"])
def test_only_the_secretariat(people, soon, who):
    by, given = getattr(people, who), AssignmentFactory(institution=people.ministry_of_health)
    with pytest.raises(PermissionDenied):
        assign(by=by, recommendations=[RecommendationFactory()], institution=people.ministry_of_health, role=LEAD)
    with pytest.raises(PermissionDenied):
        change_assignment(by=by, assignment=given, role=SUPPORTING, due_on=soon)
    with pytest.raises(PermissionDenied):
        change_due_date(by=by, assignments=[given], due_on=soon)
    with pytest.raises(PermissionDenied):
        remove_assignment(by=by, assignment=given)
    assert Assignment.objects.get() == given
    assert Assignment.objects.get().due_on == given.due_on


def test_a_due_date_that_has_passed_may_stay_when_the_role_changes(people):
    late = AssignmentFactory(due_on=timezone.localdate() - timedelta(days=5))
    changed = change_assignment(by=people.secretariat, assignment=late, role=SUPPORTING, due_on=late.due_on)
    assert (changed.role, changed.due_on) == (SUPPORTING, late.due_on)
    with pytest.raises(DueInThePast):
        change_assignment(by=people.secretariat, assignment=late, role=SUPPORTING, due_on=late.due_on - timedelta(days=1))


def test_supporting_becomes_lead_only_where_nobody_leads(people, soon):
    lead = AssignmentFactory()
    other = AssignmentFactory(recommendation=lead.recommendation, role=SUPPORTING)
    with pytest.raises(AlreadyLed):
        change_assignment(by=people.secretariat, assignment=other, role=LEAD, due_on=soon)
    change_assignment(by=people.secretariat, assignment=other, role=LEAD, due_on=soon, replace_lead=True)
    assert dict(Assignment.objects.values_list("pk", "role")) == {lead.pk: SUPPORTING, other.pk: LEAD}


def test_due_dates_of_many(people, soon):
    given = AssignmentFactory.create_batch(2)
    same = AssignmentFactory(due_on=soon)
    undated = AssignmentFactory(due_on=None)
    change = change_due_date(by=people.secretariat, assignments=[*given, same, undated], due_on=soon)
    assert (change.kind, change.count, change.done_by) == (BulkKind.DUE, 3, people.secretariat)
    assert set(Assignment.objects.values_list("due_on", flat=True)) == {soon}


def test_a_due_date_that_all_have_changes_nothing(people, soon):
    with pytest.raises(DueThen):
        change_due_date(by=people.secretariat, assignments=[AssignmentFactory(due_on=soon)], due_on=soon)
    assert not BulkChange.objects.exists()


def test_due_dates_of_many_are_undone_but_for_what_was_worked_on_since(people, soon):
    day = timezone.localdate() + timedelta(days=3)
    dated, undated, answered, moved, gone = (AssignmentFactory(institution=people.ministry_of_health, due_on=on) for on in (day, None, day, day, day))
    same = AssignmentFactory(due_on=soon)
    change = change_due_date(by=people.secretariat, assignments=Assignment.objects.all(), due_on=soon)
    mark_answered(by=people.health, assignment=answered, at=timezone.now())
    change_assignment(by=people.secretariat, assignment=moved, role=moved.role, due_on=soon + timedelta(days=1))
    remove_assignment(by=people.secretariat, assignment=gone)
    assert undo_bulk(by=people.secretariat, change=change) == 2
    assert dict(Assignment.objects.values_list("pk", "due_on")) == {
        dated.pk: day, undated.pk: None, answered.pk: soon, moved.pk: soon + timedelta(days=1), same.pk: soon,
    }  # fmt: skip
    with pytest.raises(UndoneAlready):
        undo_bulk(by=people.secretariat, change=change)


def test_an_assignment_is_removed(people):
    remove_assignment(by=people.secretariat, assignment=AssignmentFactory())
    assert not Assignment.objects.exists()


def test_what_an_institution_wrote_about_keeps_the_assignment(people):
    from reporting.models import Update

    given = AssignmentFactory(institution=people.ministry_of_health)
    Update.objects.create(assignment=given, status="planned", text="A draft", author=people.health)
    with pytest.raises(HandedIn, match="Health has already written an update"):
        remove_assignment(by=people.secretariat, assignment=given)
    assert Assignment.objects.filter(pk=given.pk).exists()


def test_the_database_allows_one_lead_and_one_row_an_institution(people):
    given = AssignmentFactory()
    with pytest.raises(IntegrityError, match="assignment_one_lead"), transaction.atomic():
        AssignmentFactory(recommendation=given.recommendation)
    with pytest.raises(IntegrityError, match="assignment_once"), transaction.atomic():
        AssignmentFactory(recommendation=given.recommendation, institution=given.institution, role=SUPPORTING)
