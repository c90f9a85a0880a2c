"""Workbooks and csv files as rows of cells. Nothing here knows what a recommendation is."""

import codecs
import csv
import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from .cells import MAX_CELL_CHARACTERS
from .dates import EPOCH_1900, EPOCH_1904
from .guard import OVERLAP, PIECE, Contents, column_number
from .rows import FileRefused

Line = tuple[int, list[object]]  # where a person finds it (from 1), its cells


@dataclass(frozen=True)
class Grid:
    """One table. `formulas` are the (line, column from 0) of cells whose value a program worked out."""

    name: str
    rows: Iterator[Line]
    epoch: date = EPOCH_1900  # day 0 of its serial dates
    formulas: frozenset[tuple[int, int]] = frozenset()
    is_csv: bool = False
    height: int = 0  # rows; 0: not known
    first_column: int = 0  # where its first cells stand: 0 is A


# --- workbooks --------------------------------------------------------------------------------------------------------


@contextmanager
def refusing_damage() -> Iterator[None]:
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise FileRefused("password") from error
    except (CalamineError, zipfile.BadZipFile, OSError) as error:
        raise FileRefused("file_damaged") from error


def workbook_grids(path: Path, contents: Contents) -> Iterator[Grid]:
    """A grid for each visible sheet that holds anything; a sheet is parsed when it is asked for."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with refusing_damage():
        book = CalamineWorkbook.from_path(str(path))
        parts, epoch = _workbook_parts(path) if contents.kind == "xlsx" else ({}, EPOCH_1900)
    for number, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet or about.visible != SheetVisibleEnum.Visible:
            continue
        with refusing_damage():
            sheet = book.get_sheet_by_index(number)
        if sheet.start is None:
            continue
        part = parts.get(about.name, "")
        formulas = _formula_cells(path, part, first_column=sheet.start[1]) if part in contents.formula_parts else frozenset()
        # calamine's rows begin at the sheet's first row, its columns at the first that is used
        rows = ((line, list[object](cells)) for line, cells in enumerate(sheet.iter_rows(), start=1))
        height = sheet.end[0] + 1 if sheet.end else 0
        yield Grid(about.name, rows, epoch, formulas, height=height, first_column=sheet.start[1])


RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _workbook_parts(path: Path) -> tuple[dict[str, str], date]:
    """({sheet's name: its part in the zip}, day 0 of the workbook's dates)."""
    from defusedxml.ElementTree import ParseError, fromstring

    with zipfile.ZipFile(path) as archive:
        try:
            workbook = fromstring(archive.read("xl/workbook.xml"))
            relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        except (KeyError, ParseError) as error:
            raise FileRefused("file_damaged") from error
    targets = {relation.get("Id"): posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))) for relation in relations}
    parts = {sheet.get("name", ""): targets.get(sheet.get(RELATION), "").lstrip("/") for sheet in workbook.iter() if sheet.tag.endswith("}sheet")}
    old_mac = any(item.get("date1904") in ("1", "true") for item in workbook.iter() if item.tag.endswith("}workbookPr"))
    return parts, EPOCH_1904 if old_mac else EPOCH_1900


FORMULA_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*>\s*<(?:\w+:)?f[\s/>]""")
MOST_FORMULAS = 200_000  # beyond that their list costs more than it tells


