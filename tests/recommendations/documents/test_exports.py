"""What stands in the files, read back with the programs that people read them with."""

import csv
import io
import json
import tracemalloc
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.utils.translation import override
from docx import Document
from openpyxl import load_workbook

from recommendations.models import Recommendation
from recommendations.queries.columns import chosen
from recommendations.queries.exports import FORMS, Wanted
from tests.factories import AssignmentFactory, ClusterMemberFactory, DocumentFactory, RecommendationFactory, TagFactory

pytestmark = pytest.mark.django_db
EVIL = ['=HYPERLINK("http://evil.example")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1"]


def made(form: str, people: Any, query: str = "", columns: str = "") -> bytes:
    file = BytesIO()
    FORMS[form].write(Wanted(people.secretariat, query, chosen(columns)), file)
    return file.getvalue()


@pytest.fixture
def two(people):
    document = DocumentFactory(symbol="A/HRC/59/15", published_on=date(2025, 2, 3))
    first = RecommendationFactory(document=document, paragraph="9", paragraph_key="00009", text="Réviser la loi", position="supported")
    second = RecommendationFactory(document=document, paragraph="10", paragraph_key="00010", text="Отменить закон", position="noted")
    for label in ("Women", "Courts"):
        TagFactory(recommendation=first, term__label=label)
    AssignmentFactory(recommendation=first, institution=people.ministry_of_health, due_on=date(2026, 5, 1))
    ClusterMemberFactory(recommendation=second, cluster__name="Law")
    return first, second


def test_an_excel_table_has_dates_filters_and_a_frozen_header(people, two):
    book = load_workbook(BytesIO(made("xlsx", people, columns="symbol,published_on,paragraph,text,themes,lead,due_on,cycle")))
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Document symbol", "Document date", "Paragraph", "Text", "Themes", "Lead institution", "Due date", "Cycle"]
    assert [[v.date() if hasattr(v, "date") else v for v in row] for row in rows[1:]] == [
        ["A/HRC/59/15", date(2025, 2, 3), "9", "Réviser la loi", "Courts\nWomen", "Health", date(2026, 5, 1), None],
        ["A/HRC/59/15", date(2025, 2, 3), "10", "Отменить закон", None, None, None, None],
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:H3")
    assert sheet.column_dimensions["D"].width > 70
    assert not sheet.sheet_view.rightToLeft


def test_the_second_sheet_says_what_the_table_is(people, two):
    sheet = load_workbook(BytesIO(made("xlsx", people, "position=noted&theme=nothing"))).worksheets[1]
    said = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert (said["From"], said["Recommendations"]) == ("National Mechanism for Human Rights, Valmera", "0")
    assert (said["Position"], said["Theme"]) == ("Noted", "nothing")


def test_an_arabic_table_begins_at_the_right(people, two):
    with override("ar"):
        assert load_workbook(BytesIO(made("xlsx", people))).worksheets[0].sheet_view.rightToLeft


@pytest.mark.parametrize("text", EVIL)
def test_no_text_becomes_a_formula(people, text):
    RecommendationFactory(text=text)
    [_head, [cell]] = load_workbook(BytesIO(made("xlsx", people, columns="text"))).worksheets[0].iter_rows()
    assert (cell.data_type, cell.value.strip()) == ("s", text.strip())
    [_head, [cell]] = csv.reader(io.StringIO(made("csv", people, columns="text").decode("utf-8-sig")))
    assert cell == f"'{text}"


def test_a_text_longer_than_a_cell_says_that_it_was_cut(people):
    RecommendationFactory(text="a" * 40_000)
    [_head, [cell]] = load_workbook(BytesIO(made("xlsx", people, columns="text"))).worksheets[0].iter_rows()
    assert (len(cell.value), cell.value[-5:]) == (32_767, "a […]")


def test_a_csv_says_that_it_is_utf8_and_keeps_lines(people, two):
    content = made("csv", people, columns="text,themes,due_on")
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))) == [
        ["Text", "Themes", "Due date"],
        ["Réviser la loi", "Courts\nWomen", "2026-05-01"],
        ["Отменить закон", "", ""],
    ]


