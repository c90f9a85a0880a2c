"""Accounts and invitations. They stand here, not in nmirf.accounts, because a person is invited to a post."""

from datetime import date

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from knox.models import AuthToken

from ministries.models import Holding, Post
from ministries.permissions import can_manage_people, is_head_of
from nmirf.accounts.guards import require
from nmirf.accounts.models import Role, User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from nmirf.notifications.models import Message
from nmirf.notifications.operations import queue_message


class AddressTaken(Refused):
    """Somebody has an account with this e-mail address."""


class LastAdministrator(Refused):
    """Without this person nobody could administer."""


class NotToInvite(Refused):
    """The account is closed, or no person's."""


@operation
def invite_person(
    *, by: User, name: str, email: str, role: str, language: str, post: Post | None = None, is_deputy: bool = False, starts_on: date | None = None
) -> User:
    """An account without a password, the post it is for, and a mail with the link to choose one.

    Heads invite members to posts of their own institution, nobody else.
    """
    require(can_manage_people(by) or (post is not None and role == Role.MEMBER and is_head_of(by, post.institution)))
    if User.objects.filter(email__iexact=email).exists():
        raise AddressTaken(_("There is an account with this e-mail address already."))
    user = User(name=name, email=email.lower(), role=role, language=language)
    user.set_unusable_password()
    user.save()
    if post:
        Holding.objects.create(post=post, user=user, starts_on=starts_on or timezone.localdate(), is_deputy=is_deputy)
    _send_invitation(by, user)
    return user


@operation
def resend_invitation(*, by: User, person: User) -> User:
    """A new link; links sent before keep working until one of them is used."""
    require(can_manage_people(by))
    if not person.is_active:
        raise NotToInvite(_("This account is closed. Open it again first."))
    _send_invitation(by, person)
    return person


def _send_invitation(by: User, user: User) -> None:
    address = get_adapter().get_reset_password_from_key_url(f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}")
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    context = {"user": user, "by": by, "address": address, "days": days, "mechanism_name": settings.NMIRF_NAME, "site": settings.NMIRF_URL}
    with override(user.language):
        subject = _("Your account at %(mechanism)s") % {"mechanism": settings.NMIRF_NAME}
        text = render_to_string("email/invitation.txt", context)
    reason = _("Invited by %(name)s.") % {"name": by.name}
    queue_message(by=by, kind=Message.Kind.ACCOUNT, user=user, subject=subject, text=text, reason=reason)


@operation
def change_person(*, by: User, person: User, name: str, role: str, language: str, is_active: bool) -> User:
    """Closing an account ends its sessions and tokens; what the person did and held stays in their name."""
    require(can_manage_people(by))
    administrators = list(User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk"))
    locked = User.objects.select_for_update().get(pk=person.pk)
    require(not locked.is_system)
    if administrators == [locked] and not (is_active and role == Role.ADMINISTRATOR):
        raise LastAdministrator(_("This is the last administrator. Make somebody else an administrator first."))
    if locked.is_active and not is_active:
        _end_sessions(locked)
    locked.name, locked.role, locked.language, locked.is_active = name, role, language, is_active
    locked.save(update_fields=["name", "role", "language", "is_active"])
    return locked


def _end_sessions(user: User) -> None:
    """A closed account is not let in anyway; this is so that opening it again does not revive old sessions."""
    theirs = [one.pk for one in Session.objects.filter(expire_date__gt=timezone.now()) if one.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=theirs).delete()
    AuthToken.objects.filter(user=user).delete()
