"""Values of indicators as a table, a value a row: its columns, and what its cells say."""

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

from .dates import YEAR, read_date
from .table_rows import TableRow, read_rows

COLUMNS = ("Indicator", "Measured for", "Value", "Broken down by", "Group", "Source", "Note")
NEEDED = ("Indicator", "Measured for", "Value")
NUMBER = re.compile(r"^[+-]?\d{1,16}(?:[.,]\d+)?(?:E[+-]?\d{1,2})?$", re.I)
GROUPED = re.compile(r"^[+-]?\d{1,3}[.,]\d{3}$")  # 1,234: a thousand and more, or one and a bit
PLACES = Decimal("0.0001")


class NotANumber(Exception):
    """`is_ambiguous` where it has two readings."""

    def __init__(self, is_ambiguous: bool) -> None:
        super().__init__()
        self.is_ambiguous = is_ambiguous


def read_values(path: Path) -> list[TableRow]:
    """The filled rows of the first sheet, read in the confined child. Raises FileRefused, also where it is no table of values."""
    return read_rows(path, COLUMNS, NEEDED, "no_values")


def day_of(cell: str) -> date | None:
    """A day; of a year alone its last day. None where it is blank; raises dates.NotADate."""
    text = _digits(cell)
    return date(int(text), 12, 31) if YEAR.match(text) else read_date(text)


def number_of(cell: str) -> Decimal:
    """With a point or a comma, to four places. A comma before three figures is not guessed; a point there is what Excel itself writes."""
    text = re.sub(r"\s", "", _digits(cell)).replace("٫", ".").replace("−", "-")
    if not NUMBER.match(text) or (GROUPED.match(text) and "," in text):
        raise NotANumber(is_ambiguous=bool(GROUPED.match(text)))
    number = Decimal(text.replace(",", "."))
    if abs(number) >= 10**16:
        raise NotANumber(is_ambiguous=False)
    return number.quantize(PLACES, ROUND_HALF_EVEN)


def _digits(cell: str) -> str:
    """Full-width and Arabic-Indic digits as ours."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in unicodedata.normalize("NFKC", cell)).strip()
