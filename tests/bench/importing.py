"""What an import costs beside the least it could, beside django-import-export, and done again."""

import time
from pathlib import Path

from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from tests.bench import databases, rows
from tests.bench.other_importer import rows_per_second

TABLES = (
    "recommendations_state",
    "recommendations_mechanism",
    "recommendations_term",
    "recommendations_document",
    "recommendations_recommendation",
    "recommendations_tag",
    "recommendations_recommendation_recommending_states",
)


def measure(count: int) -> dict[str, float]:
    """Figures at `count` rows and, under names that end in `_tenth`, at a tenth of them."""
    figures: dict[str, float] = {}
    with databases.empty():
        small, _ = _at(count // 10)
        large, first = _at(count)
        theirs = rows_per_second()
    figures |= large | {f"{name}_tenth": value for name, value in small.items() if name != "import_memory_mb"}
    figures["import_memory"] = round(large["import_memory_mb"] / small["import_memory_mb"], 2)
    figures["import_vs_django_import_export"] = round(count / first / theirs, 1)
    return figures


def _at(count: int) -> tuple[dict[str, float], float]:
    """(figures, seconds of the first import)."""
    path = rows.workbook(databases.FILES, count)
    databases.forget_recommendations()
    first = databases.bring_in(path)
    least = floor(path)
    again = databases.bring_in(path)
    return {
        "import_vs_floor": round(first.seconds / least, 2),
        "import_rows_per_second": round(count / first.seconds),
        "reimport_vs_import": round(again.seconds / first.seconds, 2),
        "import_memory_mb": round(max(first.memory, again.memory)),
    }, first.seconds


def floor(path: Path) -> float:
    """Seconds to read the file with calamine and to COPY what the register holds now into bare tables: the same columns and
    indexes, the search column that PostgreSQL generates among them, but no checks, no history, no preview."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS bare_{table}")
            cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING INDEXES)")
        saved = {table: _saved(cursor, table) for table in TABLES}
        cursor.execute("CHECKPOINT")
        start = time.perf_counter()
        for _row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows():
            pass
        with transaction.atomic():
            for table, (columns, file) in saved.items():
                with cursor.copy(f"COPY bare_{table} ({columns}) FROM STDIN") as copy, file.open("rb") as stream:
                    while piece := stream.read(1 << 20):
                        copy.write(piece)
        seconds = time.perf_counter() - start
        cursor.execute(f"DROP TABLE {', '.join(f'bare_{table}' for table in TABLES)}")
    for _columns, file in saved.values():
        file.unlink()
    return seconds


def _saved(cursor: object, table: str) -> tuple[str, Path]:
    """(the columns that are written, a file with their values)."""
    file = databases.FILES / f"{table}.copy"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute "
            "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
            [table],
        )
        columns = cursor.fetchone()[0]
        with cursor.copy(f"COPY (SELECT {columns} FROM {table} ORDER BY 1) TO STDOUT") as copy, file.open("wb") as out:
            for piece in copy:
                out.write(piece)
    return columns, file
