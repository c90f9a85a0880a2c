"""Concluding observations about Valmera, in Word and as a PDF, through the child process."""

from datetime import date

import pytest

from recommendations.importing.guard import Limits
from recommendations.importing.readers.concluding_observations import classify, theme_words
from recommendations.importing.reading import read
from recommendations.importing.rows import FileRefused, Problem, Row
from tests.recommendations.importing.issued import (
    BODY,
    SYMBOL,
    H,
    P,
    Set,
    locked_pdf,
    numbered_by_word,
    observations_docx,
    observations_pdf,
    scanned_pdf,
    write_pdf,
)

TORTURE = "Principal subjects of concern and recommendations > Definition of torture"
PRISONS = (
    "Principal subjects of concern and recommendations > "
    "Fundamental legal safeguards and conditions of detention in police stations and in the prisons of the northern provinces"
)
URGES = "The Committee urges the State party to: "


def take(path, **limits):
    with read(path, limits=Limits(**limits)) as reading:
        items = list(reading)
    return reading, [i for i in items if isinstance(i, Row)], [i for i in items if isinstance(i, Problem)]


def refusal(path, **limits):
    with pytest.raises(FileRefused) as refused:
        take(path, **limits)
    return refused.value.code


@pytest.fixture(params=["docx", "pdf"])
def issued(request, tmp_path):
    """The same document in either form."""
    path = tmp_path / f"observations.{request.param}"
    return observations_docx(path) if request.param == "docx" else observations_pdf(path)


class TestParagraphs:
    def test_what_becomes_of_each(self, issued):
        reading, rows, problems = take(issued)
        assert (reading.format, problems) == ("observations", [])
        assert [(r.paragraph, r.kind, r.is_left_out, r.is_follow_up) for r in rows] == [
            ("1", "observation", True, False),
            ("2", "observation", False, False),
            ("3", "observation", False, False),
            ("4", "recommendation", False, True),
            ("5", "observation", False, False),
            ("6 (a)", "recommendation", False, True),
            ("6 (b)", "recommendation", False, False),
            ("6 (c)", "recommendation", False, True),
            ("7", "observation", True, False),
            ("8", "observation", True, False),
            ("9", "observation", True, False),
        ]

    def test_each_text_is_whole(self, issued):
        texts = {row.paragraph: row.text for row in take(issued)[1]}
        assert texts["6 (a)"] == URGES + "Ensure that every detained person can see a lawyer at once."
        assert texts["6 (b)"] == (
            URGES + "Reduce overcrowding, in particular by: (i) Using measures other than detention; (ii) Renovating the prisons of Ostrava Bay."
        )
        assert texts["6 (c)"] == URGES + "Train all police officers, as paragraph 12. of the Istanbul Protocol asks."
        assert (
            texts["5"] == "The Committee is concerned about: (a) The absence of lawyers in the first hours of detention; (b) Overcrowding in prisons."
        )

    def test_the_original_text_is_kept_in_its_order(self, issued):
        """Words divided at a line's end, page headers, footnotes and their marks leave no trace."""
        whole = " ".join(row.original for row in take(issued)[1])
        assert whole == " ".join(text for kind, text in BODY if kind == P)

    def test_headings(self, issued):
        headings = {row.paragraph: row.heading for row in take(issued)[1]}
        assert (headings["1"], headings["4"], headings["5"], headings["6 (c)"]) == ("Introduction", TORTURE, PRISONS, PRISONS)

    def test_what_the_document_says_about_itself(self, issued):
        reading, rows, _problems = take(issued)
        about = reading.about
        assert {name: about[name] for name in ("title", "symbol", "mechanism", "state", "published_on", "adopted_on")} == {
            "title": "Concluding observations on the fifth periodic report of Valmera",
            "symbol": SYMBOL,
            "mechanism": "CAT",
            "state": "Valmera",
            "published_on": "2025-06-04",
            "adopted_on": "2025-05-14",
        }
        assert (about["next_report"]["due_on"], about["next_report"]["paragraph"]) == ("2029-05-14", "9")
        follow_up = about["follow_up"]
        assert (follow_up["due_on"], follow_up["paragraph"], follow_up["paragraphs"]) == ("2026-05-14", "7", ["4", "6 (a)", "6 (c)"])
        assert {(r.mechanism, r.symbol, r.states, r.published_on) for r in rows} == {("CAT", SYMBOL, ("Valmera",), date(2025, 6, 4))}

    def test_the_session_stands_in_a_note(self, tmp_path):
        assert take(observations_docx(tmp_path / "a.docx"))[0].about["session"] == "82"

    def test_numbers_that_word_counts(self, tmp_path):
        rows = take(numbered_by_word(tmp_path / "a.docx"))[1]
        assert [(row.paragraph, row.kind, row.text) for row in rows] == [
            ("1", "observation", "The Committee welcomes the Act on the Ombudsperson."),
            ("2", "recommendation", "The State party should amend its Criminal Code."),
        ]

    def test_a_missing_number_and_a_mark_that_leads_nowhere_are_told(self, tmp_path):
        body = (*BODY[:6], (P, "6. The State party should act."), BODY[-3], BODY[-2], BODY[-1])
        marks = [(kind, text.replace("6 (a) and (c)", "5")) for kind, text in body]
        marks.insert(
            -3, (P, "7. The Committee requests the State party to provide, within two years, information on the recommendations in paragraph 33.")
        )
        problems = take(observations_docx(tmp_path / "a.docx", body=tuple(marks)))[2]
        assert [(p.line, p.code, p.params) for p in problems] == [
            (3, "paragraph_gap", {"before": "2", "after": "6"}),
            (0, "follow_up_not_found", {"paragraph": "33"}),
        ]


