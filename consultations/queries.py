"""What pages and the API read: lists with all they show, loaded in a constant number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.enums import ConsultationState, Visibility
from consultations.models import Consultation, Contribution, Reply
from consultations.permissions import bodies
from ministries.enums import InstitutionKind
from ministries.models import Institution
from ministries.permissions import affiliations
from nmirf.common.forms import FilterForm
from recommendations.queries.voices import Said

LATELY = timedelta(days=30)


class ContributionFilter(django_filters.FilterSet):
    """Narrows a list of contributions."""

    body = django_filters.ModelChoiceFilter(
        label=_("Body"),
        field_name="institution",
        to_field_name="slug",
        queryset=Institution.objects.filter(kind__in=InstitutionKind.independent()).order_by("name"),
        empty_label=_("All"),
    )
    about = django_filters.ChoiceFilter(
        label=_("About"),
        choices=[("consultation", _("Consultations")), ("recommendation", _("Recommendations"))],
        method="_about",
        empty_label=_("All"),
    )
    unanswered = django_filters.BooleanFilter(label=_("Only those without a reply"), method="_unanswered")

    class Meta:
        model = Contribution
        fields: list[str] = []
        form = FilterForm

    def _about(self, contributions: QuerySet, _name: str, value: str) -> QuerySet:
        return contributions.exclude(**{value: None})

    def _unanswered(self, contributions: QuerySet, _name: str, value: bool) -> QuerySet:
        return contributions.filter(replies=None) if value else contributions


def contributions_for(user: Any) -> QuerySet[Contribution]:
    """What the person may read, newest first, with what each line shows.

    `names_consultation`: a contribution for everyone can belong to a consultation its reader was not invited to.
    """
    seen = Consultation.objects.visible_to(user).filter(pk=OuterRef("consultation"))
    found = Contribution.objects.visible_to(user).annotate(names_consultation=Exists(seen))
    found = found.select_related("institution", "consultation", "recommendation__document__mechanism")
    replies = Reply.objects.select_related("author").order_by("created_at", "pk")
    return found.prefetch_related(Prefetch("replies", replies)).order_by("-created_at", "-pk")


def consultations_for(user: Any) -> QuerySet[Consultation]:
    """What the person may see, those still running first, with `contribution_count`: how many they may read."""
    readable = Contribution.objects.visible_to(user).filter(consultation__isnull=False).values("pk")
    own = Contribution.objects.filter(consultation=OuterRef("pk"), institution__in=affiliations(user).ids)
    ended = Q(state=ConsultationState.CLOSED) | Q(state=ConsultationState.OPEN, closes_on__lt=timezone.localdate())
    return (
        Consultation.objects.visible_to(user)
        .annotate(
            contribution_count=Count("contributions", filter=Q(contributions__in=readable), distinct=True),
            has_own=Exists(own),
            over=Case(When(ended, then=Value(True)), default=Value(False), output_field=BooleanField()),
        )
        .prefetch_related(Prefetch("invited", Institution.objects.order_by("name")))
        .order_by("over", F("closes_on").desc(), "-pk")
    )


def waiting_for(user: Any) -> QuerySet[Consultation]:
    """Open consultations that ask the person's bodies, soonest first."""
    today = timezone.localdate()
    asked = Consultation.objects.filter(state=ConsultationState.OPEN, opens_on__lte=today, closes_on__gte=today, invited__in=bodies(user))
    own = Contribution.objects.filter(consultation=OuterRef("pk"), institution__in=bodies(user))
    return asked.distinct().annotate(has_own=Exists(own)).order_by("closes_on", "pk")


def replies_lately(user: Any) -> QuerySet[Reply]:
    """What the State answered the person's bodies in the last month, newest first."""
    since = timezone.now() - LATELY
    found = Reply.objects.filter(contribution__institution__in=bodies(user), created_at__gte=since)
    return found.select_related("contribution__consultation", "contribution__recommendation__document__mechanism").order_by("-created_at", "-pk")


def independent_comments(pks: Sequence[int], user: Any) -> dict[int, list[Said]]:
    """Comments on recommendations, newest first: those the person may read; without a person, those that are for everyone."""
    comments = Contribution.objects.filter(recommendation__in=pks)
    comments = comments.filter(visibility=Visibility.EVERYONE) if user is None else comments.filter(pk__in=Contribution.objects.visible_to(user))
    found: dict[int, list[Said]] = defaultdict(list)
    rows = comments.order_by("-created_at", "-pk").values_list("recommendation_id", "institution__name", "text", "created_at", "public_id")
    for pk, name, text, at, public_id in rows:
        found[pk].append(Said(name, text, timezone.localdate(at), kind=_("Comment"), address=reverse("contribution", args=[public_id])))
    return found
