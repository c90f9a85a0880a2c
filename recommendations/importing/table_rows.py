"""A table that people work on in a spreadsheet, as rows of its named columns."""

from pathlib import Path

from . import reading
from .cells import fold_space
from .rows import FileRefused

MOST = 20_000  # rows of one file

TableRow = dict[str, str]  # {column: what its cell says}, of the columns that the file has, and "row": where it stands


def read_rows(path: Path, columns: tuple[str, ...], needed: tuple[str, ...], none: str) -> list[TableRow]:
    """The filled rows below the first row that has the `needed` headers; `none` is the refusal's code where no row has them."""
    rows: list[TableRow] = []
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
                raise FileRefused("too_many_rows", limit=str(MOST))
    if not header:
        raise FileRefused(none, headers=", ".join(needed))
    if not rows:
        raise FileRefused("no_rows")
    return rows
