import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_stranger_is_asked_to_sign_in(client):
    answer = client.get(reverse("home"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["home", "profile", "account_change_password"])
def test_pages_everyone_has(people, sign_in, name):
    answer = sign_in(people.health).get(reverse(name))
    assert answer.status_code == 200 if name != "account_change_password" else answer.status_code in {200, 302}
    assert b'<main id="main"' in answer.content
