"""What happened to a recommendation, read from the history that triggers keep of it, its assignments and its clusters."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ministries.models import Institution
from recommendations import models
from recommendations.enums import AssignmentResponse, AssignmentRole, Position, Status
from recommendations.models import Recommendation

history: Any = models  # django-pghistory adds …Event classes to it, which mypy can't see
LENGTH = 50
READ = 200  # events of each kind; the older ones are in the history page


@dataclass(frozen=True, slots=True)
class Happening:
    at: datetime
    by: str  # empty where nobody is named
    words: str


def timeline(recommendation: Recommendation) -> list[Happening]:
    """Newest first, at most LENGTH; what one operation did bears one moment. A constant number of queries."""
    assignments = _events(history.AssignmentEvent, recommendation=recommendation.pk)
    members = _events(history.ClusterMemberEvent, recommendation=recommendation.pk)
    institutions = dict(Institution.objects.filter(pk__in={e.institution_id for e in assignments}).values_list("pk", "name"))
    clusters = _cluster_names({e.cluster_id for e in members})
    happenings = [
        *_told(_events(history.RecommendationEvent, pgh_obj=recommendation.pk), _of_recommendation),
        *_told(assignments, lambda event, before: _of_assignment(event, before, institutions.get(event.institution_id, ""))),
        *_told(members, lambda event, before: _of_member(event, clusters.get(event.cluster_id, ""))),
    ]
    happenings.reverse()  # a sort keeps the order of what is equal
    return sorted(happenings, key=lambda h: h.at, reverse=True)[:LENGTH]


def _events(model: Any, **of: Any) -> list[Any]:
    newest = model.objects.filter(**of).select_related("pgh_context").order_by("-pgh_id")[:READ]
    return list(reversed(newest))


def _cluster_names(ids: set[int]) -> dict[int, str]:
    """From history, so that a deleted cluster keeps its name."""
    last = history.ClusterEvent.objects.filter(pgh_obj__in=ids).values("pgh_obj").annotate(last=Max("pgh_id")).values("last")
    return dict(history.ClusterEvent.objects.filter(pgh_id__in=last).values_list("pgh_obj_id", "name"))


def _told(events: Iterable[Any], tell: Callable[[Any, Any], Iterable[str]]) -> Iterator[Happening]:
    """Each event beside the one before it of the same row."""
    before: dict[int, Any] = {}
    for event in events:
        who = (event.pgh_context.metadata if event.pgh_context else {}).get("name", "")
        for words in tell(event, before.get(event.pgh_obj_id)):
            yield Happening(event.pgh_created_at, who, words)
        before[event.pgh_obj_id] = event


def _of_recommendation(event: Any, before: Any) -> Iterator[str]:
    if event.pgh_label == "insert":
        yield _("Entered into the register")
    if before is None:
        return
    if event.status != before.status:
        yield _("Status changed from “%(before)s” to “%(after)s”") % {"before": Status(before.status).label, "after": Status(event.status).label}
    if event.position != before.position:
        yield _("Position changed to “%(after)s”") % {"after": Position(event.position).label if event.position else _("none")}
    if event.text != before.text:
        yield _("The text was changed, as the source now has it")
    if event.paragraph != before.paragraph:
        yield _("Paragraph number changed from “%(before)s” to “%(after)s”") % {"before": before.paragraph, "after": event.paragraph}
    if event.source != before.source:
        yield _("The source said more, or something else")


def _of_assignment(event: Any, before: Any, institution: str) -> Iterator[str]:
    if event.pgh_label == "insert":
        yield _assigned(event, institution)
    elif event.pgh_label == "delete":
        yield _("%(institution)s is no longer assigned") % {"institution": institution}
    elif before is not None:
        yield from _assignment_changed(event, before, institution)


def _assigned(event: Any, institution: str) -> str:
    said = {"institution": institution, "role": AssignmentRole(event.role).label, "due": date_format(event.due_on) if event.due_on else ""}
    return _("Assigned to %(institution)s (%(role)s), due %(due)s") % said if event.due_on else _("Assigned to %(institution)s (%(role)s)") % said


def _assignment_changed(event: Any, before: Any, institution: str) -> Iterator[str]:
    if event.role != before.role:
        yield _("%(institution)s: role changed to “%(role)s”") % {"institution": institution, "role": AssignmentRole(event.role).label}
    if event.due_on != before.due_on:
        due = date_format(event.due_on) if event.due_on else _("none")
        yield _("%(institution)s: due date changed to %(due)s") % {"institution": institution, "due": due}
    if event.response != before.response:
        yield from _responded(event, institution)
    if event.answered_at and not before.answered_at:
        yield _("%(institution)s handed in its update") % {"institution": institution}
    if before.answered_at and not event.answered_at:
        yield _("An update of %(institution)s is due again") % {"institution": institution}


def _responded(event: Any, institution: str) -> Iterator[str]:
    said = {"institution": institution, "reason": event.decline_reason}
    match event.response:
        case AssignmentResponse.ACCEPTED:
            yield _("%(institution)s accepted it") % said
        case AssignmentResponse.DECLINED:
            yield _("%(institution)s declined it: %(reason)s") % said
        case AssignmentResponse.CONFIRMED:
            yield _("The secretariat decided that it stays with %(institution)s") % said


def _of_member(event: Any, cluster: str) -> Iterator[str]:
    words = {"cluster": cluster}
    if event.pgh_label == "insert":
        yield _("Put into the cluster “%(cluster)s”") % words
    elif event.pgh_label == "delete":
        yield _("Taken out of the cluster “%(cluster)s”") % words
