"""What is measured, and the values its provider enters."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from ministries.models import Institution, Post
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.models import Action, Framework, Indicator, IndicatorRecommendation, IndicatorValue, Recommendation
from recommendations.operations.assignments import refuse_nothing_to_implement
from recommendations.permissions import can_enter_values, can_manage_plans
from recommendations.sdgs import is_indicator_code

SEVERAL = ("actions", "frameworks")  # of a Definition: set once the indicator has its row


class TitleTaken(Refused):
    """Another indicator has this title."""


class NoSuchCode(Refused):
    """No indicator of the Sustainable Development Goals has this code."""


class OtherPost(Refused):
    """The post belongs to another institution."""


class MeasuredInTheFuture(Refused):
    """A value is of a day that has come."""


class ValueIsUsed(Refused):
    """An update rests on it."""


class HalfBrokenDown(Refused):
    """A dimension without a group, or a group without its dimension."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One value as it is entered; `dimension` and `category` are both given (“Sex”, “Women”) or neither."""

    on: date
    value: Decimal
    dimension: str = ""
    category: str = ""
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What is said of an indicator; `actions` and `frameworks` are those it is in."""

    title: str
    kind: str
    unit: str
    provider: Institution
    provider_post: Post | None = None
    definition: str = ""
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    target_on: date | None = None
    source: str = ""
    sdg_code: str = ""
    every_months: int | None = None
    next_value_on: date | None = None
    actions: Iterable[Action] = ()
    frameworks: Iterable[Framework] = ()


@operation
def add_indicator(*, by: User, said: Definition, recommendations: Iterable[Recommendation] = ()) -> Indicator:
    require(can_manage_plans(by))
    indicator = _filled(Indicator(created_by=by), said)
    measure(by=by, indicator=indicator, recommendations=recommendations)
    return indicator


@operation
def change_indicator(*, by: User, indicator: Indicator, said: Definition) -> Indicator:
    """What it measures and who provides it."""
    require(can_manage_plans(by))
    return _filled(Indicator.objects.select_for_update().get(pk=indicator.pk), said)


@operation
def measure(*, by: User, indicator: Indicator, recommendations: Iterable[Recommendation]) -> int:
    """That it measures these too; gives how many were new."""
    require(can_manage_plans(by))
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    chosen = {r.pk for r in recommendations}
    refuse_nothing_to_implement(sorted(chosen))
    new = chosen.difference(IndicatorRecommendation.objects.filter(indicator=indicator).values_list("recommendation_id", flat=True))
    IndicatorRecommendation.objects.bulk_create([IndicatorRecommendation(indicator=indicator, recommendation_id=pk) for pk in sorted(new)])
    return len(new)


@operation
def stop_measuring(*, by: User, indicator: Indicator, recommendation: Recommendation) -> None:
    """That it measures this one no longer. Twice is once."""
    require(can_manage_plans(by))
    IndicatorRecommendation.objects.filter(indicator=indicator, recommendation=recommendation).delete()


@operation
def enter_values(*, by: User, indicator: Indicator, values: Iterable[Measured], next_value_on: date | None = None) -> int:
    """New ones, and corrections of those there for the same day and group; gives how many were new or other than before.

    One of the whole that is newer than all before answers what was expected: the next is expected on `next_value_on`, or
    after the indicator's usual months, or on no day.
    """
    require(can_enter_values(by, indicator))
    indicator = Indicator.objects.select_for_update().get(pk=indicator.pk)
    newest = indicator.values.filter(dimension="").aggregate(day=Max("on"))["day"]
    there = {(v.on, v.dimension, v.category): v for v in indicator.values.all()}
    done = 0
    for given in values:
        _refuse_unfit(given)
        value = there.setdefault((given.on, given.dimension, given.category), IndicatorValue(indicator=indicator, on=given.on))
        new: dict[str, Any] = {name: getattr(given, name) for name in Measured.__slots__}
        if value.pk and all(getattr(value, name) == one for name, one in new.items()):
            continue
        for name, one in {**new, "entered_by": by, "entered_at": timezone.now()}.items():
            setattr(value, name, one)
        value.save()
        done += 1
        if not given.dimension and (newest is None or given.on > newest):
            newest = given.on
            indicator.next_value_on = next_value_on or _following(indicator)
            indicator.save(update_fields=["next_value_on"])
    return done


@operation
def remove_value(*, by: User, value: IndicatorValue) -> None:
    """One that was entered by mistake; the history keeps it. Refused where an update rests on it."""
    require(can_enter_values(by, value.indicator))
    try:
        value.delete()
    except ProtectedError as protected:
        raise ValueIsUsed(
            _("An update of an institution rests on this value, so it stays. Enter the right one for another day, or add a note.")
        ) from protected


def _following(indicator: Indicator) -> date | None:
    """The first expected day after today, in the indicator's rhythm."""
    if not (indicator.every_months and indicator.next_value_on):
        return None
    first, months = indicator.next_value_on, indicator.every_months
    while (day := _months_after(first, months)) <= timezone.localdate():
        months += indicator.every_months
    return day


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _refuse_unfit(given: Measured) -> None:
    if given.on > timezone.localdate():
        raise MeasuredInTheFuture(_("A value is of a day that has come. Give today or an earlier day."))
    if bool(given.dimension) != bool(given.category):
        raise HalfBrokenDown(_("Say by what the value is broken down and of which group it is, such as Sex and Women; or neither, for the whole."))


def _filled(indicator: Indicator, said: Definition) -> Indicator:
    if Indicator.objects.filter(title__iexact=said.title).exclude(pk=indicator.pk).exists():
        raise TitleTaken(_("There is already an indicator named “%(title)s”. Choose another title, or change that one.") % {"title": said.title})
    if said.sdg_code and not is_indicator_code(said.sdg_code):
        raise NoSuchCode(_("The Sustainable Development Goals have no indicator %(code)s. It looks like 3.1.1 or 8.b.1.") % {"code": said.sdg_code})
    if said.provider_post and said.provider_post.institution_id != said.provider.pk:
        words = _("%(post)s is a post of another institution. Choose one of %(institution)s.")
        raise OtherPost(words % {"post": said.provider_post, "institution": said.provider})
    for name in Definition.__slots__:
        if name not in SEVERAL:
            setattr(indicator, name, getattr(said, name))
    indicator.save()
    indicator.frameworks.set(said.frameworks)
    indicator.actions.set(said.actions)
    return indicator
