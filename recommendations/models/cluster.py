import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from nmirf.common.tracking import tracked
from recommendations.models.recommendation import Recommendation


@tracked
class Cluster(models.Model):
    """Recommendations the State handles together."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    description = models.TextField(_("description"), blank=True)
    recommendations = models.ManyToManyField(Recommendation, through="ClusterMember", related_name="clusters")

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")

    def __str__(self) -> str:
        return self.name


@tracked
class ClusterMember(models.Model):
    """That a recommendation is in a cluster; it may be in several."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="members")
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="cluster_members")

    class Meta:
        verbose_name = _("cluster membership")
        verbose_name_plural = _("cluster memberships")
        constraints = [models.UniqueConstraint(fields=["cluster", "recommendation"], name="cluster_member_once")]

    def __str__(self) -> str:
        return f"{self.cluster} – {self.recommendation_id}"
