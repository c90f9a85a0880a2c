"""Which actions an update speaks of, and on which values of indicators it rests."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from nmirf.common.errors import Refused
from recommendations.models import Action, IndicatorValue
from reporting.models import Update
from reporting.queries.touched import touchable_actions, touchable_values

M = TypeVar("M", bound=Model)


class NotOfThis(Refused):
    """An action or a value that has nothing to do with the recommendation."""


def touch(update: Update, actions: Iterable[Action] | None, values: Iterable[IndicatorValue] | None) -> None:
    """Part of saving a draft. What is None stays as it was; what was chosen before may stay."""
    if actions is not None:
        update.actions.set(_fit(actions, touchable_actions(update.assignment, update)))
    if values is not None:
        update.indicator_values.set(_fit(values, touchable_values(update.assignment, update)))


def _fit(chosen: Iterable[M], allowed: QuerySet[M]) -> list[M]:
    wanted = list(chosen)
    if wanted and not {one.pk for one in wanted} <= set(allowed.values_list("pk", flat=True)):
        raise NotOfThis(_("An action or a value that you chose no longer belongs to this recommendation. Load the page again."))
    return wanted
