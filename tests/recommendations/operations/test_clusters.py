import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from recommendations.models import Cluster, ClusterMember
from recommendations.operations.clusters import (
    NameTaken,
    NotEmpty,
    NotOurs,
    change_cluster,
    create_cluster,
    delete_cluster,
    put_into_cluster,
    take_out_of_cluster,
)
from tests.factories import ClusterFactory, ClusterMemberFactory, RecommendationFactory

pytestmark = pytest.mark.django_db


def test_a_cluster_is_made_of_what_was_chosen(people):
    chosen = RecommendationFactory.create_batch(2)
    cluster = create_cluster(by=people.secretariat, name="Prisons", description="All of it", recommendations=chosen)
    assert (cluster.name, cluster.description) == ("Prisons", "All of it")
    assert set(cluster.recommendations.all()) == set(chosen)


def test_a_name_is_used_once_whatever_its_case(people):
    ClusterFactory(name="Prisons")
    other = ClusterFactory(name="Courts")
    with pytest.raises(NameTaken, match="“prisons”"):
        create_cluster(by=people.secretariat, name="prisons")
    with pytest.raises(NameTaken):
        change_cluster(by=people.secretariat, cluster=other, name="PRISONS", description="")
    assert set(Cluster.objects.values_list("name", flat=True)) == {"Prisons", "Courts"}


def test_a_cluster_is_renamed(people):
    cluster = change_cluster(by=people.secretariat, cluster=ClusterFactory(name="Prisons"), name="prisons", description="New words")
    assert (cluster.name, cluster.description) == ("prisons", "New words")


def test_putting_in_twice_adds_once(people):
    cluster, (one, two) = ClusterFactory(), RecommendationFactory.create_batch(2)
    assert put_into_cluster(by=people.secretariat, cluster=cluster, recommendations=[one]) == 1
    assert put_into_cluster(by=people.secretariat, cluster=cluster, recommendations=[one, two]) == 1
    assert cluster.members.count() == 2


def test_recommendations_to_other_states_stay_out(people):
    cluster, foreign = ClusterFactory(), RecommendationFactory(document__state__code="PER", document__state__name="Peru")
    with pytest.raises(NotOurs):
        put_into_cluster(by=people.secretariat, cluster=cluster, recommendations=[RecommendationFactory(), foreign])
    assert not ClusterMember.objects.exists()


def test_taking_out_leaves_other_clusters_alone(people):
    member = ClusterMemberFactory()
    elsewhere = ClusterMemberFactory(recommendation=member.recommendation)
    assert take_out_of_cluster(by=people.secretariat, cluster=member.cluster, recommendations=[member.recommendation, RecommendationFactory()]) == 1
    assert ClusterMember.objects.get() == elsewhere


def test_only_an_empty_cluster_is_deleted(people):
    member = ClusterMemberFactory()
    with pytest.raises(NotEmpty, match="still 1 recommendation"):
        delete_cluster(by=people.secretariat, cluster=member.cluster)
    member.delete()
    delete_cluster(by=people.secretariat, cluster=member.cluster)
    assert not Cluster.objects.exists()


@pytest.mark.parametrize("who", ["admin", "health", "nhri", "cso"])
def test_only_the_secretariat(people, who):
    by, member = getattr(people, who), ClusterMemberFactory()
    with pytest.raises(PermissionDenied):
        create_cluster(by=by, name="Mine")
    with pytest.raises(PermissionDenied):
        change_cluster(by=by, cluster=member.cluster, name="Mine", description="")
    with pytest.raises(PermissionDenied):
        put_into_cluster(by=by, cluster=member.cluster, recommendations=[RecommendationFactory()])
    with pytest.raises(PermissionDenied):
        take_out_of_cluster(by=by, cluster=member.cluster, recommendations=[member.recommendation])
    with pytest.raises(PermissionDenied):
        delete_cluster(by=by, cluster=member.cluster)
    assert ClusterMember.objects.get() == member
    assert Cluster.objects.get().name == member.cluster.name


def test_the_database_keeps_a_membership_once():
    member = ClusterMemberFactory()
    with pytest.raises(IntegrityError, match="cluster_member_once"), transaction.atomic():
        ClusterMemberFactory(cluster=member.cluster, recommendation=member.recommendation)
