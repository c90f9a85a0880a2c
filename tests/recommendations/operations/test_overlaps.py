import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from nmirf.jobs.models import Job
from nmirf.jobs.operations import claim_job, run_job
from recommendations.enums import Decision, Kind
from recommendations.models import OverlapGroup, OverlapMember, OverlapSuggestion
from recommendations.operations.clusters import NotOurs
from recommendations.operations.overlaps import (
    NothingAsked,
    TooFew,
    accept_overlap,
    change_group,
    dissolve_group,
    find_overlaps,
    group_recommendations,
    reject_overlap,
    start_finding,
    take_out_of_group,
)
from tests.factories import OverlapMemberFactory, RecommendationFactory

pytestmark = pytest.mark.django_db


def pair(first=None, second=None, **more):
    one, other = sorted((first or RecommendationFactory(), second or RecommendationFactory()), key=lambda r: r.pk)
    return OverlapSuggestion.objects.create(first=one, second=other, similarity=0.8, **more)


def members(group):
    return set(group.members.values_list("recommendation", flat=True))


class TestFinding:
    @pytest.fixture
    def two(self, db):
        for text in ("Build more schools", "Provide clean water", "Fight corruption", "Protect journalists"):
            RecommendationFactory(text=text)
        return [RecommendationFactory(text=text) for text in ("Ratify ICRMW", "Consider acceding to ICRMW")]

    def found(self):
        return set(OverlapSuggestion.objects.values_list("first", "second", "decision"))

    def test_pairs_wait_for_a_decision(self, people, two):
        assert find_overlaps(by=people.secretariat) == 1
        assert self.found() == {(two[0].pk, two[1].pk, Decision.OPEN)}
        row = OverlapSuggestion.objects.get()
        assert (row.similarity, row.words) == (0.99, ["treatyicrmwx"])

    @pytest.mark.parametrize("decide", [accept_overlap, reject_overlap])
    def test_a_decision_survives_the_next_run(self, people, two, decide):
        find_overlaps(by=people.secretariat)
        decide(by=people.secretariat, suggestion=OverlapSuggestion.objects.get())
        decided = self.found()
        assert find_overlaps(by=people.secretariat) == 0
        assert self.found() == decided

    def test_an_open_pair_that_is_gone_is_forgotten(self, people, two):
        find_overlaps(by=people.secretariat)
        two[1].text = "Build harbours"
        two[1].save()
        assert find_overlaps(by=people.secretariat) == 0
        assert self.found() == set()

    def test_other_states_observations_and_what_vanished_stay_out(self, people, two):
        RecommendationFactory(text="Ratify ICRMW", document__state__code="PER", document__state__name="Peru")
        RecommendationFactory(text="Ratify ICRMW", kind=Kind.OBSERVATION)
        RecommendationFactory(text="Ratify ICRMW", vanished_at=timezone.now())
        assert find_overlaps(by=people.secretariat) == 1

    def test_pairs_of_one_group_are_not_suggested(self, people, two):
        group_recommendations(by=people.secretariat, recommendations=two)
        assert find_overlaps(by=people.secretariat) == 0

    @pytest.mark.django_db(transaction=True)
    def test_as_a_job(self, people, two):
        start_finding(by=people.secretariat)
        run_job(claim_job())
        job = Job.objects.get()
        assert (job.state, job.result_url) == (Job.State.DONE, "/overlaps/")
        assert len(self.found()) == 1


