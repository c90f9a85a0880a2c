"""Signing in, and back in after forgetting the password, with mails going through the outbox."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from nmirf.accounts.models import User
from nmirf.notifications.models import Message
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _outbox(settings):
    settings.EMAIL_BACKEND = "nmirf.notifications.backend.OutboxBackend"  # pytest-django puts its own


@pytest.fixture
def user(db) -> User:
    user = UserFactory(email="nora@example.org", name="Nora")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(email: str, password: str = PASSWORD, client: Client | None = None):
    return (client or Client()).post(reverse("account_login"), {"login": email, "password": password})


def is_in(client: Client) -> bool:
    return client.get(reverse("profile")).status_code == 200


@pytest.mark.parametrize("email", ["nora@example.org", "Nora@Example.ORG"])
def test_by_address_and_password(user, email):
    client = Client()
    assert sign_in(email, client=client).status_code == 302
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(user):
    wrong, unknown = sign_in("nora@example.org", "something else"), sign_in("nobody@example.org")
    assert wrong.status_code == unknown.status_code == 200
    words = [str(answer.context["form"].non_field_errors()) for answer in (wrong, unknown)]
    assert words[0] == words[1]
    assert "not correct" in words[0]


def test_a_closed_account_is_not_let_in(user):
    User.objects.filter(pk=user.pk).update(is_active=False)
    client = Client()
    sign_in("nora@example.org", client=client)
    assert not is_in(client)


def test_the_system_is_not_let_in(user):
    system = User.objects.system()
    system.set_password(PASSWORD)
    system.save()
    client = Client()
    sign_in(system.email, client=client)
    assert not is_in(client)


def test_after_five_failures_even_the_right_password_waits(user):
    for _ in range(5):
        sign_in("nora@example.org", "something else")
    client = Client()
    answer = sign_in("nora@example.org", client=client)
    assert answer.status_code == 200
    assert "Too many failed login attempts" in str(answer.context["form"].non_field_errors())
    assert not is_in(client)


def test_one_machine_tries_thirty_addresses_a_minute(user):
    statuses = [sign_in(f"guess{number}@example.org").status_code for number in range(31)]
    assert statuses[-1] == 429
    assert "Too many attempts" in sign_in("guess@example.org").content.decode()


def reset(email: str):
    return Client().post(reverse("account_reset_password"), {"email": email}, follow=True)


def test_a_forgotten_password_is_replaced_through_the_outbox(user, settings):
    settings.NMIRF_URL = "https://nmirf.example"
    settings.ALLOWED_HOSTS = ["testserver"]
    assert reset("nora@example.org").status_code == 200
    message = Message.objects.get()
    assert (message.user, message.kind, message.subject) == (user, Message.Kind.ACCOUNT, "Choose a new password")
    [address] = re.findall(r"https://nmirf\.example(/account/password/\S+)", message.text)
    client = Client()
    page = client.get(address, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": "another long secret", "password2": "another long secret"})
    assert sign_in("nora@example.org", "another long secret").status_code == 302
    assert sign_in("nora@example.org").status_code == 200


def test_a_reset_asked_for_an_unknown_address_answers_the_same_and_mails_nobody(user):
    known, unknown = reset("nora@example.org"), reset("nobody@example.org")
    assert Message.objects.count() == 1
    assert known.redirect_chain == unknown.redirect_chain
    words = [re.sub(r'value="[^"]*"|X-CSRFToken[^}]*', "", answer.content.decode()) for answer in (known, unknown)]
    assert words[0].replace("nora@", "") == words[1].replace("nobody@", "")


@pytest.mark.parametrize("who", ["closed", "system"])
def test_no_reset_for_a_closed_account_or_the_system(db, who):
    email = User.objects.system().email if who == "system" else UserFactory(is_active=False).email
    reset(email)
    assert not Message.objects.exists()


def test_an_invited_person_who_lost_the_link_asks_for_another(db):
    user = UserFactory(email="invited@example.org")
    user.set_unusable_password()
    user.save()
    reset("invited@example.org")
    assert Message.objects.get().user == user


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"])
def test_the_pages_open_to_strangers_have_one_heading(db, name):
    page = Client().get(reverse(name)).content.decode()
    assert page.count("<h1") == 1
    assert "<style" not in page
