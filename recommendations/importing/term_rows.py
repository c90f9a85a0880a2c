"""The taxonomy as a table that people work on in a spreadsheet: its columns, and how a file becomes rows."""

from pathlib import Path

from . import reading
from .cells import fold_space
from .rows import FileRefused

COLUMNS = ("Kind", "Code", "Label", "List", "Signal words", "Other names", "Merged into")
NEEDED = ("Kind", "Label")
MOST = 20_000  # rows of one file

TermRow = dict[str, str]  # {column: what its cell says}, of the columns that the file has, and "row": where it stands


def read_terms(path: Path) -> list[TermRow]:
    """The filled rows of the first sheet, read in the confined child. Raises FileRefused, also where it is no table of terms."""
    rows: list[TermRow] = []
    header: list[str] = []
    for line, cells in reading.plain_lines(path):
        names = [fold_space(cell).casefold() for cell in cells]
        if not header:
            if {needed.casefold() for needed in NEEDED} <= set(names):
                header = names
        elif any(names):
            told = dict(zip(header, cells, strict=False))
            rows.append({column: told[column.casefold()].strip() for column in COLUMNS if column.casefold() in told} | {"row": str(line)})
            if len(rows) > MOST:
                raise FileRefused("too_many_terms", limit=str(MOST))
    if not header:
        raise FileRefused("no_terms", headers=", ".join(NEEDED))
    if not rows:
        raise FileRefused("no_rows")
    return rows
