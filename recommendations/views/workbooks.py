from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from uuid import UUID

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.requests import SignedInRequest
from nmirf.common.errors import Refused
from recommendations.documents.workbooks import HEADERS, write_rejected, write_template
from recommendations.enums import Outcome
from recommendations.importing import problems, reading, remembered
from recommendations.importing.rows import FileRefused, Row
from recommendations.models import ImportBatch
from recommendations.permissions import can_import
from recommendations.queries.imports import rows_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def import_template(request: SignedInRequest) -> FileResponse:
    """The empty workbook to fill in."""
    require(can_import(request.user))
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_template(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_('recommendations')}.xlsx", content_type=XLSX)


def import_rejected(request: SignedInRequest, public_id: UUID) -> FileResponse:
    """The rejected rows, with what is wrong with each, to be corrected and brought back."""
    require(can_import(request.user))
    batch = get_object_or_404(ImportBatch, public_id=public_id)
    wrong: dict[int, list[str]] = defaultdict(list)
    for row in rows_of(batch, Outcome.REJECTED):
        for problem in row.problems:
            words = problems.message(problem["code"], problem["params"])
            wrong[row.line].append(f"{problem['column']}: {words}" if problem["column"] else words)
    if not wrong:
        raise Refused(_("No row of this file was rejected."))
    try:
        lines = _lines_of_table(batch, wrong) if batch.about.get("table") else _lines_of_rows(batch, wrong)
        _number, headers = next(lines)
        file = TemporaryFile()  # noqa: SIM115 - the answer closes it
        write_rejected(file, headers, ((cells, "\n".join(wrong[line])) for line, cells in lines))
    except FileRefused as refused:
        raise Refused(problems.message(refused.code, refused.params)) from refused
    file.seek(0)
    name = _("%(file)s, rejected rows") % {"file": Path(batch.file_name).stem}
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def _lines_of_table(batch: ImportBatch, wrong: dict[int, list[str]]) -> Iterator[tuple[int, list[str]]]:
    return reading.original_lines(Path(batch.file.path), wrong.keys(), remembered=remembered.mappings())


def _lines_of_rows(batch: ImportBatch, wrong: dict[int, list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Of files that are no tables: in the template's columns, what could be read of each row."""
    yield 0, ["State", *HEADERS]
    found: dict[int, list[str]] = {line: [] for line in wrong}
    with reading.read(Path(batch.file.path), format=batch.asked_format) as items:
        found |= {item.line: _cells(item) for item in items if isinstance(item, Row) and item.line in wrong}
    yield from sorted(found.items())


def _cells(row: Row) -> list[str]:
    day = row.published_on.isoformat() if row.published_on else ""
    lists = ["\n".join(values) for values in (row.themes, row.affected_persons, row.sdgs, row.institutions)]
    one = [row.text, row.mechanism, row.symbol, row.title, row.paragraph, day, "\n".join(row.recommending_states), row.position, row.kind]
    return ["\n".join(row.states), *one, *lists]
