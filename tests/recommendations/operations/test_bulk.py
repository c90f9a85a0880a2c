import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recommendations.enums import BulkKind, Kind
from recommendations.models import Assignment, BulkChange, Cluster, ClusterMember, Recommendation, Tag
from recommendations.operations.assignments import AlreadyLed, NothingToImplement, change_assignment, remove_assignment
from recommendations.operations.bulk import (
    NothingChanges,
    ResultChanged,
    assign_all,
    give_term_to_all,
    put_all_into_cluster,
    start_bulk,
    take_all_out_of_cluster,
)
from recommendations.operations.bulk_undo import UNDO, UndoneAlready, undo_bulk
from recommendations.operations.clusters import NameTaken, NotOurs, delete_cluster, put_into_cluster
from recommendations.operations.status import mark_answered
from tests.factories import AssignmentFactory, ClusterFactory, ClusterMemberFactory, RecommendationFactory, TagFactory, TermFactory, UpdateFactory

pytestmark = pytest.mark.django_db
SOON, LATER = timezone.localdate() + timedelta(days=30), timezone.localdate() + timedelta(days=60)
ALL = Recommendation.objects.all()


def given() -> set[tuple[Any, ...]]:
    return set(Assignment.objects.values_list("recommendation", "institution__slug", "role", "due_on"))


def foreign(**more: Any) -> Any:
    return RecommendationFactory(document__state__code="PER", document__state__name="Peru", **more)


def test_all_are_assigned_but_what_nobody_implements_here(people):
    fit = RecommendationFactory.create_batch(3)
    RecommendationFactory(kind=Kind.OBSERVATION)
    foreign()
    change = assign_all(by=people.secretariat, recommendations=ALL, institution=people.ministry_of_health, role="lead", due_on=SOON, expected=5)
    assert given() == {(one.pk, "health", "lead", SOON) for one in fit}
    assert (change.kind, change.what, change.count, change.undoing["left_out"]) == ("assigned", "Health", 3, 2)
    assert (change.done_by, change.undone_at) == (people.secretariat, None)


def test_undoing_brings_back_roles_and_due_dates(people):
    """New ones go; one that supported by another date does so again; another's lead leads again."""
    new, supported, led = RecommendationFactory.create_batch(3)
    AssignmentFactory(recommendation=supported, institution=people.ministry_of_health, role="supporting", due_on=LATER)
    AssignmentFactory(recommendation=led, institution=people.ministry_of_justice, role="lead", due_on=None)
    before = given()
    change = assign_all(
        by=people.secretariat, recommendations=ALL, institution=people.ministry_of_health, role="lead", due_on=SOON, replace_lead=True
    )
    assert given() == {
        (new.pk, "health", "lead", SOON), (supported.pk, "health", "lead", SOON), (led.pk, "health", "lead", SOON),
        (led.pk, "justice", "supporting", None),
    }  # fmt: skip
    assert undo_bulk(by=people.secretariat, change=change) == 0
    assert given() == before
    change.refresh_from_db()
    assert change.undone_at


def test_those_led_by_others_are_left_out_unless_that_is_all(people):
    free, led = RecommendationFactory.create_batch(2)
    AssignmentFactory(recommendation=led, institution=people.ministry_of_justice, due_on=None)
    change = assign_all(by=people.secretariat, recommendations=ALL, institution=people.ministry_of_health, role="lead")
    assert (change.count, change.undoing["left_out"]) == (1, 1)
    assert given() == {(free.pk, "health", "lead", None), (led.pk, "justice", "lead", None)}
    with pytest.raises(AlreadyLed, match="Justice"):
        assign_all(by=people.secretariat, recommendations=ALL.filter(pk=led.pk), institution=people.ministry_of_health, role="lead")


def test_what_somebody_worked_on_since_stays_and_is_counted(people):
    written, answered, moved, removed, untouched = RecommendationFactory.create_batch(5)
    change = assign_all(by=people.secretariat, recommendations=ALL, institution=people.ministry_of_health, role="lead", due_on=SOON)
    of = {a.recommendation_id: a for a in Assignment.objects.all()}
    UpdateFactory(assignment=of[written.pk])
    mark_answered(by=people.health, assignment=of[answered.pk], at=timezone.now())
    change_assignment(by=people.secretariat, assignment=of[moved.pk], role="lead", due_on=LATER)
    remove_assignment(by=people.secretariat, assignment=of[removed.pk])
    assert undo_bulk(by=people.secretariat, change=change) == 3
    assert given() == {(written.pk, "health", "lead", SOON), (answered.pk, "health", "lead", SOON), (moved.pk, "health", "lead", LATER)}
    assert not Assignment.objects.filter(recommendation=untouched).exists()


