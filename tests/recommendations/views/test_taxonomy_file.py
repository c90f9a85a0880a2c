from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from recommendations.models import Term, TermAlias
from tests.factories import TermFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/taxonomy/import/"


def taken_along(client):
    answer = client.get(reverse("taxonomy_file"))
    return load_workbook(BytesIO(b"".join(answer.streaming_content)))


def upload(client, content, name="taxonomy.xlsx"):
    if isinstance(content, Workbook):
        file = BytesIO()
        content.save(file)
        content = file.getvalue()
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})


def test_taken_along_changed_and_brought_back(people, sign_in):
    water = TermFactory(kind="theme", code="water", label="=Water", signal_words="well\nriver")
    TermAlias.objects.create(kind="theme", code="lakes", label="Lakes", term=water)
    gone = TermFactory(kind="theme", code="ponds", label="Ponds", merged_into=water)
    client = sign_in(people.admin)
    book = taken_along(client)
    page = book.active
    rows = list(page.iter_rows(values_only=True))
    assert rows[0] == ("Kind", "Code", "Label", "List", "Signal words", "Other names", "Merged into")
    assert rows[1:] == [
        ("theme", "water", "=Water", "uhri", "well\nriver", "Lakes", None),
        ("theme", "ponds", "Ponds", "uhri", None, None, "water"),
    ]
    assert page["C2"].data_type == "s"
    unchanged = upload(client, book)
    assert unchanged.context["counts"] == [("New", 0), ("Changed", 0), ("With an error", 0), ("Left as they are", 2)]
    assert "Bring in" not in unchanged.content.decode().split("</h1>")[1]

    page["C2"], page["C2"].data_type = "Water now", "s"
    page.append(["theme", None, "Soil"])
    page.append(["colour", None, "Red"])
    seen = upload(client, book)
    assert seen.context["counts"] == [("New", 1), ("Changed", 1), ("With an error", 1), ("Left as they are", 1)]
    assert "Column “Kind”:" in seen.content.decode()
    assert Term.objects.count() == 2
    done = client.post(ADDRESS, {"read": seen.context["read"]}, follow=True)
    assert "2 terms were added or changed." in done.content.decode()
    assert set(Term.objects.values_list("code", "label")) == {("water", "Water now"), ("ponds", gone.label), ("soil", "Soil")}


def test_when_the_taxonomy_changed_meanwhile_nothing_is_done(people, sign_in):
    client = sign_in(people.admin)
    seen = upload(client, b"Kind,Label\ntheme,Soil\n", "terms.csv")
    TermFactory(kind="theme", code="soil", label="Soil")
    answer = client.post(ADDRESS, {"read": seen.context["read"]}, headers={"referer": ADDRESS}, follow=True)
    assert "The taxonomy has changed since you read the file." in answer.content.decode()
    assert Term.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"a,b\n1,2\n", "terms.csv", "has no row with the headers Kind, Label."),
        (b"Kind,Label\n", "terms.csv", "no rows"),
        (b"%PDF-1.4", "terms.xlsx", "PDF"),
        (b"PK\x03\x04 broken", "terms.xlsx", "damaged"),
    ],
)
def test_a_file_that_is_no_table_of_terms_says_why(people, sign_in, content, name, said):
    answer = upload(sign_in(people.admin), content, name)
    assert answer.status_code == 200
    assert said in str(answer.context["form"].errors["file"])
    assert not Term.objects.exists()


def test_what_was_read_is_not_believed_when_somebody_changed_it(people, sign_in):
    answer = sign_in(people.admin).post(ADDRESS, {"read": "W10:forged"}, follow=True)
    assert "got lost on its way" in answer.content.decode()
    assert not Term.objects.exists()


def test_the_secretariat_takes_it_along_but_brings_nothing_back(people, sign_in):
    client = sign_in(people.secretariat)
    assert taken_along(client).active["A1"].value == "Kind"
    assert ADDRESS not in client.get(reverse("taxonomy")).content.decode()
    assert client.post(ADDRESS, {}).status_code == 403
