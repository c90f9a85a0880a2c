"""Days out of cells: Excel's serial numbers, ISO, digits, words in several languages. What has two readings is not guessed."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

EARLIEST, LATEST = date(1945, 1, 1), date(2100, 12, 31)  # no body whose documents we read is older than the UN
EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
LANGUAGES = ["en", "fr", "es", "pt", "de", "it", "cs", "sk", "sl", "hr", "pl", "ro", "ru", "uk", "bg", "sr", "mk", "tr", "ar"]


class NotADate(Exception):
    """`code`: date_unreadable, date_impossible, date_ambiguous or date_implausible."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_date(value: object, *, epoch: date = EPOCH_1900) -> date | None:
    """The day a cell means, None where it is blank. Raises NotADate."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return _plausible(value.date())
    if isinstance(value, date):
        return _plausible(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_serial(float(value), epoch)
    return _from_text(str(value).strip(), epoch)


def _plausible(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise NotADate("date_implausible")
    return day


def _from_serial(serial: float, epoch: date) -> date:
    if EARLIEST.year <= serial <= LATEST.year and serial.is_integer():
        raise NotADate("date_ambiguous")  # a year
    if not 1 <= serial < 2_958_466:  # Excel's last day is 31 December 9999
        raise NotADate("date_impossible")
    return _plausible(epoch + timedelta(days=int(serial)))


ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$")
COMPACT = re.compile(r"^(19|20)(\d{2})(\d{2})(\d{2})$")
YEAR = re.compile(r"^(?:19|20)\d{2}$")
SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
DIGITS = re.compile(r"^(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{2}|\d{4})\.?$")
TIME_AFTER = re.compile(r"\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?$", re.I)


@lru_cache(maxsize=4096)
def _from_text(text: str, epoch: date) -> date | None:
    # NFKC turns full-width digits into ours; Arabic-Indic and other digits are turned by their value.
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in unicodedata.normalize("NFKC", text))
    text = " ".join(re.sub(r"^\s*[-–](?:\s|$)", "", text).split())
    if not text:
        return None
    if match := ISO.match(text) or COMPACT.match(text):
        parts = match.groups()
        year, month, day = (parts[0] + parts[1], *parts[2:]) if len(parts) == 4 else parts
        return _day(int(year), int(month), int(day))
    if YEAR.match(text):
        raise NotADate("date_ambiguous")
    if SERIAL.match(text):
        return _from_serial(float(text), epoch)
    if match := DIGITS.match(TIME_AFTER.sub("", text)):
        return _from_digits(int(match[1]), int(match[2]), match[3])
    return _from_words(text)


def _day(year: int, month: int, day: int) -> date:
    try:
        return _plausible(date(year, month, day))
    except ValueError as error:
        raise NotADate("date_impossible") from error


def _from_digits(first: int, second: int, year: str) -> date:
    """24/03/2025 and 03/24/2025 have one reading each, 04/05/2025 has two, 24/03/25 may be three things."""
    if len(year) == 2:
        raise NotADate("date_ambiguous")
    if first <= 12 and second <= 12 and first != second and first and second:
        raise NotADate("date_ambiguous")
    month, day = (second, first) if second <= 12 else (first, second)
    return _day(int(year), month, day)


ORDINAL = re.compile(r"(?<=\d)(?:er|re|º|ª|°|st|nd|rd|th|\.)(?=\s|$)")  # "1er janvier", "24. marec": in the parser's way


def _from_words(text: str) -> date:
    """ "24 mars 2025", "12 de marzo de 2024", "24. marec 2025": day, month as a word and a year of four digits, or nothing."""
    if not re.search(r"[^\W\d_]{3,}", text):
        raise NotADate("date_unreadable")
    has_year = re.search(r"(?<!\d)\d{4}(?!\d)", text) is not None
    numbers = len(re.findall(r"\d+", text))
    if (has_year and numbers == 1) or (not has_year and numbers in (1, 2)):  # "May 2025", "Mar-25", "24 March"
        is_date = _parser("month").get_date_data(text).date_obj is not None
        raise NotADate("date_ambiguous" if is_date else "date_unreadable")
    day = _parser("day", "month", "year").get_date_data(ORDINAL.sub("", text)).date_obj if has_year and numbers <= 4 else None
    if day is None:
        raise NotADate("date_unreadable")
    return _plausible(day.date())


@cache
def _parser(*parts: str) -> "DateDataParser":
    """Says nothing to a date without these parts, nor to "tomorrow" and "in 3 days"."""
    from dateparser.date import DateDataParser  # slow to load, and most files have no date in words

    return DateDataParser(languages=LANGUAGES, settings={"REQUIRE_PARTS": list(parts), "DATE_ORDER": "DMY", "PARSERS": ["absolute-time"]})