def test_a_former_lead_stays_supporting_where_the_new_one_has_written(people):
    one = RecommendationFactory()
    AssignmentFactory(recommendation=one, institution=people.ministry_of_justice, due_on=None)
    change = assign_all(by=people.secretariat, recommendations=ALL, institution=people.ministry_of_health, role="lead", replace_lead=True)
    UpdateFactory(assignment=Assignment.objects.get(role="lead"))
    assert undo_bulk(by=people.secretariat, change=change) == 1  # counted once, though two assignments stay
    assert given() == {(one.pk, "health", "lead", None), (one.pk, "justice", "supporting", None)}


def test_changed_again_and_answered_since_is_left_as_it_is(people):
    moved, answered = RecommendationFactory.create_batch(2)
    for one in (moved, answered):
        AssignmentFactory(recommendation=one, institution=people.ministry_of_health, role="supporting", due_on=None)
    change = assign_all(by=people.secretariat, recommendations=ALL, institution=people.ministry_of_health, role="supporting", due_on=SOON)
    change_assignment(by=people.secretariat, assignment=Assignment.objects.get(recommendation=moved), role="supporting", due_on=LATER)
    mark_answered(by=people.health, assignment=Assignment.objects.get(recommendation=answered), at=timezone.now())
    assert undo_bulk(by=people.secretariat, change=change) == 2
    assert given() == {(moved.pk, "health", "supporting", LATER), (answered.pk, "health", "supporting", SOON)}


def test_only_observations_or_only_other_states_are_refused(people):
    RecommendationFactory(kind=Kind.OBSERVATION)
    common = {"by": people.secretariat, "institution": people.ministry_of_health, "role": "lead"}
    with pytest.raises(NothingToImplement):
        assign_all(recommendations=ALL, **common)
    Recommendation.objects.all().delete()
    foreign()
    with pytest.raises(NothingToImplement):
        assign_all(recommendations=ALL, **common)
    with pytest.raises(NotOurs):
        put_all_into_cluster(by=people.secretariat, recommendations=ALL, cluster=ClusterFactory())
    with pytest.raises(NotOurs):
        give_term_to_all(by=people.secretariat, recommendations=ALL, term=TermFactory())
    assert not BulkChange.objects.exists()


def test_a_result_that_changed_since_it_was_seen_is_refused(people):
    RecommendationFactory.create_batch(2)
    with pytest.raises(ResultChanged, match=r"had 3 .* has 2 now"):
        assign_all(by=people.secretariat, recommendations=ALL, institution=people.ministry_of_health, role="lead", expected=3)
    assert not Assignment.objects.exists()


def test_into_a_cluster_and_back(people):
    cluster, here = ClusterFactory(), ClusterMemberFactory()
    new = RecommendationFactory()
    inside = put_into_cluster(by=people.secretariat, cluster=cluster, recommendations=[here.recommendation])
    assert inside == 1
    change = put_all_into_cluster(by=people.secretariat, recommendations=ALL, cluster=cluster, expected=2)
    assert (change.count, set(cluster.recommendations.all())) == (1, {here.recommendation, new})
    with pytest.raises(NothingChanges):
        put_all_into_cluster(by=people.secretariat, recommendations=ALL, cluster=cluster)
    assert undo_bulk(by=people.secretariat, change=change) == 0
    assert list(cluster.recommendations.all()) == [here.recommendation]
    assert here in ClusterMember.objects.all()


def test_into_a_new_cluster_or_nowhere(people):
    RecommendationFactory.create_batch(2)
    change = put_all_into_cluster(by=people.secretariat, recommendations=ALL, name="Prisons")
    assert (change.what, Cluster.objects.get().recommendations.count()) == ("Prisons", 2)
    with pytest.raises(NameTaken):
        put_all_into_cluster(by=people.secretariat, recommendations=ALL, name="prisons")
    with pytest.raises(NothingChanges):
        put_all_into_cluster(by=people.secretariat, recommendations=ALL.none(), name="Courts")
    assert Cluster.objects.count() == 1


