import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
from django.utils.translation import override
from docx import Document
from docx.oxml.ns import qn

from reporting.documents.draft import report_docx
from reporting.enums import ReportKind
from reporting.models import Report
from reporting.operations.reports import build_report, start_report
from reporting.queries.reports import draft
from tests.factories import AssignmentFactory, ClusterFactory, ClusterMemberFactory, DocumentFactory, RecommendationFactory
from tests.reporting.made import approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    return DocumentFactory(symbol="CEDAW/C/XVM/CO/8")


def build(people, document, title="Ninth report of Valmera"):
    report = start_report(by=people.secretariat, title=title, mechanism=document.mechanism, kind=ReportKind.PERIODIC, word_limit=21_200)
    return build_report(by=people.secretariat, report=report)


def told(people, document, text, paragraph="9"):
    recommendation = RecommendationFactory(document=document, paragraph=paragraph)
    approved(AssignmentFactory(recommendation=recommendation, institution=people.ministry_of_health), people.health, text)
    return recommendation


def word_of(report):
    return Document(io.BytesIO(report_docx(draft(report))))


def texts(word, style):
    return [p.text for p in word.paragraphs if p.style.name == style]


def test_paragraphs_are_numbered_by_word_under_their_headings_and_each_cites(people, document):
    ClusterMemberFactory(cluster=ClusterFactory(name="Water"), recommendation=told(people, document, "Wells were dug.", "9"))
    told(people, document, "A law was passed.", "10 (a)")
    word = word_of(build(people, document))
    assert texts(word, "Title") == ["Ninth report of Valmera"]
    assert texts(word, "Heading 1") == ["Water", "Other recommendations"]
    assert texts(word, "List Number") == [
        "In response to paragraph 9 of CEDAW/C/XVM/CO/8 (Health): Wells were dug.",
        "In response to paragraph 10 (a) of CEDAW/C/XVM/CO/8 (Health): A law was passed.",
    ]
    assert word.styles["List Number"].element.pPr.numPr is not None  # a real list of Word's
    assert word.tables == []  # nothing is missing, so no annex


def test_the_front_says_whose_it_is_its_date_and_its_words(people, document):
    told(people, document, "Wells were dug.")
    report = build(people, document)
    Report.objects.update(built_at=datetime(2026, 11, 23, 9, tzinfo=UTC))
    report.refresh_from_db()
    words = 2 + 8 + 3  # "Other recommendations", the citation, "Wells were dug."
    assert texts(word_of(report), "Normal") == [
        "[Symbol, given by the United Nations or the regional body]",
        "Distr.: draft, not for circulation",
        "Committee on the Elimination of Discrimination against Women",
        "Valmera",
        "Draft built on 23 Nov 2026 from the updates approved until then.",
        f"{words} words of 21,200. This page and the annex are not counted.",
    ]


def test_gaps_stand_in_an_annex_with_whom_to_ask_and_a_section_of_gaps_has_no_heading(people, document):
    told(people, document, "Wells were dug.", "9")
    gap = RecommendationFactory(document=document, paragraph="10", text="Ratify the Protocol.")
    ClusterMemberFactory(cluster=ClusterFactory(name="Empty so far"), recommendation=gap)
    AssignmentFactory(recommendation=gap, institution=people.ministry_of_health)
    AssignmentFactory(recommendation=gap, institution=people.ministry_of_justice, role="supporting")
    RecommendationFactory(document=document, paragraph="11", text="Publish figures.")
    word = word_of(build(people, document))
    assert texts(word, "Heading 1") == ["Other recommendations", "Annex: recommendations without an approved update"]
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows] == [
        ["Recommendation", "Text", "Institutions to ask"],
        ["CEDAW/C/XVM/CO/8, para. 10", "Ratify the Protocol.", "Health\nJustice"],
        ["CEDAW/C/XVM/CO/8, para. 11", "Publish figures.", "Not assigned yet"],
    ]


def test_lines_of_an_update_stay_one_numbered_paragraph(people, document):
    told(people, document, "Two things were done.\r\n\r\nWells were dug.\nPipes were laid.")
    word = word_of(build(people, document))
    assert len(texts(word, "List Number")) == 1
    assert texts(word, "List Continue") == ["Wells were dug.", "Pipes were laid."]


def test_what_people_wrote_stays_text(people, document):
    """No field, no markup, no template tag, and no character that XML can't hold."""
    nasty = "=1+1 { HYPERLINK \"http://example.org\" } {{ 7*7 }} <w:fldSimple w:instr='AUTHOR'/> & a\x01b\x0bc\ufffe"
    told(people, document, nasty)
    report = build(people, document, title="Report <b> & {{ 7*7 }}\x02")
    assert texts(word_of(report), "List Number")[0].endswith(
        "=1+1 { HYPERLINK \"http://example.org\" } {{ 7*7 }} <w:fldSimple w:instr='AUTHOR'/> & abc"
    )
    assert texts(word_of(report), "Title") == ["Report <b> & {{ 7*7 }}"]
    body = zipfile.ZipFile(io.BytesIO(report_docx(draft(report)))).read("word/document.xml").decode()
    assert not re.search("<w:(fldSimple|instrText|fldChar|hyperlink)", body)


def test_the_file_says_its_title_and_language_and_not_which_program_made_it(people, document):
    told(people, document, "Wells were dug.")
    properties = word_of(build(people, document)).core_properties
    assert (properties.title, properties.language, properties.comments, "python" in properties.author.lower()) == (
        "Ninth report of Valmera", "en", "", False,
    )  # fmt: skip


def test_in_arabic_everything_begins_at_the_right_and_symbols_stay_whole(people, document):
    told(people, document, "حُفرت الآبار.")
    RecommendationFactory(document=document, paragraph="10")
    report = build(people, document)
    with override("ar"):
        word = word_of(report)
    paragraphs = list(word.element.iter(qn("w:p")))
    assert len(paragraphs) > 8
    assert all(p.pPr.find(qn("w:bidi")) is not None for p in paragraphs)
    assert word.tables[0]._tbl.tblPr.find(qn("w:bidiVisual")) is not None
    assert word.sections[0]._sectPr.find(qn("w:bidi")) is not None
    assert word.core_properties.language == "ar"
    numbered = next(p for p in word.paragraphs if p.style.name == "List Number")
    runs = [(run.text, bool(run.font.rtl)) for run in numbered.runs]
    assert runs == [("In response to paragraph 9 of CEDAW/C/XVM/CO/8 (Health): ", False), ("حُفرت الآبار.", True)]


def test_in_english_nothing_begins_at_the_right(people, document):
    told(people, document, "Wells were dug.")
    assert not list(word_of(build(people, document)).element.iter(qn("w:bidi")))


def test_no_property_stands_twice_in_a_style(people, document):
    """Word calls such a file damaged."""
    told(people, document, "Wells were dug.")
    word = word_of(build(people, document))
    for properties in word.styles.element.iter(qn("w:rPr"), qn("w:pPr")):
        tags = [child.tag for child in properties]
        assert len(tags) == len(set(tags))
    heading = word.styles["Heading 1"].element.rPr
    assert [child.get(qn("w:val")) for child in heading.findall(qn("w:szCs"))] == ["26"]
