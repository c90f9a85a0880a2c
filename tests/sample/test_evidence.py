"""Evidence files open as what their names say."""

import csv
import io

from docx import Document

from nmirf.sample.data import load
from nmirf.sample.evidence import content_of

SAMPLE = load()


def test_word_file_holds_the_lines() -> None:
    evidence = SAMPLE.evidence_named("npm-bill-explanatory-note.docx")
    paragraphs = [paragraph.text for paragraph in Document(io.BytesIO(content_of(evidence))).paragraphs]
    assert paragraphs == [evidence.heading, *evidence.lines]


def test_csv_files_have_as_many_fields_in_each_line() -> None:
    for evidence in SAMPLE.evidence:
        if evidence.filename.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(content_of(evidence).decode("utf-8-sig"))))
            assert len(rows) == len(evidence.lines) + 1
            assert len({len(row) for row in rows}) == 1, evidence.filename


def test_text_file_begins_with_its_heading() -> None:
    evidence = SAMPLE.evidence_named("mental-health-plan.txt")
    assert content_of(evidence).decode().startswith("Mental Health Plan 2026–2030: outline\n\n14 community teams")


def test_every_evidence_file_is_used_by_an_update() -> None:
    assert {one.filename for one in SAMPLE.evidence} == {name for update in SAMPLE.updates for name in update.evidence}
