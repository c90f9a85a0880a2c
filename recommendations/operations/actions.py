"""What institutions undertake to do, from a draft to its end."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ministries.models import Institution, Post
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.accounts.permissions import is_secretariat
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.enums import ActionStatus
from recommendations.models import Action, ActionRecommendation, Framework, Recommendation
from recommendations.operations.assignments import refuse_nothing_to_implement
from recommendations.permissions import can_write_action
from recommendations.queries.actions import open_to


class NotForThisInstitution(Refused):
    """Only institutions of the State that exist undertake actions."""


class OtherPost(Refused):
    """The post belongs to another institution."""


class EndsBeforeItStarts(Refused):
    """The last day lies before the first."""


class NotTheirs(Refused):
    """An institution plans for what is assigned to it, and for what asks the same."""


class ChangedMeanwhile(Refused):
    """Somebody else has saved it since it was opened."""


class NoReason(Refused):
    """Dropping an action takes a reason."""


class EndsInTheFuture(Refused):
    """It can't have ended on a day to come."""


class StillDraft(Refused):
    """A draft has nothing to report on."""


class NoDraft(Refused):
    """What others have seen stays; it can be dropped."""


@operation
def write_action(
    *,
    by: User,
    institution: Institution,
    title: str,
    need: str,
    starts_on: date,
    ends_on: date,
    description: str = "",
    post: Post | None = None,
    budget_note: str = "",
    frameworks: Iterable[Framework] = (),
    recommendations: Iterable[Recommendation] = (),
    is_draft: bool = True,
) -> Action:
    """A new one, as a draft unless said otherwise."""
    action = Action(institution=institution, created_by=by, is_draft=is_draft)
    require(can_write_action(by, action))
    if not (institution.is_active and institution.is_government):
        words = _("%(institution)s can't undertake actions: choose an institution of the State that exists.")
        raise NotForThisInstitution(words % {"institution": institution})
    _fill(action, title=title, need=need, starts_on=starts_on, ends_on=ends_on, description=description, post=post, budget_note=budget_note)
    action.frameworks.set(frameworks)
    add_recommendations(by=by, action=action, recommendations=recommendations)
    return action


@operation
def change_action(
    *,
    by: User,
    action: Action,
    title: str,
    need: str,
    starts_on: date,
    ends_on: date,
    description: str,
    post: Post | None,
    budget_note: str,
    frameworks: Iterable[Framework],
    seen: datetime | None = None,
) -> Action:
    """`seen` is its `changed_at` when the person began: where somebody else has saved it since, nothing is written."""
    action = _locked(by, action)
    if seen and seen != action.changed_at:
        raise ChangedMeanwhile(
            _("Somebody else has changed this action since you opened it. Open it again in a new tab, compare, and save once more.")
        )
    _fill(action, title=title, need=need, starts_on=starts_on, ends_on=ends_on, description=description, post=post, budget_note=budget_note)
    action.frameworks.set(frameworks)
    return action


@operation
def publish_action(*, by: User, action: Action) -> Action:
    """Out of draft: everybody who signs in sees it from now on. Twice is once."""
    action = _locked(by, action)
    action.is_draft, action.changed_at = False, timezone.now()
    action.save(update_fields=["is_draft", "changed_at"])
    return action


@operation
def set_action_status(*, by: User, action: Action, status: str, on: date | None = None, outcome: str = "") -> Action:
    """How far it is. Done and dropped end it on a day, `on` or today; another status opens it again and forgets that day."""
    action = _locked(by, action)
    if action.is_draft:
        raise StillDraft(_("This action is a draft. Let the others see it first, then say how far it is."))
    ended_on = (on or timezone.localdate()) if status in ActionStatus.ended() else None
    if ended_on and ended_on > timezone.localdate():
        raise EndsInTheFuture(_("That day is still to come. Give the day on which it ended, today at the latest."))
    if status == ActionStatus.DROPPED and not outcome.strip():
        raise NoReason(_("Say why the action was dropped: those who count on it read it."))
    action.status, action.ended_on, action.outcome, action.changed_at = status, ended_on, outcome.strip(), timezone.now()
    action.save(update_fields=["status", "ended_on", "outcome", "changed_at"])
    return action


@operation
def delete_draft_action(*, by: User, action: Action) -> None:
    action = _locked(by, action)
    if not action.is_draft:
        raise NoDraft(_("Others have seen this action, so it stays. You can say that it was dropped, and why."))
    action.delete()


@operation
def add_recommendations(*, by: User, action: Action, recommendations: Iterable[Recommendation]) -> int:
    """That it serves these; gives how many were new. An institution's people choose among what is assigned to it and what asks the same."""
    action = _locked(by, action)
    chosen = {r.pk for r in recommendations}
    refuse_nothing_to_implement(sorted(chosen))
    if not is_secretariat(by):
        count = len(chosen) - open_to(action.institution).filter(pk__in=chosen).count()
        if count:
            words = ngettext(
                "%(count)d of those chosen is not assigned to %(institution)s. Ask the secretariat to assign it first.",
                "%(count)d of those chosen are not assigned to %(institution)s. Ask the secretariat to assign them first.",
                count,
            )
            raise NotTheirs(words % {"count": count, "institution": action.institution})
    new = chosen.difference(ActionRecommendation.objects.filter(action=action).values_list("recommendation_id", flat=True))
    ActionRecommendation.objects.bulk_create([ActionRecommendation(action=action, recommendation_id=pk) for pk in sorted(new)])
    return len(new)


@operation
def remove_recommendation(*, by: User, action: Action, recommendation: Recommendation) -> None:
    """That it serves this one no longer. Twice is once."""
    action = _locked(by, action)
    ActionRecommendation.objects.filter(action=action, recommendation=recommendation).delete()


def _locked(by: User, action: Action) -> Action:
    """Of an institution that `by` may write for; held until the end of the transaction."""
    require(can_write_action(by, action))
    return Action.objects.select_for_update(of=("self",)).select_related("institution").get(pk=action.pk)


def _fill(action: Action, *, starts_on: date, ends_on: date, post: Post | None, **fields: Any) -> None:
    if ends_on < starts_on:
        raise EndsBeforeItStarts(_("The action would end before it starts. Give a later last day."))
    if post and post.institution_id != action.institution_id:
        raise OtherPost(
            _("%(post)s is a post of another institution. Choose one of %(institution)s.") % {"post": post, "institution": action.institution}
        )
    for name, value in {"starts_on": starts_on, "ends_on": ends_on, "post": post, "changed_at": timezone.now(), **fields}.items():
        setattr(action, name, value)
    action.save()