class TestClassify:
    @pytest.mark.parametrize(
        ("text", "kind", "doubt"),
        [
            ("The Committee recommends that the State party adopt a law.", "recommendation", ""),
            ("Recalling its previous recommendation, the Committee again strongly urges the State party to act.", "recommendation", ""),
            ("The State party should act.", "recommendation", ""),
            ("The Committee regrets that its previous recommendations were not implemented.", "observation", ""),
            ("The Committee welcomes that the new law encourages employers to hire women.", "observation", ""),
            ("The Committee is concerned that women are poor. It recommends that the State party act.", "recommendation", "kind_mixed"),
            ("Valmera has three provinces.", "observation", "kind_doubtful"),
        ],
    )
    def test_by_the_words(self, text, kind, doubt):
        assert classify(text) == (kind, doubt)

    @pytest.mark.parametrize("heading", ["Introduction", "Dissemination", "Follow-up", "Follow-up to the concluding observations", "Next report"])
    def test_formalities_by_their_heading(self, heading):
        assert classify("The Committee requests the State party to act.", (heading,)) == ("formality", "")

    def test_follow_up_of_something_else_is_none(self):
        assert classify("The State party should act.", ("Follow-up to allegations of ill-treatment",))[0] == "recommendation"

    def test_articles_are_no_theme(self):
        assert theme_words("Domestic violence (arts. 2, 12 (1) and 16)") == "Domestic violence"


class TestBadInput:
    def test_pages_that_are_pictures(self, tmp_path):
        assert refusal(scanned_pdf(tmp_path / "a.pdf")) == "pdf_no_text"

    def test_a_password(self, tmp_path):
        assert refusal(locked_pdf(tmp_path / "a.pdf")) == "password"

    def test_a_pdf_under_the_name_of_a_word_document(self, tmp_path):
        assert refusal(observations_pdf(tmp_path / "a.pdf").rename(tmp_path / "a.docx")) == "really_pdf"

    def test_a_word_document_under_the_name_of_a_pdf(self, tmp_path):
        assert refusal(observations_docx(tmp_path / "a.docx").rename(tmp_path / "a.pdf")) == "really_docx"

    def test_no_numbered_paragraphs(self, tmp_path):
        assert refusal(observations_docx(tmp_path / "a.docx", body=((H, "Torture"), (P, "The State party should act.")))) == "no_paragraphs"

    def test_another_language(self, tmp_path):
        text = "1. Le Comité recommande à l’État partie de prendre des mesures pour les femmes et de veiller au respect des droits dans le pays."
        assert refusal(observations_docx(tmp_path / "a.docx", body=((P, text),))) == "document_language"

    def test_something_else(self, tmp_path):
        page = [Set(f"Minutes of the meeting, item {n}: nothing was decided.", y=700 - 14 * n) for n in range(20)]
        assert refusal(write_pdf(tmp_path / "a.pdf", [page])) == "no_document"

    def test_cut_off_in_the_middle(self, tmp_path):
        path = observations_pdf(tmp_path / "a.pdf")
        path.write_bytes(path.read_bytes()[:300])
        assert refusal(path) == "file_damaged"

    def test_a_table_of_parts_that_leads_nowhere_is_mended(self, tmp_path):
        path = observations_pdf(tmp_path / "a.pdf")
        whole = path.read_bytes()
        path.write_bytes(whole[: whole.rindex(b"startxref")] + b"startxref\n7\n%%EOF\n")
        assert len(take(path)[1]) == 11

    def test_too_many_pages(self, tmp_path):
        assert refusal(observations_pdf(tmp_path / "a.pdf"), pdf_pages=1) == "pdf_pages"

    def test_too_many_characters(self, tmp_path):
        assert refusal(observations_pdf(tmp_path / "a.pdf"), pdf_characters=500) == "pdf_too_long"

    def test_a_bomb(self, tmp_path):
        import zlib

        path = observations_pdf(tmp_path / "a.pdf")
        packed = zlib.compress(b"0" * 4_000_000)
        path.write_bytes(path.read_bytes() + b"99 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream\nendobj\n")
        assert refusal(path, pdf_unpacked_bytes=3_000_000) == "bomb"

    def test_too_much_memory_ends_the_child_only(self, tmp_path):
        assert refusal(observations_pdf(tmp_path / "a.pdf"), pdf_memory_bytes=40 * 1024 * 1024) == "reader_died"
