from collections import defaultdict
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
from recommendations.importing import problems
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
    lines: list[tuple[int, int, list[str]]] = []  # place in the file, row, cells
    for row in rows_of(batch, Outcome.REJECTED):
        lines += [(place, row.line, cells) for place, cells in row.data.get("cells", [[0, []]])]  # nothing could be read of some
        for problem in row.problems:
            words = problems.message(problem["code"], problem["params"])
            wrong[row.line].append(f"{problem['column']}: {words}" if problem["column"] else words)
    if not wrong:
        raise Refused(_("No row of this file was rejected."))
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    headers = batch.about.get("header") or ["State", *HEADERS]
    write_rejected(file, headers, ((cells, "\n".join(wrong[line])) for _place, line, cells in sorted(lines)))
    file.seek(0)
    name = _("%(file)s, rejected rows") % {"file": Path(batch.file_name).stem}
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
