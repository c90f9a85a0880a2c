from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from ministries.models import Institution, Post
from tests.factories import PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(people, sign_in):
    return sign_in(people.admin)


def upload(client, content, name="institutions.csv"):
    if not isinstance(content, bytes):
        file = BytesIO()
        content.save(file)
        content, name = file.getvalue(), "institutions.xlsx"
    return client.post(reverse("institutions_import"), {"file": SimpleUploadedFile(name, content)})


def test_taken_along_changed_and_brought_back(people, client):
    Post.objects.all().update(title="Focal point")
    PostFactory(institution=people.ministry_of_health, title="=Head", is_head=True)
    answer = client.get(reverse("institutions_file"))
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    page = book.active
    rows = list(page.iter_rows(values_only=True))
    assert rows[0] == ("Address", "Name", "Short name", "Kind", "Territory", "Mandate", "In existence", "Post", "Heads the unit")
    assert rows[1:] == [
        ("cso", "Cso", "Cso", "cso", None, None, "yes", "Focal point", "no"),
        ("health", "Health", "Health", "ministry", None, None, "yes", "=Head", "yes"),
        ("health", "Health", "Health", "ministry", None, None, "yes", "Focal point", "no"),
        ("justice", "Justice", "Justice", "ministry", None, None, "yes", "Focal point", "no"),
        ("nhri", "Nhri", "Nhri", "nhri", None, None, "yes", "Focal point", "no"),
    ]
    assert page["H3"].data_type == "s"
    assert upload(client, book).context["counts"] == [("New", 0), ("Changed", 0), ("With an error", 0), ("Left as they are", 5)]

    page["E3"] = "The north"
    page.append([None, "Region of the North", None, "local_government", "The north", None, None, "Governor", "yes"])
    page.append([None, "Region of the North", None, "Local or regional government", None, None, None, "Secretary", None])
    seen = upload(client, book)
    assert seen.context["counts"] == [("New", 1), ("Changed", 2), ("With an error", 0), ("Left as they are", 4)]
    assert not Institution.objects.filter(name="Region of the North").exists()
    done = client.post(reverse("institutions_import"), {"read": seen.context["read"]}, follow=True)
    assert "3 rows were taken over." in done.text
    region = Institution.objects.get(name="Region of the North")
    assert (region.slug, region.territory, region.kind) == ("region-of-the-north", "The north", "local_government")
    assert set(region.posts.values_list("title", "is_head")) == {("Governor", True), ("Secretary", False)}
    assert people.ministry_of_health.territory == "The north"


def test_what_is_wrong_stands_with_its_cell(people, client):
    lines = [b"Address,Name,Kind,In existence", b"nowhere,Nowhere,ministry,", b",Moon,planet,", b"health,Justice,ministry,"]
    rows = b"\n".join([*lines, b"health,Health,ministry,perhaps", b",Sea,,", b""])
    seen = upload(client, rows)
    assert [(one.row, [column for column, _sentence in one.errors]) for one in seen.context["outcomes"]] == [
        (2, ["Address"]), (3, ["Kind"]), (4, ["Name"]), (5, ["In existence"]), (6, ["Kind"]),
    ]  # fmt: skip
    assert seen.context["effect"] == 0


def test_when_something_changed_meanwhile_nothing_is_done(people, client):
    seen = upload(client, b"Name,Kind\nSea,ministry\n")
    Institution.objects.create(name="Sea", short_name="Sea", slug="sea", kind="ministry")
    page = client.post(reverse("institutions_import"), {"read": seen.context["read"]}, follow=True)
    assert "have changed since you read the file" in page.text


def test_another_file_and_a_changed_answer_are_refused(client):
    assert "no row with the headers Name, Kind" in upload(client, b"Text\nDo it\n").text
    page = client.post(reverse("institutions_import"), {"read": "something"}, follow=True)
    assert "got lost on its way" in page.text
