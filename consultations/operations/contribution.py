from uuid import UUID, uuid4, uuid5

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.models import Consultation, Contribution, Reply
from consultations.notifications import tell_of_reply
from consultations.permissions import can_change_contribution, can_reply, can_speak_for
from ministries.models import Institution
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.models import Recommendation


class ContributionRefused(Refused):
    """A contribution can't be sent or changed now."""


@operation
def contribute(
    *,
    by: User,
    institution: Institution,
    text: str,
    visibility: str,
    consultation: Consultation | None = None,
    recommendation: Recommendation | None = None,
    token: UUID | None = None,
) -> Contribution:
    """Say something for a body, in a consultation or on a recommendation. The same form sent twice counts once.

    `token` is the form's own number. The same text and visibility under it are the same contribution; another text is
    another one, so that going back and writing more loses nothing.
    """
    require(can_speak_for(by, institution))
    if consultation is not None:
        # Locked against closing meanwhile.
        consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
        require(consultation.invited.filter(pk=institution.pk).exists())
    row_token = uuid5(token or uuid4(), f"{institution.pk} {visibility} {text}")
    if sent := Contribution.objects.filter(token=row_token).first():
        return sent
    if consultation is not None:
        _still_open(consultation)
    row = {"author": by, "institution": institution, "text": text, "visibility": visibility}
    return Contribution.objects.get_or_create(token=row_token, defaults={**row, "consultation": consultation, "recommendation": recommendation})[0]


@operation
def change_contribution(*, by: User, contribution: Contribution, text: str, visibility: str) -> Contribution:
    """By its author's body, until it has a reply or its consultation is over."""
    contribution = Contribution.objects.select_for_update(of=("self",)).select_related("institution", "consultation").get(pk=contribution.pk)
    require(can_change_contribution(by, contribution))
    if contribution.replies.exists():
        raise ContributionRefused(_("The secretariat has replied, so the text stays as it was. Send a new contribution to add to it."))
    if contribution.consultation is not None:
        _still_open(contribution.consultation)
    contribution.text, contribution.visibility = text, visibility
    contribution.save(update_fields=["text", "visibility"])
    return contribution


@operation
def reply(*, by: User, contribution: Contribution, text: str) -> Reply:
    """What the State answers, beside the contribution. The same text sent twice in a row counts once."""
    require(can_reply(by))
    contribution = Contribution.objects.select_for_update(of=("self",)).select_related("institution", "author").get(pk=contribution.pk)
    last = contribution.replies.order_by("pk").last()
    if last and (last.text, last.author_id) == (text, by.pk):
        return last
    answer = Reply.objects.create(contribution=contribution, author=by, text=text)
    tell_of_reply(by, contribution)
    return answer


def _still_open(consultation: Consultation) -> None:
    if consultation.is_open:
        return
    if consultation.is_over:
        words = _("This consultation closed on %(day)s and takes no more contributions. What you wrote was not sent. Copy it if you want to keep it.")
        raise ContributionRefused(words % {"day": date_format(consultation.closes_on)})
    raise ContributionRefused(
        _("This consultation opens on %(day)s. Send your contribution from that day on.") % {"day": date_format(consultation.opens_on)}
    )
