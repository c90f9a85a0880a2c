from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.models import Cluster, ClusterMember, Recommendation
from recommendations.permissions import can_cluster


class NameTaken(Refused):
    """Another cluster has this name."""


class NotEmpty(Refused):
    """A cluster with recommendations in it can't be deleted."""


class NotOurs(Refused):
    """About another State: kept for comparison only."""


@operation
def create_cluster(*, by: User, name: str, description: str = "", recommendations: Iterable[Recommendation] = ()) -> Cluster:
    require(can_cluster(by))
    _refuse_taken(name)
    cluster = Cluster.objects.create(name=name, description=description)
    put_into_cluster(by=by, cluster=cluster, recommendations=recommendations)
    return cluster


@operation
def change_cluster(*, by: User, cluster: Cluster, name: str, description: str) -> Cluster:
    require(can_cluster(by))
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    _refuse_taken(name, but=cluster)
    cluster.name, cluster.description = name, description
    cluster.save(update_fields=["name", "description"])
    return cluster


@operation
def delete_cluster(*, by: User, cluster: Cluster) -> None:
    require(can_cluster(by))
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    if count := cluster.members.count():
        raise NotEmpty(
            ngettext(
                "There is still %(count)d recommendation in this cluster. Take it out first.",
                "There are still %(count)d recommendations in this cluster. Take them out first.",
                count,
            )
            % {"count": count}
        )
    cluster.delete()


@operation
def put_into_cluster(*, by: User, cluster: Cluster, recommendations: Iterable[Recommendation]) -> int:
    """Gives how many were not in it before."""
    require(can_cluster(by))
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    chosen = {r.pk for r in recommendations}
    if chosen and Recommendation.objects.filter(pk__in=chosen).ours().count() < len(chosen):
        raise NotOurs(_("Recommendations to other States are kept for comparison and can't be put into a cluster."))
    new = chosen.difference(cluster.members.values_list("recommendation_id", flat=True))
    ClusterMember.objects.bulk_create([ClusterMember(cluster=cluster, recommendation_id=pk) for pk in sorted(new)])
    return len(new)


@operation
def take_out_of_cluster(*, by: User, cluster: Cluster, recommendations: Iterable[Recommendation]) -> int:
    """Gives how many were in it."""
    require(can_cluster(by))
    return cluster.members.filter(recommendation__in=[r.pk for r in recommendations]).delete()[0]


def _refuse_taken(name: str, but: Cluster | None = None) -> None:
    others = Cluster.objects.exclude(pk=but.pk) if but else Cluster.objects.all()
    if others.filter(name__iexact=name).exists():
        words = _("There is already a cluster named “%(name)s”. Choose another name, or put the recommendations into that one.")
        raise NameTaken(words % {"name": name})
