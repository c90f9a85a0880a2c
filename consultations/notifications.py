"""Who is told what of consultations: the mail of a reply, and what is due."""

from collections.abc import Iterable
from functools import partial

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations.enums import ConsultationState
from consultations.models import Consultation, Contribution
from ministries.permissions import belongs_to
from ministries.queries import Chains, holders
from nmirf.accounts.models import User
from nmirf.notifications.due import DueItem, Span
from nmirf.notifications.models import Message
from nmirf.notifications.operations import queue_message


def tell_of_reply(by: User, contribution: Contribution) -> None:
    """Neither what was said nor the answer goes by mail: both can name people at risk."""
    address = settings.NMIRF_URL + reverse("contribution", args=[contribution.public_id])
    for person in _who_hears(contribution):
        with override(person.language):
            queue_message(
                by=by,
                kind=Message.Kind.COMMENT,
                user=person,
                subject=_("The secretariat has replied to you"),
                text=_("The secretariat has replied to a contribution of %(body)s. Sign in to read it: %(address)s")
                % {"body": contribution.institution.name, "address": address},
                reason=_("You hold a post in a body whose contribution has a reply."),
            )


def _who_hears(contribution: Contribution) -> list[User]:
    """The author, or, once they have left, those who hold the body's posts today."""
    author = contribution.author
    if author.is_active and belongs_to(author, contribution.institution):
        return [author]
    return list({h.user_id: h.user for h in holders([contribution.institution])}.values())


def _contribute(consultation: Consultation) -> str:
    return _("Contribute to the consultation “%(title)s”") % {"title": consultation.title}


def due_consultations(span: Span) -> Iterable[DueItem]:
    """Consultations that close in these days, one item for each invited body that has not contributed."""
    running = Consultation.objects.filter(state=ConsultationState.OPEN, opens_on__lte=span.today, closes_on__gte=span.today)
    said = Prefetch("contributions", Contribution.objects.only("consultation", "institution"))
    found = running.filter(closes_on__range=span.days).prefetch_related("invited", said).order_by("closes_on", "pk")
    silent = {c: {i.pk for i in c.invited.all()} - {x.institution_id for x in c.contributions.all()} for c in found}
    chains = Chains(set().union(*silent.values()), span.today)
    for consultation, institutions in silent.items():
        for institution in sorted(institutions):
            yield DueItem(
                kind="consultation",
                thing=f"consultation:{consultation.public_id}:{institution}",
                chain=chains.of(institution),
                due_on=consultation.closes_on,
                words=partial(_contribute, consultation),
                address=reverse("consultation", args=[consultation.public_id]),
            )