def test_out_of_a_cluster_and_back(people):
    cluster = ClusterFactory()
    out, again = (ClusterMemberFactory(cluster=cluster).recommendation for _ in range(2))
    change = take_all_out_of_cluster(by=people.secretariat, recommendations=ALL, cluster=cluster)
    assert (change.count, cluster.members.count()) == (2, 0)
    put_into_cluster(by=people.secretariat, cluster=cluster, recommendations=[again])
    assert undo_bulk(by=people.secretariat, change=change) == 0
    assert set(cluster.recommendations.all()) == {out, again}


def test_nothing_goes_back_into_a_cluster_that_is_gone(people):
    member = ClusterMemberFactory()
    change = take_all_out_of_cluster(by=people.secretariat, recommendations=ALL, cluster=member.cluster)
    delete_cluster(by=people.secretariat, cluster=member.cluster)
    assert undo_bulk(by=people.secretariat, change=change) == 1
    assert not ClusterMember.objects.exists()


def test_a_term_beside_those_of_the_source_and_back(people):
    term = TermFactory()
    sourced = TagFactory(term=term).recommendation
    one, confirmed = RecommendationFactory.create_batch(2)
    change = give_term_to_all(by=people.secretariat, recommendations=ALL, term=term, expected=3)
    assert change.count == 2
    assert dict(Tag.objects.values_list("recommendation", "origin")) == {sourced.pk: "source", one.pk: "national", confirmed.pk: "national"}
    Tag.objects.filter(recommendation=confirmed).update(origin="source")  # as an import does
    assert undo_bulk(by=people.secretariat, change=change) == 1
    assert set(Tag.objects.values_list("recommendation", flat=True)) == {sourced.pk, confirmed.pk}


def test_undoing_twice_is_refused(people):
    RecommendationFactory()
    change = put_all_into_cluster(by=people.secretariat, recommendations=ALL, name="Prisons")
    undo_bulk(by=people.secretariat, change=change)
    with pytest.raises(UndoneAlready):
        undo_bulk(by=people.secretariat, change=change)


@pytest.mark.django_db(transaction=True)
def test_two_who_undo_at_once_undo_once(people):
    RecommendationFactory.create_batch(3)
    change = assign_all(by=people.secretariat, recommendations=ALL, institution=people.ministry_of_health, role="lead")
    start, ends = threading.Barrier(2), []

    def work() -> None:
        try:
            start.wait()
            ends.append(undo_bulk(by=people.secretariat, change=change))
        except UndoneAlready:
            ends.append("undone already")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends, key=str) == [0, "undone already"]
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("who", ["admin", "health", "nhri", "cso"])
def test_only_the_secretariat(people, who):
    by, member, term = getattr(people, who), ClusterMemberFactory(), TermFactory()
    change = put_all_into_cluster(by=people.secretariat, recommendations=ALL, name="Prisons")
    for attempt in (
        lambda: assign_all(by=by, recommendations=ALL, institution=people.ministry_of_health, role="lead"),
        lambda: put_all_into_cluster(by=by, recommendations=ALL, name="Mine"),
        lambda: take_all_out_of_cluster(by=by, recommendations=ALL, cluster=member.cluster),
        lambda: give_term_to_all(by=by, recommendations=ALL, term=term),
        lambda: undo_bulk(by=by, change=change),
        lambda: start_bulk(by=by, kind="tagged", query="", expected=1, given={}),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert (Assignment.objects.count(), ClusterMember.objects.count(), Tag.objects.count(), BulkChange.objects.count()) == (0, 2, 0, 1)


def test_as_many_queries_for_many_as_for_few(people):
    def asked(rows: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            change = assign_all(by=people.secretariat, recommendations=rows, institution=people.ministry_of_health, role="lead", due_on=SOON)
            undo_bulk(by=people.secretariat, change=change)
        return len(queries)

    RecommendationFactory.create_batch(12)
    few = asked(ALL.filter(pk__in=list(ALL.values_list("pk", flat=True)[:2])))
    assert asked(ALL) == few


def test_more_than_a_portion_is_done_whole(people, monkeypatch):
    monkeypatch.setattr("recommendations.queries.sets.SOME", 2)
    RecommendationFactory.create_batch(5)
    told = []
    progress = type("Told", (), {"at": lambda self, done, total: told.append((done, total))})()
    change = give_term_to_all(by=people.secretariat, recommendations=ALL, term=TermFactory(), progress=progress)
    assert (change.count, Tag.objects.count(), told) == (5, 5, [(2, 5), (4, 5), (5, 5)])
    assert undo_bulk(by=people.secretariat, change=change) == 0
    assert not Tag.objects.exists()


def test_every_kind_can_be_undone():
    assert set(UNDO) == set(BulkKind)
