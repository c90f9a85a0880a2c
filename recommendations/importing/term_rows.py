"""The taxonomy as a table that people work on in a spreadsheet: its columns."""

from pathlib import Path

from .table_rows import TableRow, read_rows

COLUMNS = ("Kind", "Code", "Label", "List", "Signal words", "Other names", "Merged into")
NEEDED = ("Kind", "Label")


def read_terms(path: Path) -> list[TableRow]:
    """The filled rows of the first sheet, read in the confined child. Raises FileRefused, also where it is no table of terms."""
    return read_rows(path, COLUMNS, NEEDED, "no_terms")
