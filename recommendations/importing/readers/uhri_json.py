"""OHCHR's UHRI export as json: one array of objects, read one by one (the whole world's is 365 MB)."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Any

import ijson

from ..grids import Grid
from ..headers import Header
from ..opened import Opened
from ..repeats import without_repeats
from ..rows import FileRefused, Problem, Row
from ..tables import Manner, read_table

# The keys of the real export, and of third parties' copies of it: field of Row.
KEYS = {
    "Text": "text",
    "AnnotationId": "annotation_id",
    "AnnotationType": "kind",
    "Body": "mechanism",
    "Countries": "states",
    "Symbol": "symbol",
    "Themes": "themes",
    "AffectedPersons": "affected_persons",
    "Sdgs": "sdgs",
    "PublicationDate": "published_on",
    "UprCycle": "cycle",
    "UprSession": "session",
    "UprPositions": "position",
    "UprPosition": "position",
    "UprRecommendingCountry": "recommending_states",
    "UprRecommendingStates": "recommending_states",
}
# Kept under the names of the workbook's columns, so that one export after the other changes nothing.
KEPT = {
    "Regions": "Regions Concerned",
    "UprRecommendingRegions": "Recommending Regions",
    "PublicationDateOnUhri": "Date of publication on UHRI",
    "DocumentId": "DocumentId",
}
COLUMNS = (*KEYS, *KEPT)
HEADER = Header(
    line=0,
    columns=COLUMNS,
    fields={field: tuple(i for i, key in enumerate(COLUMNS) if KEYS.get(key) == field) for field in KEYS.values()},
    kept={COLUMNS.index(key): name for key, name in KEPT.items()},
)
MANNER = Manner(has_html=True)


def open_json(path: Path) -> Opened:
    file = path.open("rb")
    if file.read(3) != b"\xef\xbb\xbf":
        file.seek(0)
    begins = file.tell()
    is_list = file.read(4096).lstrip().startswith(b"[")
    file.seek(begins)
    objects = _objects(file)
    first = next(objects, None)
    if first is None:
        raise FileRefused("no_rows") if is_list else FileRefused("json_unknown", keys="")
    if "Text" not in first or not first.keys() & {"AnnotationId", "Body", "Countries"}:
        raise FileRefused("json_unknown", keys=", ".join(list(first)[:12]))
    size = path.stat().st_size
    rows = without_repeats(_rows(chain([first], objects)))
    return Opened("uhri_json", tuple(first), rows, lambda _line: (size if file.closed else file.tell(), size))


def _objects(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    try:
        for item in ijson.items(file, "item", use_float=True):
            if not isinstance(item, dict):
                raise FileRefused("json_unknown", keys="")
            yield item
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise FileRefused("json_broken") from error
    finally:
        file.close()


def _rows(objects: Iterator[dict[str, Any]]) -> Iterator[Row | Problem]:
    lines = ((number, [_cell(item.get(key)) for key in COLUMNS]) for number, item in enumerate(objects, start=1))
    return read_table(Grid("", iter(())), HEADER, lines, MANNER)


def _cell(value: object) -> object:
    """Lists as a workbook's cell writes them: one value a line."""
    if isinstance(value, list):
        return "\n".join(str(part) for part in value if part is not None)
    return "" if value is None or isinstance(value, dict) else value