def test_json_has_codes_and_stable_names_in_every_language(people, two):
    with override("fr"):
        found = json.loads(made("json", people, columns="paragraph,text,position,themes,due_on"))
    assert found == [
        {"id": str(two[0].public_id), "paragraph": "9", "text": "Réviser la loi", "position": "supported", "themes": ["Courts", "Women"],
         "due_on": "2026-05-01"},
        {"id": str(two[1].public_id), "paragraph": "10", "text": "Отменить закон", "position": "noted", "themes": [], "due_on": None},
    ]  # fmt: skip


def test_nothing_found_is_an_empty_list(people):
    assert json.loads(made("json", people)) == []


def test_word_by_document_names_what_was_chosen(people, two):
    word = Document(BytesIO(made("docx", people, columns="position,lead,themes")))
    said = [(p.style.name, p.text) for p in word.paragraphs]
    assert said[0] == ("Title", "Recommendations")
    assert said[2:] == [
        ("Normal", "Number: 2"),
        ("Heading 1", "A/HRC/59/15, Committee on the Elimination of Discrimination against Women"),
        ("Normal", "A/HRC/59/15, para. 9  Réviser la loi"),
        ("Normal", "Position: Supported · Lead institution: Health · Themes: Courts; Women"),
        ("Normal", "A/HRC/59/15, para. 10  Отменить закон"),
        ("Normal", "Position: Noted"),
    ]
    assert word.sections[0].footer.paragraphs[0]._p.xpath(".//w:fldSimple/@w:instr") == ["PAGE"]


def test_word_by_cluster_begins_with_clusters(people, two):
    word = Document(BytesIO(made("docx_clusters", people)))
    assert [p.text for p in word.paragraphs if p.style.name == "Heading 1"] == ["Law", "In no cluster"]


def test_best_hits_stand_in_one_row_without_headings(people, two):
    word = Document(BytesIO(made("docx", people, "q=loi OR закон")))
    assert not [p for p in word.paragraphs if p.style.name == "Heading 1"]
    assert [p.text for p in word.paragraphs if p.text.startswith("Search")] == ["Search: loi OR закон"]


def test_an_arabic_word_file_reads_from_right_to_left(people, two):
    RecommendationFactory(text="تعزيز A/HRC/1/2 القانون")
    with override("ar"):
        word = Document(BytesIO(made("docx", people)))
    assert all(p._p.xpath("./w:pPr/w:bidi") for p in word.paragraphs)
    [line] = [p for p in word.paragraphs if "تعزيز" in p.text]
    assert [(run.text.strip(), bool(run.font.rtl)) for run in line.runs][-3:] == [("تعزيز", True), ("A/HRC/1/2", False), ("القانون", True)]


def test_markup_in_a_text_stays_text(people):
    RecommendationFactory(text="<w:p> & </w:p>\x0b ]]> end")
    assert "<w:p> & </w:p> ]]> end" in [p.text.split("  ", 1)[-1] for p in Document(BytesIO(made("docx", people))).paragraphs]


@pytest.mark.parametrize("form", ["xlsx", "csv", "json", "docx"])
def test_all_of_the_result_in_flat_memory(people, form, monkeypatch):
    """Ten times the rows take little more memory at their peak: a chunk is what is held at once, and rows that wait for the collector."""
    monkeypatch.setattr("recommendations.queries.columns.CHUNK", 50)
    document = DocumentFactory()

    def peak(rows: int) -> int:
        have = Recommendation.objects.count()
        batch = RecommendationFactory.build_batch(rows - have, document=document, text="Long words. " * 100)
        Recommendation.objects.bulk_create(batch)
        tracemalloc.start()
        with open("/dev/null", "r+b") if form in ("csv", "json") else BytesIO() as file:
            FORMS[form].write(Wanted(people.secretariat, "", chosen("text,status")), file)
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(60)
    assert peak(1000) < 2.5 * peak_of(peak, 100)


def peak_of(peak: Any, rows: int) -> int:
    Recommendation.objects.filter(pk__in=Recommendation.objects.values("pk")[rows:]).delete()
    return peak(rows)