class TestDeciding:
    def test_accepting_makes_a_group_and_extends_it(self, people):
        first = pair()
        group = accept_overlap(by=people.secretariat, suggestion=first)
        first.refresh_from_db()
        assert (first.decision, first.decided_by) == (Decision.ACCEPTED, people.secretariat)
        third = RecommendationFactory()
        assert accept_overlap(by=people.secretariat, suggestion=pair(first.first, third)) == group
        assert members(group) == {first.first_id, first.second_id, third.pk}

    def test_twice_is_once(self, people):
        row = pair()
        assert accept_overlap(by=people.secretariat, suggestion=row) == accept_overlap(by=people.secretariat, suggestion=row)
        assert OverlapMember.objects.count() == 2

    def test_two_groups_are_joined_and_open_pairs_in_them_settled(self, people):
        one, other = pair(), pair()
        groups = [accept_overlap(by=people.secretariat, suggestion=row) for row in (one, other)]
        change_group(by=people.secretariat, group=groups[1], note="Ratify it")
        bridge, left_open = pair(one.first, other.first), pair(one.second, other.second)
        joined = accept_overlap(by=people.secretariat, suggestion=bridge)
        assert list(OverlapGroup.objects.values_list("pk", "note")) == [(joined.pk, "Ratify it")]
        assert members(joined) == {one.first_id, one.second_id, other.first_id, other.second_id}
        left_open.refresh_from_db()
        assert left_open.decision == Decision.ACCEPTED

    def test_rejecting_makes_no_group(self, people):
        row = reject_overlap(by=people.secretariat, suggestion=pair())
        row.refresh_from_db()
        assert (row.decision, OverlapGroup.objects.count()) == (Decision.REJECTED, 0)


class TestByHand:
    def test_into_a_group_there_is(self, people):
        group = OverlapMemberFactory().group
        one = RecommendationFactory()
        assert group_recommendations(by=people.secretariat, recommendations=[one], group=group) == group
        assert one.pk in members(group)

    def test_not_alone_not_of_others_not_observations(self, people):
        one = RecommendationFactory()
        foreign = RecommendationFactory(document__state__code="PER", document__state__name="Peru")
        for refusal, chosen in [(TooFew, [one]), (NotOurs, [one, foreign]), (NothingAsked, [one, RecommendationFactory(kind=Kind.OBSERVATION)])]:
            with pytest.raises(refusal):
                group_recommendations(by=people.secretariat, recommendations=chosen)
        assert not OverlapGroup.objects.exists()

    def test_taken_out_it_is_not_suggested_with_them_again(self, people):
        row = pair()
        group = accept_overlap(by=people.secretariat, suggestion=row)
        third = RecommendationFactory()
        group_recommendations(by=people.secretariat, recommendations=[third], group=group)
        assert take_out_of_group(by=people.secretariat, group=group, recommendation=row.first) == group
        assert members(group) == {row.second_id, third.pk}
        row.refresh_from_db()
        assert row.decision == Decision.REJECTED

    def test_of_two_one_is_no_group(self, people):
        group = accept_overlap(by=people.secretariat, suggestion=pair())
        assert take_out_of_group(by=people.secretariat, group=group, recommendation=RecommendationFactory()) == group
        assert take_out_of_group(by=people.secretariat, group=group, recommendation=group.recommendations.first()) is None
        assert not OverlapGroup.objects.exists()

    def test_dissolved_its_pairs_may_be_decided_again(self, people):
        row = pair()
        dissolve_group(by=people.secretariat, group=accept_overlap(by=people.secretariat, suggestion=row))
        row.refresh_from_db()
        assert (row.decision, row.decided_by, OverlapMember.objects.count()) == (Decision.OPEN, None, 0)


def test_the_database_keeps_a_recommendation_in_one_group():
    member = OverlapMemberFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        OverlapMemberFactory(recommendation=member.recommendation)


@pytest.mark.parametrize("who", ["admin", "health", "nhri", "cso"])
def test_only_the_secretariat(people, who):
    by, row, group = getattr(people, who), pair(), OverlapMemberFactory().group
    attempts = [
        lambda: start_finding(by=by),
        lambda: find_overlaps(by=by),
        lambda: accept_overlap(by=by, suggestion=row),
        lambda: reject_overlap(by=by, suggestion=row),
        lambda: group_recommendations(by=by, recommendations=[row.first, row.second]),
        lambda: change_group(by=by, group=group, note="Mine"),
        lambda: take_out_of_group(by=by, group=group, recommendation=group.recommendations.get()),
        lambda: dissolve_group(by=by, group=group),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    row.refresh_from_db()
    assert (row.decision, OverlapMember.objects.count()) == (Decision.OPEN, 1)
