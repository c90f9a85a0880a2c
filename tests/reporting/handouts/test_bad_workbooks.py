"""Workbooks that are wrong: refused with what to do, or taken as far as they are right, with a list of what was not taken."""

import zipfile
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import Workbook

from recommendations.enums import Status
from reporting.handouts import reading
from reporting.models import Handout, Return, Update
from tests.factories import AssignmentFactory
from tests.reporting.handouts.made import FIRST, cell, content, download, fill, place, row_of, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignments(people):
    return [AssignmentFactory(institution=people.ministry_of_health) for _ in range(2)]


@pytest.fixture
def client(people, sign_in):
    return sign_in(people.health)


@pytest.fixture
def book(client, people, assignments):
    return download(client, people.ministry_of_health)


def refusal(answer) -> str:
    """Why the whole file was refused; nothing of it is kept."""
    assert answer.status_code == 200
    assert not Return.objects.exists()
    return " ".join(answer.context["form"].errors["file"])


def read(client, book):
    answer = upload(client, book)
    assert answer.status_code == 302, answer.context["form"].errors
    return client.get(answer.url)


def told(page) -> list[tuple[str, str, str]]:
    """(sheet, cell or row, code) of everything to mend."""
    rows = [problem for _row, found, _changes in page.context["wrong"] for problem in found]
    return [(problem["sheet"], problem["place"], problem["code"]) for problem in [*rows, *page.context["problems"]]]


def save(client, page):
    client.post(reverse("workbook", args=[page.context["brought"].public_id]), {"seen": page.context["comparison"].mark, "save": ""})


