from recommendations.models.assignment import Assignment
from recommendations.models.batch import ImportBatch, StagedRow
from recommendations.models.cluster import Cluster, ClusterMember
from recommendations.models.mechanism import Document, Mechanism, State
from recommendations.models.recommendation import Recommendation, Tag
from recommendations.models.term import Term

__all__ = [
    "Assignment",
    "Cluster",
    "ClusterMember",
    "Document",
    "ImportBatch",
    "Mechanism",
    "Recommendation",
    "StagedRow",
    "State",
    "Tag",
    "Term",
]
