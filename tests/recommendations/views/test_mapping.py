import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recommendations.enums import BatchState
from recommendations.models import HeaderMapping, ImportBatch
from tests.recommendations.bringing import bring_in, read, sheet
from tests.recommendations.operations.test_mapping import FOREIGN, SAID

pytestmark = pytest.mark.django_db


def columns(batch: ImportBatch) -> str:
    return reverse("import_columns", args=[batch.public_id])


def answers(mapping: dict[str, str], line: int = 1) -> dict[str, str | int]:
    return {"line": line} | {f"column_{index}": meaning for index, meaning in enumerate(mapping.values())}


class TestPage:
    def test_each_column_with_examples_and_what_we_guess(self, people, sign_in):
        batch = read(people.admin, FOREIGN)
        client = sign_in(people.admin)
        assert columns(batch) in client.get(reverse("import", args=[batch.public_id])).content.decode()
        answer = client.get(columns(batch))
        rows = answer.context["form"].rows()
        assert [(column.header, column.examples) for column, _field in rows][:3] == [
            ("Nº", ("12", "13")), ("Texte", ("Ratifier la Convention", "Adopter une loi")), ("Pays", ("Valmera", "Kenya")),
        ]  # fmt: skip
        assert next(field.initial for _column, field in rows) == "paragraph"
        assert "The headers of this file are not known." in answer.content.decode()

    def test_another_row(self, people, sign_in):
        batch = read(people.admin, FOREIGN)
        client = sign_in(people.admin)
        assert [c.header for c in client.get(columns(batch), {"row": "2"}).context["columns"]][1] == "Ratifier la Convention"
        assert "Row 40 is empty" in client.get(columns(batch), {"row": "40"}).content.decode()
        assert client.get(columns(batch), {"row": "x"}).context["line"] == 1

    def test_what_was_said_is_chosen(self, people, sign_in):
        batch = read(people.admin, sheet({}))
        ImportBatch.objects.update(mapping={"Themes": "issues"})
        chosen = {column.header: field.initial for column, field in sign_in(people.admin).get(columns(batch)).context["form"].rows()}
        assert (chosen["Themes"], chosen["Text"]) == ("issues", "text")

    def test_a_file_that_was_decided_goes_back_to_its_page(self, people, sign_in):
        batch = bring_in(people.admin, sheet({}))
        assert sign_in(people.admin).get(columns(batch)).url == reverse("import", args=[batch.public_id])

    def test_markup_in_a_file_is_text(self, people, sign_in):
        batch = read(people.admin, b"<b>x</b>,y\n<script>alert(1)</script>,2\n")
        shown = sign_in(people.admin).get(columns(batch)).content.decode()
        assert "<script>alert" not in shown
        assert "<b>x" not in shown

    def test_as_many_queries_for_two_columns_as_for_thirty(self, people, sign_in):
        client = sign_in(people.admin)
        used = []
        for width in (2, 30):
            batch = read(people.admin, (",".join(f"k{n}" for n in range(width)) + "\n" + ",".join("v" * width) + "\n").encode())
            client.get(columns(batch))
            with CaptureQueriesContext(connection) as queries:
                assert len(client.get(columns(batch)).context["columns"]) == width
            used.append(len(queries))
        assert used[0] == used[1]


def test_this_state_is_guessed_though_it_is_fictional(people, sign_in):
    batch = read(people.admin, b"x,y,z\nNum,Was,Wo\n1,A text that is long enough to be one of them,Valmera\n")
    page = sign_in(people.admin).get(columns(batch), {"row": "2"})
    assert [column.guess for column in page.context["columns"]] == ["paragraph", "text", "states"]


class TestSubmit:
    def test_stores_and_reads(self, people, sign_in):
        batch = read(people.admin, FOREIGN)
        assert sign_in(people.admin).post(columns(batch), answers(SAID)).url == reverse("import", args=[batch.public_id])
        batch.refresh_from_db()
        assert (batch.state, batch.mapping, batch.job.kind) == (BatchState.READING, SAID, "import.read")

    def test_the_row_that_was_chosen_is_remembered(self, people, sign_in):
        batch = read(people.admin, b"x,y,z\nNum,Was,Wo\n1,Tun,Valmera\n")
        sign_in(people.admin).post(columns(batch), answers({"Num": "paragraph", "Was": "text", "Wo": "states"}, 2))
        assert HeaderMapping.objects.get().columns == ["Num", "Was", "Wo"]

    def test_without_a_text_the_error_stands_at_a_column(self, people, sign_in):
        batch = read(people.admin, FOREIGN)
        answer = sign_in(people.admin).post(columns(batch), answers({**SAID, "Texte": ""}))
        assert list(answer.context["form"].errors) == ["column_1"]
        assert "Say which column holds the text" in answer.content.decode()

    def test_a_field_twice_is_told_at_the_second(self, people, sign_in):
        batch = read(people.admin, FOREIGN)
        answer = sign_in(people.admin).post(columns(batch), answers({**SAID, "Remarque": "paragraph"}))
        assert list(answer.context["form"].errors) == ["column_4"]
        assert "“Nº” already has the meaning “Paragraph number”" in answer.content.decode()
        assert not HeaderMapping.objects.exists()

    def test_several_columns_of_themes_are_welcome(self, people, sign_in):
        batch = read(people.admin, FOREIGN)
        assert sign_in(people.admin).post(columns(batch), answers({**SAID, "Nº": "themes", "Remarque": "themes"})).status_code == 302


def test_the_preview_says_by_whose_word_it_was_read(people, sign_in):
    batch = read(people.admin, FOREIGN)
    client = sign_in(people.admin)
    client.post(columns(batch), answers(SAID))
    shown = client.get(reverse("import", args=[read(people.admin, FOREIGN).public_id])).content.decode()
    assert "The columns were read as Admin said on" in shown
    known = client.get(reverse("import", args=[read(people.admin, sheet({})).public_id])).content.decode()
    assert "The headers were known." in known
    assert "Change what the columns mean" in known
