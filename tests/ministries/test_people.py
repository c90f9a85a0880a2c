import re

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from knox.models import AuthToken

from ministries.models import Holding
from ministries.operations.people import AddressTaken, LastAdministrator, NotToInvite, change_person, invite_person, resend_invitation
from nmirf.accounts.models import Role, User
from nmirf.notifications.models import Message
from tests.factories import HoldingFactory, PostFactory, UserFactory

pytestmark = pytest.mark.django_db
ALL = ["admin", "secretariat", "health", "justice", "nhri", "cso"]
INVITED = {"name": "Nora Field", "email": "Nora@Example.org", "role": Role.MEMBER, "language": "fr"}


def values(user: User, **more) -> dict:
    return {"person": user, "name": user.name, "role": user.role, "language": user.language, "is_active": user.is_active} | more


def link(message: Message) -> str:
    [address] = re.findall(r"https?://\S+/account/password/\S+", message.text)
    return address


def test_an_invitation_makes_an_account_gives_a_post_and_mails_a_link(people):
    post = PostFactory()
    user = invite_person(by=people.admin, **INVITED, post=post, is_deputy=True)
    assert (user.email, user.role, user.language, user.has_usable_password()) == ("nora@example.org", Role.MEMBER, "fr", False)
    assert Holding.objects.current().get(user=user).is_deputy
    message = Message.objects.get(user=user)
    assert (message.kind, message.address, message.reason) == (Message.Kind.ACCOUNT, "nora@example.org", "Invited by Admin.")


def test_the_link_of_an_invitation_opens_the_account_once(people, settings):
    settings.NMIRF_URL = "https://nmirf.example"
    user = invite_person(by=people.admin, **INVITED)
    address = link(Message.objects.get(user=user))
    assert address.startswith("https://nmirf.example/")
    path = address.removeprefix("https://nmirf.example")
    client = Client()
    page = client.get(path, follow=True)
    assert page.status_code == 200
    answer = client.post(page.redirect_chain[-1][0], {"password1": "correct horse battery", "password2": "correct horse battery"})
    assert answer.status_code == 302
    assert Client().post(reverse("account_login"), {"login": "nora@example.org", "password": "correct horse battery"}).status_code == 302
    used = Client().get(path, follow=True)
    assert b"used before or is too old" in used.content


def test_an_address_has_one_account_whatever_its_case(people):
    with pytest.raises(AddressTaken):
        invite_person(by=people.admin, **INVITED | {"email": "HEALTH@example.org"})


def test_an_invitation_is_sent_again_but_not_to_a_closed_account(people):
    user = invite_person(by=people.admin, **INVITED)
    resend_invitation(by=people.admin, person=user)
    assert Message.objects.filter(user=user).count() == 2
    with pytest.raises(NotToInvite):
        resend_invitation(by=people.admin, person=UserFactory(is_active=False))


@pytest.mark.parametrize("who", ALL[1:])
def test_only_administrators_invite_and_change_people(people, who):
    by = getattr(people, who)
    with pytest.raises(PermissionDenied):
        invite_person(by=by, **INVITED)
    with pytest.raises(PermissionDenied):
        resend_invitation(by=by, person=people.health)
    with pytest.raises(PermissionDenied):
        change_person(by=by, **values(people.health, role=Role.ADMINISTRATOR))


def test_closing_an_account_ends_its_sessions_and_tokens_and_keeps_its_history(people, sign_in):
    client, other = sign_in(people.health), sign_in(people.justice)
    AuthToken.objects.create(people.health)
    change_person(by=people.admin, **values(people.health, is_active=False))
    assert client.get(reverse("profile")).status_code == 302
    assert other.get(reverse("profile")).status_code == 200
    assert Session.objects.count() == 1
    assert not AuthToken.objects.exists()
    assert Holding.objects.filter(user=people.health).exists()
    change_person(by=people.admin, **values(people.health, is_active=True))
    assert client.get(reverse("profile")).status_code == 302


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.MEMBER}])
def test_the_last_administrator_stays(people, change):
    with pytest.raises(LastAdministrator):
        change_person(by=people.admin, **values(people.admin, **change))
    UserFactory(role=Role.ADMINISTRATOR, is_active=False)
    with pytest.raises(LastAdministrator):
        change_person(by=people.admin, **values(people.admin, **change))
    UserFactory(role=Role.ADMINISTRATOR)
    change_person(by=people.admin, **values(people.admin, **change))
    people.admin.refresh_from_db()
    assert (people.admin.is_active, people.admin.role) != (True, Role.ADMINISTRATOR)


def test_nobody_changes_the_systems_account(people, sign_in):
    system = User.objects.system()
    with pytest.raises(PermissionDenied):
        change_person(by=people.admin, **values(system, is_active=True))
    assert sign_in(people.admin).get(reverse("person", args=[system.public_id])).status_code == 404


@pytest.mark.parametrize("who", ALL)
def test_people_are_the_administrators_to_see(people, sign_in, who):
    client, status = sign_in(getattr(people, who)), 200 if who == "admin" else 403
    assert client.get(reverse("people")).status_code == status
    assert client.get(reverse("person_invite")).status_code == status
    assert client.get(reverse("person", args=[people.health.public_id])).status_code == status
    assert client.post(reverse("person_reinvite", args=[people.health.public_id])).status_code == (302 if who == "admin" else 403)


def test_the_list_filters(people, sign_in):
    User.objects.filter(pk=people.health.pk).update(last_login="2026-01-01T00:00Z")
    User.objects.filter(pk=people.cso.pk).update(is_active=False)
    client = sign_in(people.admin)

    def found(**query) -> list[str]:
        return [user.name for user in client.get(reverse("people"), query).context["page"]]

    assert found(state="closed") == ["Cso"]
    assert found(state="active", role="member") == ["Health"]
    assert found(state="invited", role="member") == ["Justice", "Nhri"]
    assert found(q="justi") == ["Justice"]
    assert User.objects.system().name not in found()


def test_inviting_through_the_page(people, sign_in):
    post = PostFactory()
    client = sign_in(people.admin)
    page = client.get(reverse("person_invite"), {"post": post.public_id})
    assert page.context["form"].initial["post"] == post
    taken = client.post(reverse("person_invite"), INVITED | {"email": "health@example.org"})
    assert "email" in taken.context["form"].errors
    answer = client.post(reverse("person_invite"), INVITED | {"post": post.pk})
    user = User.objects.get(email="nora@example.org")
    assert answer.url == reverse("person", args=[user.public_id])
    assert Holding.objects.get(user=user).post == post


def test_changing_through_the_page(people, sign_in):
    url = reverse("person", args=[people.health.public_id])
    sign_in(people.admin).post(url, {"name": "Dr Health", "role": "secretariat", "language": "ar", "is_active": "on"})
    people.health.refresh_from_db()
    assert (people.health.name, people.health.role, people.health.language, people.health.is_active) == ("Dr Health", "secretariat", "ar", True)


def test_the_list_asks_as_much_for_many_as_for_one(people, sign_in):
    client = sign_in(people.admin)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("people"))
        return len(captured)

    client.get(reverse("people"))
    few = queries()
    for _ in range(10):
        HoldingFactory()
    assert queries() == few
