"""What an update may name: actions out of draft that serve its recommendation, and the newest values of its indicators."""

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from recommendations.models import Action, Assignment, IndicatorValue
from reporting.models import Update

NEWEST = 3  # values of each indicator


def touchable_actions(assignment: Assignment, update: Update | None = None) -> QuerySet[Action]:
    """Those of the assignment's own institution first. What the update names already stays choosable."""
    serving = Q(is_draft=False, recommendations=assignment.recommendation_id)
    named = Q(updates=update) if update and update.pk else Q()
    rows = Action.objects.filter(serving | named if named else serving).distinct().select_related("institution")
    return rows.order_by("title", "pk")


def touchable_values(assignment: Assignment, update: Update | None = None) -> QuerySet[IndicatorValue]:
    """The newest of the whole, for each indicator that measures what the recommendation asks for."""
    of_each = Window(RowNumber(), partition_by=F("indicator"), order_by=F("on").desc())
    whole = IndicatorValue.objects.filter(indicator__recommendations=assignment.recommendation_id, dimension="").annotate(place=of_each)
    newest = Q(pk__in=whole.filter(place__lte=NEWEST).values("pk"))
    named = Q(updates=update) if update and update.pk else Q()
    rows = IndicatorValue.objects.filter(newest | named if named else newest).distinct().select_related("indicator")
    return rows.order_by("indicator__title", "-on", "pk")
