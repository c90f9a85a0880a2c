"""Empty workbook and rejected rows: downloaded, filled in or corrected, imported."""

import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils.translation import override

from recommendations.models import HeaderMapping, Recommendation
from tests.factories import TermFactory
from tests.recommendations.bringing import bring_in, counts, read, sheet
from tests.recommendations.operations.test_mapping import FOREIGN, SAID

pytestmark = pytest.mark.django_db


def download(client, name, *args) -> openpyxl.Workbook:
    answer = client.get(reverse(name, args=args))
    assert answer["Content-Disposition"].startswith("attachment;")
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def as_bytes(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class TestTemplate:
    def test_filled_in_it_imports(self, people, sign_in):
        book = download(sign_in(people.admin), "import_template")
        page = book.worksheets[0]
        place = {cell.value: cell.column for cell in page[1]}
        filled = {"Text": "End child marriage", "Mechanism": "CEDAW", "Paragraph": "140.10", "Date": "2024-03-01", "Themes": "Children; Marriage"}
        for header, value in filled.items():
            page.cell(2, place[header]).value = value
        batch = bring_in(people.admin, as_bytes(book), name="filled.xlsx")
        assert counts(batch) == (1, 0, 0, 0, 0)
        assert [note["code"] for note in batch.notes if note["code"] == "column_unknown"] == []
        one = Recommendation.objects.get()
        assert (one.text, one.paragraph, one.document.state_id) == ("End child marriage", "140.10", "XVM")
        assert set(one.terms.values_list("label", flat=True)) == {"Children", "Marriage"}

    def test_notes_lists_and_numbers_as_text(self, people, sign_in):
        TermFactory(kind="theme", label="=Prisons")
        book = download(sign_in(people.admin), "import_template")
        page = book.worksheets[0]
        assert all(cell.comment and cell.comment.text for cell in page[1])
        assert page["E2"].number_format == "@"
        assert book["Lists"].sheet_state == "hidden"
        offered = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
        assert offered["J2:J2000"] == "Lists!$D$1:$D$1"
        assert (book["Lists"]["D1"].value, book["Lists"]["D1"].data_type) == ("=Prisons", "s")


class TestRejected:
    ROWS = ({}, {"State": "Atlantis", "Paragraph": "13", "Text": "=1+1 is what they ask", "Notes": "ours"}, {"Text": "", "Paragraph": "14"})

    def test_refused_downloaded_corrected_imported(self, people, sign_in):
        content = sheet(*self.ROWS)
        batch = read(people.admin, content)
        assert counts(batch) == (1, 0, 0, 2, 0)
        client = sign_in(people.admin)
        assert reverse("import_rejected", args=[batch.public_id]) in client.get(reverse("import", args=[batch.public_id])).content.decode()
        book = download(client, "import_rejected", batch.public_id)
        page = book.active
        headers = [cell.value for cell in page[1]]
        assert headers == [*content.decode().splitlines()[0].split(","), "NMIRF: What is wrong"]
        text, wrong = headers.index("Text") + 1, len(headers)
        assert [page.cell(line, wrong).value for line in (2, 3)] == [
            "State: “Atlantis” is not a State that is known.",
            "Text: The text of the recommendation is missing.",
        ]
        assert page.max_row == 3
        assert (page.cell(2, text).value, page.cell(2, text).data_type) == ("=1+1 is what they ask", "s")
        page.cell(2, headers.index("State") + 1).value = "Valmera"
        page.cell(2, text).value = "Do it"
        page.cell(3, text).value = "Do more"
        again = bring_in(people.admin, as_bytes(book), name="corrected.xlsx")
        assert counts(again) == (2, 0, 0, 0, 0)
        assert again.notes == []
        assert dict(Recommendation.objects.values_list("text", "paragraph")) == {"Do it": "13", "Do more": "14"}
        assert Recommendation.objects.get(text="Do it").source == {"Notes": "ours"}

    def test_a_row_for_each_state_comes_home_as_it_was(self, people, sign_in):
        lines = ["State,Mechanism,Paragraph,Text,Recommending State,Notes"]
        lines += [
            "Atlantis,UPR,12,End it,France,n",
            "Atlantis,UPR,13,End it,France,n",
            "Atlantis,UPR,12,End it,Peru,n",
            "Atlantis,UPR,12,End it,Kenya,n",
        ]
        batch = read(people.admin, "\n".join([*lines, "Valmera,UPR,14,Taken,Peru,n", "Valmera,UPR,14,Taken,Kenya,n"]).encode())
        assert counts(batch) == (1, 0, 0, 2, 0)
        page = download(sign_in(people.admin), "import_rejected", batch.public_id).active
        headers = [cell.value for cell in page[1]]
        states, wrong = headers.index("Recommending State"), headers.index("NMIRF: What is wrong")
        rows = list(page.iter_rows(min_row=2, values_only=True))
        assert [row[states] for row in rows] == ["France", "France", "Peru", "Kenya"]
        assert {row[wrong] for row in rows} == {"State: “Atlantis” is not a State that is known."}

    def test_the_mapping_is_remembered_for_it_in_another_language_too(self, people, sign_in):
        read(people.admin, FOREIGN)
        from recommendations.importing.mapping import key_of

        HeaderMapping.objects.create(key=key_of(list(SAID)), columns=list(SAID), mapping=SAID, changed_by=people.admin)
        batch = read(people.admin, FOREIGN.replace(b"Kenya", b"Atlantis"))
        with override("fr"):
            book = download(sign_in(people.admin), "import_rejected", batch.public_id)
        book.active.cell(2, 3).value = "Valmera"
        assert counts(read(people.admin, as_bytes(book), name="corrected.xlsx")) == (1, 0, 0, 0, 0)

    def test_of_json_in_the_columns_of_the_template(self, people, sign_in, tmp_path):
        from tests.recommendations.importing.files import uhri_object, write_json

        path = write_json(tmp_path / "a.json", [uhri_object(1), uhri_object(2, Countries=["Atlantis"])])
        batch = read(people.admin, path.read_bytes(), name="a.json", country="WSM")
        assert batch.rejected == 1
        book = download(sign_in(people.admin), "import_rejected", batch.public_id)
        book.active.cell(2, 1).value = "Samoa"
        again = bring_in(people.admin, as_bytes(book), name="corrected.xlsx", country="WSM")
        assert counts(again) == (1, 0, 0, 0, 0)
        assert "measure 2" in Recommendation.objects.get().text

    def test_nothing_was_rejected(self, people, sign_in):
        batch = read(people.admin, sheet({}))
        answer = sign_in(people.admin).get(reverse("import_rejected", args=[batch.public_id]), follow=True)
        assert "No row of this file was rejected." in answer.content.decode()
