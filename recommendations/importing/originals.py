"""The rejected rows as their file has them, kept with the batch while it is read: nobody's page has to read a large file for them."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from recommendations.enums import Outcome
from recommendations.importing import reading
from recommendations.importing.rows import Row
from recommendations.models import ImportBatch

KEEP = """
UPDATE recommendations_stagedrow s SET data = s.data || jsonb_build_object('cells', o.cells)
FROM (SELECT line, jsonb_agg(jsonb_build_array(place, cells) ORDER BY place) AS cells FROM original GROUP BY line) o
WHERE s.batch_id = %s AND s.outcome = 'rejected' AND s.line = o.line
"""


def keep_originals(batch: ImportBatch, remembered: reading.Mappings) -> None:
    """Put the lines of each rejected row into its staged row, a table's headers into `about` (set, not saved).

    A line is [its place among them in the file, its cells]; a row for each State has several. Reads the file again, where rows were rejected.
    """
    lines = set(batch.staged_rows.filter(outcome=Outcome.REJECTED).values_list("line", flat=True))
    if not lines:
        return
    found = _of_table(batch, lines, remembered) if batch.about.get("table") else _of_rows(batch, lines, remembered)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE original (place int, line int, cells jsonb) ON COMMIT DROP")
        with cursor.copy("COPY original FROM STDIN") as copy:
            for place, (line, cells) in enumerate(found):
                copy.write_row((place, line, json.dumps(cells).replace("\\u0000", "")))
        cursor.execute(KEEP, [batch.pk])
        cursor.execute("DROP TABLE original")


def _of_table(batch: ImportBatch, lines: Collection[int], remembered: reading.Mappings) -> Iterator[tuple[int, list[str]]]:
    found = reading.original_lines(Path(batch.file.path), lines, remembered=remembered)
    _number, batch.about["header"] = next(found)
    return found


def _of_rows(batch: ImportBatch, lines: Collection[int], remembered: reading.Mappings) -> Iterator[tuple[int, Any]]:
    """Of files that are no tables: what could be read of each row, in the columns of the template (documents.workbooks), the State first."""
    with reading.read(Path(batch.file.path), format=batch.asked_format, remembered=remembered) as items:
        yield from ((item.line, _cells(item)) for item in items if isinstance(item, Row) and item.line in lines)


def _cells(row: Row) -> list[str]:
    day = row.published_on.isoformat() if row.published_on else ""
    lists = ["\n".join(values) for values in (row.themes, row.affected_persons, row.sdgs, row.institutions)]
    one = [row.text, row.mechanism, row.symbol, row.title, row.paragraph, day, "\n".join(row.recommending_states), row.position, row.kind]
    return ["\n".join(row.states), *one, *lists]
