from recommendations.models.assignment import Assignment, Extension, Mandate
from recommendations.models.batch import Fetch, HeaderMapping, ImportBatch, StagedRow
from recommendations.models.cluster import Cluster, ClusterMember
from recommendations.models.indicator import Indicator, IndicatorAction, IndicatorFramework, IndicatorRecommendation, IndicatorValue
from recommendations.models.mechanism import Document, Mechanism, State
from recommendations.models.overlap import OverlapGroup, OverlapMember, OverlapSuggestion
from recommendations.models.plan import Action, ActionFramework, ActionRecommendation, Framework
from recommendations.models.recommendation import Recommendation, Tag, Translation
from recommendations.models.saved import BulkChange, SavedFilter
from recommendations.models.suggestion import Suggestion, Training
from recommendations.models.term import Concordance, Term, TermAlias
from recommendations.models.word import Word, WordList

__all__ = [
    "Action",
    "ActionFramework",
    "ActionRecommendation",
    "Assignment",
    "BulkChange",
    "Cluster",
    "ClusterMember",
    "Concordance",
    "Document",
    "Extension",
    "Fetch",
    "Framework",
    "HeaderMapping",
    "ImportBatch",
    "Indicator",
    "IndicatorAction",
    "IndicatorFramework",
    "IndicatorRecommendation",
    "IndicatorValue",
    "Mandate",
    "Mechanism",
    "OverlapGroup",
    "OverlapMember",
    "OverlapSuggestion",
    "Recommendation",
    "SavedFilter",
    "StagedRow",
    "State",
    "Suggestion",
    "Tag",
    "Term",
    "TermAlias",
    "Training",
    "Translation",
    "Word",
    "WordList",
]
