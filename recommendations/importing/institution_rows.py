"""Institutions and their posts as a table: a row a post, the institution's own cells in each or in the first of its rows."""

from pathlib import Path

from .table_rows import TableRow, read_rows

COLUMNS = ("Address", "Name", "Short name", "Kind", "Territory", "Mandate", "In existence", "Post", "Heads the unit")
NEEDED = ("Name", "Kind")


def read_institutions(path: Path) -> list[TableRow]:
    """The filled rows of the first sheet, read in the confined child. Raises FileRefused, also where it is no such table."""
    return read_rows(path, COLUMNS, NEEDED, "no_institutions")
