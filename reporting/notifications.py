"""What reporting tells people: mails about reviews, and obligations that fall due."""

from collections.abc import Iterable, Iterator
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ministries.models import Institution
from ministries.permissions import affiliations
from ministries.queries import Chains, holders
from nmirf.accounts.models import User
from nmirf.accounts.permissions import is_secretariat
from nmirf.notifications.due import DueItem, Span
from nmirf.notifications.models import Message
from nmirf.notifications.operations import queue_message
from reporting.models import Obligation, Round, Update
from reporting.queries.rounds import missing_by_institution


def tell_approved(*, by: User, update: Update) -> None:
    subject = _("Approved: your update on %(recommendation)s")
    _tell(by, update, subject, _("The secretariat approved the update of %(institution)s on %(recommendation)s."))


def tell_sent_back(*, by: User, update: Update) -> None:
    """The reason itself stays on the page: administrators read the outbox, but not what isn't approved."""
    subject = _("Sent back: your update on %(recommendation)s")
    text = _("The secretariat sent back the update of %(institution)s on %(recommendation)s. Read why, complete it and submit it again.")
    _tell(by, update, subject, text)


def tell_to_clear(*, by: User, update: Update, heads: Iterable[User]) -> None:
    subject = _("To clear: an update on %(recommendation)s")
    _tell(by, update, subject, _("An update of %(institution)s on %(recommendation)s waits for your clearance."), heads)


def tell_held_back(*, by: User, update: Update) -> None:
    subject = _("Not cleared yet: your update on %(recommendation)s")
    text = _("The head of %(institution)s sent back your update on %(recommendation)s before it went out. Read why, and submit it again.")
    _tell(by, update, subject, text)


def _tell(by: User, update: Update, subject: Promise, text: Promise, readers: Iterable[User] | None = None) -> None:
    """Each reader in their own language, with the address of the update's page."""
    address = settings.NMIRF_URL + reverse("update", args=[update.public_id])
    words = {"institution": update.assignment.institution.name, "recommendation": update.assignment.recommendation.reference}
    for user in _readers(update) if readers is None else readers:
        with translation.override(user.language):
            queue_message(
                by=by,
                kind=Message.Kind.REVIEW,
                user=user,
                subject=subject % words,
                text=f"{text % words}\n\n{address}\n",
                reason=str(_("It is about an update of your institution.")),
            )


def _readers(update: Update) -> list[User]:
    """Who handed it in; where that person has left, those who hold the institution's posts now."""
    sender, institution = update.submitted_by, update.assignment.institution
    if sender is not None and sender.is_active and institution.pk in affiliations(sender).ids:
        return [sender]
    return list({holding.user_id: holding.user for holding in holders([institution])}.values())


def tell_round_opened(*, by: User, round: Round) -> None:
    """Everybody who holds a post in an institution that it asks, once each."""
    asked = Institution.objects.filter(assignments__rounds=round).distinct()
    for user in {holding.user_id: holding.user for holding in holders(asked)}.values():
        with translation.override(user.language):
            words = {"title": round.title, "day": date_format(round.closes_on)}
            text = gettext("The secretariat opened “%(title)s” and asks your institution for updates until %(day)s.") % words
            _write_about_round(by, round, user, gettext("Updates asked for until %(day)s: %(title)s") % words, text)


def remind_of_round(*, by: User, round: Round, user: User, missing: int) -> None:
    with translation.override(user.language):
        words = {"title": round.title, "day": date_format(round.closes_on), "number": missing}
        text = ngettext(
            "The secretariat still waits for %(number)d update of your institution in “%(title)s”. The last day is %(day)s.",
            "The secretariat still waits for %(number)d updates of your institution in “%(title)s”. The last day is %(day)s.",
            missing,
        )
        _write_about_round(by, round, user, gettext("Reminder: %(title)s, until %(day)s") % words, text % words)


def _write_about_round(by: User, round: Round, user: User, subject: str, text: str) -> None:
    address = settings.NMIRF_URL + reverse("round", args=[round.public_id])
    reason = gettext("You hold a post in an institution that the round asks.")
    queue_message(by=by, kind=Message.Kind.REMINDER, user=user, subject=subject, text=f"{text}\n\n{address}\n", reason=reason)


def rounds_due(span: Span) -> Iterator[DueItem]:
    """Each open round that an institution owes answers, one item for each such institution."""
    for round in Round.objects.open().filter(closes_on__range=span.days).order_by("closes_on", "pk"):
        missing = missing_by_institution(round)
        address = reverse("round", args=[round.public_id])
        if span.reader and not is_secretariat(span.reader):
            missing = {i: number for i, number in missing.items() if i in affiliations(span.reader).ids}
        chains = Chains(list(missing), span.today)
        for institution, number in missing.items():
            yield DueItem(
                kind="round",
                thing=f"round:{round.public_id}:{institution}",
                chain=chains.of(institution),
                due_on=round.closes_on,
                words=partial(_missing, round, number),
                address=address,
            )


def _missing(round: Round, number: int) -> str:
    words = ngettext("%(title)s: %(number)d update is missing", "%(title)s: %(number)d updates are missing", number)
    return words % {"title": round.title, "number": number}


def obligations_due(span: Span) -> Iterator[DueItem]:
    """Each open obligation, for everybody of the secretariat."""
    secretariat = tuple(User.objects.secretariat())
    for obligation in Obligation.objects.filter(done_on=None, due_on__range=span.days).order_by("due_on", "pk"):
        address = reverse("obligation_edit", args=[obligation.public_id])
        yield DueItem("obligation", f"obligation:{obligation.public_id}", (secretariat,), obligation.due_on, partial(str, obligation.title), address)