def _formula_cells(path: Path, part: str, *, first_column: int) -> frozenset[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    with zipfile.ZipFile(path) as archive, archive.open(part) as sheet:
        tail = b""
        while piece := sheet.read(PIECE):
            window = tail + piece
            found.update((int(row), column_number(letters.decode()) - 1 - first_column) for letters, row in FORMULA_CELL.findall(window))
            if len(found) > MOST_FORMULAS:
                raise FileRefused("too_many_formulas", limit=str(MOST_FORMULAS))
            tail = window[-OVERLAP:]
    return frozenset(found)


# --- csv --------------------------------------------------------------------------------------------------------------

DELIMITERS = ",;\t|"
FIRST_LINES = 30


def csv_grid(path: Path, is_header: Callable[[list[object]], int]) -> Grid:
    """The csv file as a grid. `is_header` says how many of a row's cells are headers it knows: the delimiter that makes
    most of them is the file's."""
    encoding, errors = detect_encoding(path)
    csv.field_size_limit(MAX_CELL_CHARACTERS * 32)  # longer: a quote that is never closed has swallowed the rest

    def records(delimiter: str) -> Iterator[Line]:
        with path.open(encoding=encoding, errors=errors, newline="") as text:
            reader = csv.reader(text, delimiter=delimiter)
            line = 1
            try:
                for record in reader:
                    yield line, list(record)
                    line = reader.line_num + 1
            except csv.Error as error:
                raise FileRefused("csv_broken", line=str(line)) from error

    def headers_known(delimiter: str) -> tuple[int, int, int]:
        """Headers known; where none are, how many rows have the same width (commas inside texts vary); the width."""
        sample = [cells for _line, cells in islice(records(delimiter), FIRST_LINES)]
        widths = Counter(len(cells) for cells in sample if len(cells) > 1)
        return max((is_header(cells) for cells in sample), default=0), max(widths.values(), default=0), max(widths, default=0)

    best = max(DELIMITERS, key=headers_known)
    return Grid("", records(best), is_csv=True)


UTF8_PAIR = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x80-\xbf]|\xc4[\x80-\xbf]|\xc5[\x80-\xbf]")
# Bytes that are letters or quotes in one of the two, inside or before a word, and rare signs in the other.
MAC_LETTERS = re.compile(rb"(?<=[a-z])[\x87\x88\x89\x8e\x8f\x90\x91\x92\x94\x95\x96\x97\x99\x9d\x9f\xd0\xd2\xd3\xd5](?=[a-z ,.])")
WINDOWS_LETTERS = re.compile(rb"(?<=[A-Za-z ])[\x92\x93\x94\x96\xe0-\xfc](?=[A-Za-z ,.])")
EASTERN_LETTERS = re.compile(rb"(?<=[a-z ])[\x9a\x9e\x8a\x8e](?=[a-z ,.])")  # š, ž, where Windows writes Slovene, Croatian, Czech
OTHER_SCRIPT = re.compile(rb"[\x80-\xff]{5}")  # no Latin word has so many accents on end: Cyrillic, Arabic, Chinese


def detect_encoding(path: Path) -> tuple[str, str]:
    """(encoding, how to treat bytes that are wrong in it), judged by the whole file: the first kilobytes mislead.

    UPR Info's csv files are Mac Roman with bare CR and ASCII for their first 900 kB.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig", "replace"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", "replace"
        if b"\0" in head:
            return ("utf-16-le" if head[1::2].count(b"\0") > head[::2].count(b"\0") else "utf-16-be"), "replace"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while piece := file.read(PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
            return "utf-8", "strict"
        except UnicodeDecodeError:
            pass
        return _judge_bytes(file)


def _judge_bytes(file: io.BufferedReader) -> tuple[str, str]:
    """Not UTF-8: Mac Roman, a Windows code page, or UTF-8 with damage (then each damaged row is reported).

    Raises FileRefused for other scripts in an old code page, which can't be told apart: garbled text is worse than none.
    """
    file.seek(0)
    utf8 = mac = windows = eastern = other = cr = lf = 0
    while piece := file.read(PIECE):
        utf8 += len(UTF8_PAIR.findall(piece))
        mac += len(MAC_LETTERS.findall(piece))
        windows += len(WINDOWS_LETTERS.findall(piece))
        eastern += len(EASTERN_LETTERS.findall(piece))
        other += len(OTHER_SCRIPT.findall(piece))
        lf += piece.count(b"\n")
        cr += piece.count(b"\r")
    if utf8 and utf8 * 4 >= max(mac, windows):
        return "utf-8", "replace"
    if other:
        raise FileRefused("encoding_unknown")
    if (cr and not lf) or mac > windows + eastern:
        return "mac_roman", "replace"
    return ("cp1250" if eastern else "cp1252"), "replace"
