import re

import pytest
from django.core.management import CommandError, call_command

from nmirf.accounts.models import Role, User
from nmirf.notifications.models import Message

pytestmark = pytest.mark.django_db


def test_the_first_administrator_is_invited_from_a_shell(client, capsys):
    call_command("invite_administrator", "Ana@example.org", "Ana Pereira")
    person = User.objects.get(email="ana@example.org")
    assert (person.role, person.name, person.has_usable_password()) == (Role.ADMINISTRATOR, "Ana Pereira", False)
    printed = capsys.readouterr().out
    assert Message.objects.get().text.strip() == printed.strip()
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", printed)[1]
    assert client.get(link, follow=True).status_code == 200


@pytest.mark.parametrize("email", ["ana", "ana@example.org"])
def test_what_is_no_address_or_taken_is_refused(email):
    User.objects.create(email="ana@example.org", name="Ana")
    with pytest.raises(CommandError) as refused:
        call_command("invite_administrator", email, "Ana Pereira")
    assert refused.value.returncode == 2
    assert User.objects.filter(role=Role.ADMINISTRATOR).count() == 0
