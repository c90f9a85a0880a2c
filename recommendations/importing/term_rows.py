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
    return read_table(path, COLUMNS, NEEDED, "no_terms")


def read_table(path: Path, columns: tuple[str, ...], needed: tuple[str, ...], none: str) -> list[TermRow]:
    """The filled rows below the first row that has the `needed` headers; `none` is the refusal's code where no row has them."""
    rows: list[TermRow] = []
    header: list[str] = []
    for line, cells in reading.plain_lines(path):
        names = [fold_space(cell).casefold() for cell in cells]
        if not header:
            if {name.casefold() for name in needed} <= set(names):
                header = names
        elif any(names):
            told = dict(zip(header, cells, strict=False))
            rows.append({column: told[column.casefold()].strip() for column in columns if column.casefold() in told} | {"row": str(line)})
            if len(rows) > MOST:
                raise FileRefused("too_many_terms", limit=str(MOST))
    if not header:
        raise FileRefused(none, headers=", ".join(needed))
    if not rows:
        raise FileRefused("no_rows")
    return rows