class TestRefused:
    def test_of_another_institution(self, book, people, sign_in):
        assert "an institution in which you hold no post" in refusal(upload(sign_in(people.justice), book))

    def test_another_file_altogether(self, client):
        other = Workbook()
        other.active.append(["Text", "Status"])
        assert "not a workbook that was downloaded here" in refusal(upload(client, other))

    @pytest.mark.parametrize("change", ["x", ""])
    def test_a_forged_mark(self, client, book, change):
        mark = book.worksheets[0]["A1"]
        mark.value = mark.value[:-3] + change
        assert "mark of the workbook was changed" in refusal(upload(client, book))

    def test_the_mark_of_a_handout_that_never_was(self, client, book):
        Handout.objects.all().delete()
        assert "mark of the workbook was changed" in refusal(upload(client, book))

    def test_the_hidden_row_is_gone(self, client, book):
        book.worksheets[0].delete_rows(1)
        assert "hidden first row is gone" in refusal(upload(client, book))

    def test_all_columns_to_fill_in_are_gone(self, client, book):
        book.worksheets[0].delete_cols(place(book, "status"), 20)
        assert "None of the columns to be filled in" in refusal(upload(client, book))

    def test_all_rows_are_gone(self, client, book):
        book.worksheets[0].delete_rows(FIRST, 10)
        assert "none of the rows that were given out" in refusal(upload(client, book))

    @pytest.mark.parametrize(
        ("raw", "name", "said"),
        [
            (b"", "empty.xlsx", "empty"),
            (b"PK\x03\x04 broken", "broken.xlsx", "damaged"),
            (b"%PDF-1.4", "letter.xlsx", "PDF"),
            (b"a,b\n1,2\n", "table.csv", "not an Excel workbook"),
            (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old.xls", "damaged"),
        ],
    )
    def test_what_is_no_workbook(self, client, raw, name, said):
        assert said in refusal(upload(client, raw, name))

    def test_one_that_unpacks_to_far_more(self, client, book):
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, zipfile.ZipFile(BytesIO(content(book))) as good:
            for name in good.namelist():
                archive.writestr(name, good.read(name))
            archive.writestr("xl/media/image1.png", bytes(reading.LIMITS.unpacked_bytes + 1))
        assert "would unfold to more than 200 MB" in refusal(upload(client, packed.getvalue()))

    def test_one_too_large(self, client, monkeypatch, book):
        from dataclasses import replace

        monkeypatch.setattr(reading, "LIMITS", replace(reading.LIMITS, file_bytes=1000, json_bytes=1000))
        assert "larger than" in refusal(upload(client, book))


class TestPartlyTaken:
    def test_a_cell_that_is_wrong_keeps_its_row_out(self, client, book, assignments):
        first, second = assignments
        fill(book, first, status="Finished", text="Done.", links="example")
        fill(book, second, text="All right.")
        page = read(client, book)
        line = row_of(book, first)
        assert told(page) == [("Your answers", f"H{line}", "status_unknown"), ("Your answers", f"M{line}", "link_unreadable")]
        words = unescape(page.content.decode())
        assert "“Finished” is not a status that can be chosen. Choose one from the list in the cell." in words
        save(client, page)
        assert list(Update.objects.values_list("assignment", "text")) == [(second.pk, "All right.")]

    def test_a_formula_is_never_taken(self, client, book, assignments):
        there = cell(book, assignments[0], "text")
        there.value, there.data_type = "=1+1", "f"
        page = read(client, book)
        assert told(page) == [("Your answers", f"I{there.row}", "formula")]
        assert page.context["comparison"].to_save == []

    def test_a_text_too_long(self, client, book, assignments):
        fill(book, assignments[0], text="x" * 20_001)
        page = read(client, book)
        assert told(page) == [("Your answers", f"I{row_of(book, assignments[0])}", "cell_too_long")]

    def test_columns_in_another_order(self, client, book, assignments):
        sheet = book.worksheets[0]
        fill(book, assignments[0], status="Planned", text="A bill.")
        rows = [[there.value for there in row] for row in sheet.iter_rows()]
        other = Workbook()
        for row in rows:
            other.active.append(list(reversed(row)))
        page = read(client, other)
        save(client, page)
        assert list(Update.objects.values_list("assignment", "status", "text")) == [(assignments[0].pk, Status.PLANNED, "A bill.")]

    def test_a_column_removed_leaves_what_is_saved(self, client, people, assignments):
        Update.objects.create(assignment=assignments[0], status=Status.PLANNED, text="A bill.", result="Ten.", author=people.health)
        book = download(client, people.ministry_of_health)
        book.worksheets[0].delete_cols(place(book, "result"))
        fill(book, assignments[0], text="A law.")
        page = read(client, book)
        assert [note["words"] for note in page.context["notes"]] == ["The column “Result” was removed. What is saved there stays as it is."]
        save(client, page)
        assert list(Update.objects.values_list("text", "result")) == [("A law.", "Ten.")]

    def test_rows_added_repeated_and_removed(self, client, book, assignments):
        first, second = assignments
        sheet = book.worksheets[0]
        fill(book, first, text="Mine.")
        sheet.delete_rows(row_of(book, second))
        again = [there.value for there in sheet[FIRST]]
        again[place(book, "text") - 1] = "Another."
        sheet.append(again)
        sheet.append([None] * (place(book, "text") - 1) + ["A row of my own."])
        forged = list(again)
        forged[0] = str(AssignmentFactory(institution=second.institution).public_id)
        sheet.append(forged)
        page = read(client, book)
        assert told(page) == [("Your answers", "4", "row_twice"), ("Your answers", "5", "row_added"), ("Your answers", "6", "row_added")]
        assert [note["words"] for note in page.context["notes"]] == ["Rows were removed (1). What is saved there stays as it is."]
        save(client, page)
        assert list(Update.objects.values_list("assignment", "text")) == [(first.pk, "Mine.")]

    def test_cells_moved_to_another_row(self, client, book, assignments):
        first, second = assignments
        fill(book, first, text="Mine.")
        cell(book, first, "reference").value = second.recommendation.reference
        page = read(client, book)
        assert told(page) == [("Your answers", str(row_of(book, first)), "row_mixed")]
        assert page.context["comparison"].to_save == []

    def test_control_characters_are_left_out(self, client, book, assignments):
        fill(book, assignments[0], text="A law_x000D_\nwas passed. ")
        save(client, read(client, book))
        assert Update.objects.get().text == "A law\nwas passed."


def test_the_workbook_has_no_live_formula(client, people, assignments):
    assignments[0].recommendation.text = '=HYPERLINK("http://example.org")'
    assignments[0].recommendation.save()
    book = download(client, people.ministry_of_health)
    assert {there.data_type for sheet in book.worksheets for row in sheet.iter_rows() for there in row} == {"s", "n"}
