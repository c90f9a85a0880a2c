import gzip

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_stranger_is_asked_to_sign_in(client):
    answer = client.get(reverse("home"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_pages_travel_compressed_and_files_as_they_are(people, sign_in):
    client, accepts = sign_in(people.cso), {"HTTP_ACCEPT_ENCODING": "gzip"}
    plain, small = client.get(reverse("recommendations")), client.get(reverse("recommendations"), **accepts)
    assert "Content-Encoding" not in plain
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    assert b"<h1>Recommendations</h1>" in gzip.decompress(small.content)
    file = client.get(reverse("export_file"), {"format": "csv"}, **accepts)
    assert file.status_code == 200
    assert "Content-Encoding" not in file
    assert file.getvalue()  # reads it to its end, which closes it
    file.close()


@pytest.mark.parametrize("name", ["home", "profile", "account_change_password"])
def test_pages_everyone_has(people, sign_in, name):
    answer = sign_in(people.health).get(reverse(name))
    assert answer.status_code == 200 if name != "account_change_password" else answer.status_code in {200, 302}
    assert b'<main id="main"' in answer.content
