"""A workbook on its way: downloaded through the page, filled in as a person would, and uploaded."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

FIRST = 3  # row of the first item: below the hidden names and the headers


def download(client: Any, institution: Any, round: Any = None) -> Workbook:
    answer = client.post(reverse("workbook_download"), {"institution": institution.slug, "round": round.public_id if round else ""})
    assert answer.status_code == 200
    return load_workbook(BytesIO(b"".join(answer.streaming_content)))


def content(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def upload(client: Any, book: Workbook | bytes, name: str = "filled in.xlsx") -> Any:
    """The answer: a redirect to what was read, or the page with the refusal."""
    raw = book if isinstance(book, bytes) else content(book)
    return client.post(reverse("workbooks"), {"file": SimpleUploadedFile(name, raw)})


def place(book: Workbook, name: str) -> int:
    """Number of the column whose hidden name it is."""
    return next(cell.column for cell in book.worksheets[0][1] if cell.value == name)


def row_of(book: Workbook, assignment: Any) -> int:
    return next(line for line in range(FIRST, book.worksheets[0].max_row + 1) if book.worksheets[0].cell(line, 1).value == str(assignment.public_id))


def cell(book: Workbook, assignment: Any, name: str) -> Any:
    return book.worksheets[0].cell(row_of(book, assignment), place(book, name))


def fill(book: Workbook, assignment: Any, **said: str | None) -> None:
    for name, text in said.items():
        there = cell(book, assignment, name)
        there.value = text
        if text is not None:
            there.data_type = "s"
