"""Files to import, written in a test, and the import as the pages do it, without the wait."""

import csv
import io
from typing import Any

from django.core.files.base import ContentFile

from recommendations.models import ImportBatch
from recommendations.operations.imports import apply_import, read_import, receive_file

ROW = {
    "Text": "Ratify the Optional Protocol",
    "State": "Valmera",
    "Mechanism": "CEDAW",
    "Symbol": "CEDAW/C/XVM/CO/8",
    "Paragraph": "12",
    "Date": "2024-03-01",
    "Themes": "Ratification",
    "Annotation Id": "",
    "Position": "",
    "Recommending States": "",
    "Affected persons": "",
    "SDGs": "",
    "Type": "Recommendations",
}


def sheet(*rows: dict[str, str]) -> bytes:
    """A csv with these rows; what a row doesn't say is as in ROW."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys([*ROW, *(name for row in rows for name in row)])))
    writer.writeheader()
    writer.writerows(ROW | row for row in rows)
    return out.getvalue().encode()


def read(by: Any, content: bytes, *, name: str = "list.csv", country: str = "XVM", format: str = "auto") -> ImportBatch:
    batch = receive_file(by=by, file=ContentFile(content), file_name=name, format=format, country=country)
    return read_import(by=by, batch=batch)


def bring_in(by: Any, content: bytes, **more: str) -> ImportBatch:
    return apply_import(by=by, batch=read(by, content, **more))


def counts(batch: ImportBatch) -> tuple[int, int, int, int, int]:
    """New, changed, unchanged, rejected, elsewhere."""
    return batch.created, batch.updated, batch.unchanged, batch.rejected, batch.elsewhere
