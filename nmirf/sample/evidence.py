"""The evidence files of the sample's updates, made by code from story/evidence.json."""

import csv
import io

from docx import Document as new_word_document

from .shapes import Evidence


def content_of(evidence: Evidence) -> bytes:
    """The file's bytes; what kind of file it is, its name says (.txt, .csv, .docx)."""
    return WRITERS[evidence.filename.rpartition(".")[2]](evidence)


def _text(evidence: Evidence) -> bytes:
    return "\n\n".join((evidence.heading, *evidence.lines, "")).encode()


def _csv(evidence: Evidence) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(line.split(",") for line in (evidence.heading, *evidence.lines))
    return buffer.getvalue().encode("utf-8-sig")  # Excel takes it for UTF-8 only with the mark


def _word(evidence: Evidence) -> bytes:
    word = new_word_document()
    word.add_heading(evidence.heading, level=1)
    for line in evidence.lines:
        word.add_paragraph(line)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


WRITERS = {"txt": _text, "csv": _csv, "docx": _word}
