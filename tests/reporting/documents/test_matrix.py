"""OHCHR's list, written and read back by the importer's own reader."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from docx import Document
from openpyxl import load_workbook

from recommendations.importing.readers.ohchr_list import open_list
from recommendations.importing.rows import Row
from recommendations.models import Recommendation
from recommendations.queries.columns import chosen
from recommendations.queries.exports import FORMS, Wanted
from tests.factories import AssignmentFactory, DocumentFactory, MechanismFactory, RecommendationFactory, StateFactory, TagFactory, UpdateFactory
from tests.recommendations.bringing import bring_in, counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def outcome():
    mechanism = MechanismFactory(code="UPR", name="Universal Periodic Review", kind="upr")
    return DocumentFactory(mechanism=mechanism, symbol="A/HRC/59/15", session="48", cycle=4)


@pytest.fixture
def two(outcome):
    first = RecommendationFactory(
        document=outcome, paragraph="140.7", paragraph_key="00140.00007", text="Ratify the Convention", position="supported",
        position_source="A/HRC/59/15/Add.1 - Para.3",
    )  # fmt: skip
    first.recommending_states.set([StateFactory(code="IRN", name="Iran (Islamic Republic of)"), StateFactory(code="KEN", name="Kenya")])
    for kind, label in [("theme", "Right to health"), ("theme", "Education"), ("affected_persons", "Children"), ("sdg", "SDG 4"), ("sdg", "16.3")]:
        TagFactory(recommendation=first, term__kind=kind, term__label=label)
    return first, RecommendationFactory(document=outcome, paragraph="140.8", paragraph_key="00140.00008", text="Close the prison")


def made(people: Any, form: str = "matrix_docx", query: str = "") -> bytes:
    file = BytesIO()
    FORMS[form].write(Wanted(people.cso, query, chosen("")), file)
    return file.getvalue()


def read(content: bytes, tmp_path: Path) -> dict[str, Row]:
    path = tmp_path / "list.docx"
    path.write_bytes(content)
    return {item.paragraph: item for item in open_list(path).rows if isinstance(item, Row)}


def test_our_own_reader_reads_it_back(people, two, tmp_path):
    first = two[0]
    UpdateFactory(approved=True, assignment__recommendation=first, assignment__institution__name="Ministry of Health", text="A law was\npassed.")
    rows = read(made(people), tmp_path)
    assert set(rows) == {"140.7", "140.8"}
    row = rows["140.7"]
    assert (row.text, row.position, row.position_source) == ("Ratify the Convention", "supported", "A/HRC/59/15/Add.1 - Para.3")
    assert (row.symbol, row.session, row.cycle) == ("A/HRC/59/15", "48", 4)
    assert row.recommending_states == ("Iran (Islamic Republic of)", "Kenya")
    assert (row.themes, row.affected_persons, row.sdgs) == (("Education", "Right to health"), ("Children",), ("4", "16.3"))
    assert row.extra["Assessment"] == "Ministry of Health (Under way): A law was passed."
    assert row.extra["Theme heading"] == "Education"
    bare = rows["140.8"]
    assert (bare.text, bare.position, bare.themes, bare.recommending_states) == ("Close the prison", "", (), ())
    assert "Assessment" not in bare.extra


def test_importing_it_again_makes_nothing_new(people, two):
    batch = bring_in(people.admin, made(people), name="list.docx")
    assert batch.format == "ohchr_list"
    assert (batch.created, batch.rejected, batch.rows) == (0, 0, 2), counts(batch)
    assert Recommendation.objects.count() == 2


def test_only_approved_updates_are_in_it(people, two):
    """What waits, was sent back or is a draft stays out of every form, for everybody."""
    first = two[0]
    for trait, text in [("approved", "Open to all."), ("handed_in", "Waits."), ("sent_back", "Went back."), ("", "A draft.")]:
        role = "lead" if trait == "approved" else "supporting"
        assignment = AssignmentFactory(recommendation=first, institution__name=f"Ministry ({text})", role=role)
        UpdateFactory(assignment=assignment, text=text, **({trait: True} if trait else {}))
    for form in FORMS:
        file = BytesIO()
        FORMS[form].write(Wanted(people.secretariat, "", chosen("text,assessment")), file)
        said = shown(form, file)
        assert "Open to all." in said, form
        assert not [text for text in ("Waits.", "Went back.", "A draft.") if text in said], form


def shown(form: str, file: BytesIO) -> str:
    if form.endswith("docx") or form == "docx_clusters":
        word = Document(file)
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        return " ".join([*(p.text for p in word.paragraphs), *cells])
    if form.endswith("xlsx"):
        return " ".join(str(cell.value) for sheet in load_workbook(file).worksheets for row in sheet.iter_rows() for cell in row)
    return json.dumps(json.loads(file.getvalue())) if form == "json" else file.getvalue().decode()


def test_the_latest_approved_one_of_each_institution_the_lead_first(people, two):
    lead = AssignmentFactory(recommendation=two[0], institution__name="Youth")
    UpdateFactory(approved=True, assignment=lead, text="Old.")
    UpdateFactory(approved=True, assignment=lead, text="New.", status="implemented")
    UpdateFactory(approved=True, assignment__recommendation=two[0], assignment__role="supporting", assignment__institution__name="Army", text="Too.")
    [table] = Document(BytesIO(made(people))).tables
    [cells] = [[cell.text for cell in row.cells] for row in table.rows if "140.7" in row.cells[0].text]
    assert cells[-1] == "Youth (Implemented): New.\nArmy (Under way): Too."


def test_it_looks_as_ohchr_sends_it_whatever_the_language(people, two):
    with override("ar"):
        word = Document(BytesIO(made(people)))
    assert word.sections[0].header.paragraphs[0].text == "UPR of Valmera (4th Cycle - 48th Session): Thematic list of recommendations"
    assert word.sections[0].page_width > word.sections[0].page_height
    [table] = word.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0][0] == "Recommendation and recommending State"
    assert rows[0][-1] == "Assessment/comments on level of implementation"
    assert [len(row._tr.tc_lst) for row in table.rows] == [5, 5, 1, 5]
    assert rows[1][:2] == ["140.8 Close the prison\nSource of Position: A/HRC/59/15", "-"]
    assert rows[2][0] == "Theme: Education"
    assert not table._tbl.xpath("./w:tblPr/w:bidiVisual")


def test_headings_of_the_source_are_kept(people, outcome):
    one = RecommendationFactory(document=outcome, source={"Theme heading": "A12 Acceptance"})
    TagFactory(recommendation=one, term__label="Ratification")
    assert [row.cells[0].text for row in Document(BytesIO(made(people))).tables[0].rows][1] == "Theme: A12 Acceptance"


def test_a_whole_number_is_read_back_as_one(people, tmp_path):
    RecommendationFactory(paragraph="49", text="The State should act", document__symbol="")
    RecommendationFactory(paragraph="12 (a)", text="Adopt the law", kind="recommendation")
    rows = read(made(people), tmp_path)
    assert {number: row.text for number, row in rows.items()} == {"49": "The State should act", "12 (a)": "Adopt the law"}


def test_the_table_has_the_same_columns(people, two):
    UpdateFactory(approved=True, assignment__recommendation=two[0], assignment__institution__name="Ministry", text="=A1")
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(made(people, "matrix_xlsx"))).worksheets[0].iter_rows()]
    assert rows[0][-1] == "Assessment/comments on level of implementation"
    assert rows[2] == [
        "A/HRC/59/15", "140.7", "Ratify the Convention", "Iran (Islamic Republic of)\nKenya", "Supported", "A/HRC/59/15/Add.1 - Para.3",
        "Education\nRight to health", "Children", "SDG 4\n16.3", "Ministry (Under way): =A1",
    ]  # fmt: skip


def test_its_name_says_what_it_is(people, sign_in, two):
    answer = sign_in(people.nhri).get("/recommendations/export/file/?format=matrix_docx&document=A/HRC/59/15")
    assert 'filename="thematic-list-of-recommendations-valmera-ahrc5915-20' in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_observations_are_not_in_it(people, two, tmp_path):
    RecommendationFactory(kind="observation", paragraph="3")
    assert set(read(made(people, query="kind=all"), tmp_path)) == {"140.7", "140.8"}
