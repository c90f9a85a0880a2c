"""Looks at the raw bytes of an uploaded file before any parser does, and says what the file really is.

A zip is unpacked in small pieces that are counted and thrown away: neither the sizes it declares nor its names are
believed. What passes may still be wrong, but can't exhaust a reader that runs under limits of its own (reading.py).
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from .guard_pdf import check_streams
from .rows import FileRefused

MiB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Sizes in bytes, times in seconds. A deployment changes them by settings.IMPORT_LIMITS."""

    file_bytes: int = 200 * MiB
    json_bytes: int = 1024 * MiB  # the whole world's UHRI export has some 365 MB
    zip_parts: int = 5_000
    unpacked_bytes: int = 1024 * MiB  # of all parts together
    part_ratio: int = 150  # unpacked to packed: a sheet seldom passes 30 ...
    ratio_from_bytes: int = 32 * MiB  # ... and only a large part can do harm
    run_bytes: int = 8 * MiB  # text between two tags: a cell's content
    columns: int = 1_000
    rows: int = 1_048_576
    cells: int = 30_000_000  # rows × columns of a sheet: its reader keeps a full rectangle in memory
    characters: int = 1024 * MiB  # of all that a reader hands over, as bytes: one long text in a million cells takes little room in a file
    pdf_pages: int = 600
    pdf_unpacked_bytes: int = 512 * MiB  # of all its streams together, pictures included
    pdf_characters: int = 5_000_000  # on all pages together
    pdf_memory_bytes: int = 1536 * MiB  # of the child, once it knows that it reads a PDF
    pdf_cpu_seconds: int = 180
    memory_bytes: int = 3 * 1024 * MiB  # of the child process
    cpu_seconds: int = 600
    silence_seconds: float = 180.0  # how long the child may say nothing


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file is by its bytes, and what in it the person should know about."""

    kind: str  # xlsx, docx, xls, pdf, json, csv
    notes: tuple[str, ...] = ()  # external_link, formulas
    formula_parts: tuple[str, ...] = field(default=())  # sheets (names of zip parts) that hold formulas


# What a name promises. Names outside this table promise nothing.
PROMISES = {
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xltx": "xlsx",
    ".xls": "xls",
    ".doc": "doc",
    ".docx": "docx",
    ".docm": "docx",
    ".pdf": "pdf",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check(path: Path, limits: Limits) -> Contents:
    """Raises FileRefused where the file is empty, too large, dangerous, or not what its name says."""
    size = path.stat().st_size
    if size == 0:
        raise FileRefused("file_empty")
    if size > max(limits.json_bytes, limits.file_bytes):
        raise FileRefused("file_too_large", limit=_mb(limits.json_bytes))
    with path.open("rb") as file:
        head = file.read(4096)
        if head.startswith(b"PK\x03\x04"):
            return _as_promised(path, _check_zip(file, size, limits))
        if head.startswith(OLE):
            return _as_promised(path, _check_ole(path, size, limits))
        if head.startswith(b"%PDF"):
            if size > limits.file_bytes:
                raise FileRefused("file_too_large", limit=_mb(limits.file_bytes))
            check_streams(path, limits.pdf_unpacked_bytes)
            return _as_promised(path, Contents("pdf"))
    kind = _kind_of_text(head)
    if kind != "json" and size > limits.file_bytes:
        raise FileRefused("file_too_large", limit=_mb(limits.file_bytes))
    return _as_promised(path, Contents(kind))


def _as_promised(path: Path, contents: Contents) -> Contents:
    promised = PROMISES.get(path.suffix.lower())
    if promised not in (None, contents.kind):
        raise FileRefused(f"really_{contents.kind}", suffix=path.suffix.lower())
    if contents.kind in ("html", "rtf", "image", "binary"):
        raise FileRefused(f"really_{contents.kind}", suffix=path.suffix.lower())
    return contents


def _kind_of_text(head: bytes) -> str:
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        return "image"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<body", b"<?xml", b"<meta", b"<style")):
        return "html"
    if re.match(rb'\[\s*[\[{"\]]|\{\s*["}]', start):
        return "json"
    nul = head.count(b"\0")
    if nul and nul < len(head) / 8:
        return "binary"
    if nul and abs(head[::2].count(b"\0") - head[1::2].count(b"\0")) < nul * 0.9:
        return "binary"  # UTF-16 without its mark has all its NULs on one side
    return "csv"


# --- compound files: xls, and what Office encrypts ------------------------------------------------------------------


def _check_ole(path: Path, size: int, limits: Limits) -> Contents:
    import olefile

    if size > limits.file_bytes:
        raise FileRefused("file_too_large", limit=_mb(limits.file_bytes))
    try:
        with olefile.OleFileIO(path) as ole:
            streams = {"/".join(entry) for entry in ole.listdir(streams=True, storages=True)}
    except (OSError, IndexError, ValueError, struct.error) as error:
        raise FileRefused("file_damaged") from error
    if streams & {"EncryptedPackage", "EncryptionInfo"}:
        raise FileRefused("password")
    if streams & {"_VBA_PROJECT_CUR", "Macros"}:
        raise FileRefused("macros")
    if not streams & {"Workbook", "Book"}:
        raise FileRefused("really_doc" if "WordDocument" in streams else "really_binary", suffix=path.suffix.lower())
    return Contents("xls")


# --- zips: xlsx and docx ---------------------------------------------------------------------------------------------

LOCAL_HEADER = struct.Struct("<4s5H3L2H")
SAFE_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MACRO_PART = re.compile(r"vbaProject\.bin$|/macrosheets/|vbaData\.xml$", re.I)
MACRO_TYPE = re.compile(rb"<Override[^>]*vnd\.ms-office\.vbaProject", re.I)
MACRO_STREAM = "_VBA_PROJECT".encode("utf-16-le")  # in a macro's compound file, whatever the part is called
EXTERNAL_PART = re.compile(r"(^|/)externalLinks/|(^|/)connections\.xml$|(^|/)queryTables/", re.I)
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)")
ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
PLAIN_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
SHEET_PART = re.compile(r"^xl/worksheets/[^/]+\.xml$")
CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})""")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
PIECE = 256 * 1024
OVERLAP = 512  # how much of a piece is looked at again with the next one, for what lies across the cut


def _check_zip(file: BinaryIO, size: int, limits: Limits) -> Contents:
    if size > limits.file_bytes:
        raise FileRefused("file_too_large", limit=_mb(limits.file_bytes))
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_directory(parts, limits)
            spans, unpacked, formula_parts = [], 0, []
            for part in parts:
                start = _data_start(file, part)
                spans.append((part.header_offset, start + part.compress_size))
                watch = _Watch(part.filename, limits)
                for piece in _unpack(file, part, start):
                    unpacked += len(piece)
                    if unpacked > limits.unpacked_bytes:
                        raise FileRefused("bomb", limit=_mb(limits.unpacked_bytes))
                    watch.look(piece, part.compress_size)
                if watch.has_formulas:
                    formula_parts.append(part.filename)
            _check_overlaps(spans, size)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise FileRefused("file_damaged") from error
    names = {part.filename for part in parts}
    notes = ("external_link",) if any(EXTERNAL_PART.search(name) for name in names) else ()
    return Contents(_kind_of_zip(names), notes, tuple(formula_parts))


def _kind_of_zip(names: set[str]) -> str:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.bin" in names:
        raise FileRefused("really_xlsb")
    if "content.xml" in names and "mimetype" in names:
        raise FileRefused("really_opendocument")
    raise FileRefused("really_zip")


def _check_directory(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if not parts:
        raise FileRefused("file_damaged")
    if len(parts) > limits.zip_parts:
        raise FileRefused("bomb_parts", limit=str(limits.zip_parts))
    seen = set()
    for part in parts:
        name = part.filename
        if name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in name.split("/") or "\0" in part.orig_filename:
            raise FileRefused("zip_names")
        if name.lower() in seen:
            raise FileRefused("zip_names")
        seen.add(name.lower())
        if part.flag_bits & 0x1:
            raise FileRefused("password")
        if part.compress_type not in SAFE_METHODS:
            raise FileRefused("file_damaged")
        if MACRO_PART.search(name):
            raise FileRefused("macros")


def _data_start(file: BinaryIO, part: zipfile.ZipInfo) -> int:
    """Where a part's packed bytes begin: read from its own header, which the directory only points at."""
    file.seek(part.header_offset)
    header = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    if header[0] != b"PK\x03\x04":
        raise zipfile.BadZipFile("no local header")
    return part.header_offset + LOCAL_HEADER.size + int(header[9]) + int(header[10])


def _check_overlaps(spans: list[tuple[int, int]], size: int) -> None:
    """Parts that share bytes are how a small file unfolds into a giant one without a high ratio."""
    end_before = 0
    for start, end in sorted(spans):
        if start < end_before or end > size:
            raise FileRefused("bomb_overlap")
        end_before = end


def _unpack(file: BinaryIO, part: zipfile.ZipInfo, start: int) -> Iterator[bytes]:
    """The part's content in pieces. Says no where the true size differs from the declared one."""
    file.seek(start)
    left, total = part.compress_size, 0
    unpacker = None if part.compress_type == zipfile.ZIP_STORED else zlib.decompressobj(-15)
    while left > 0 and not (unpacker and unpacker.eof):
        packed = file.read(min(PIECE, left))
        if not packed:
            raise EOFError
        left -= len(packed)
        while packed:
            piece = unpacker.decompress(packed, PIECE) if unpacker else packed
            packed = unpacker.unconsumed_tail if unpacker else b""
            total += len(piece)
            if piece:
                yield piece
    while unpacker and not unpacker.eof and (piece := unpacker.decompress(unpacker.unconsumed_tail, PIECE)):
        total += len(piece)
        yield piece
    if total != part.file_size or (unpacker and not unpacker.eof):
        raise zipfile.BadZipFile("size differs")


class _Watch:
    """Looks over one part's content as it streams by."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.limits, self.name = limits, name
        self.is_xml = "/media/" not in name
        self.is_sheet = SHEET_PART.match(name) is not None
        self.has_formulas = False
        self.unpacked = self.run = self.last_row = self.last_column = 0
        self.tail = b""

    def look(self, piece: bytes, packed: int) -> None:
        limits = self.limits
        first = self.unpacked == 0
        self.unpacked += len(piece)
        if self.unpacked > limits.ratio_from_bytes and self.unpacked > packed * limits.part_ratio:
            raise FileRefused("bomb", limit=_mb(limits.unpacked_bytes))
        if not self.is_xml:
            return
        if self.name.endswith(".bin"):
            if MACRO_STREAM in self.tail + piece:
                raise FileRefused("macros")
            self.tail = piece[-OVERLAP:]
            return
        if first:
            self._check_encoding(piece)
        window = self.tail + piece
        if DECLARATION.search(window):
            raise FileRefused("doctype")
        if self.name == "[Content_Types].xml" and MACRO_TYPE.search(window):
            raise FileRefused("macros")
        self._measure_run(piece)
        if self.is_sheet:
            self._measure_sheet(window)
        self.tail = window[-OVERLAP:]

    def _check_encoding(self, piece: bytes) -> None:
        """A declaration hides from a search for its bytes in any encoding that is no superset of ASCII."""
        if piece.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"\0" in piece[:8] and self.name.endswith((".xml", ".rels"))):
            raise FileRefused("doctype")
        match = ENCODING.match(piece[:200].removeprefix(b"\xef\xbb\xbf"))
        if match and match[1].lower() not in PLAIN_ENCODINGS:
            raise FileRefused("doctype")

    def _measure_run(self, piece: bytes) -> None:
        first = piece.find(b"<")
        run = self.run + (len(piece) if first < 0 else first)
        if run > self.limits.run_bytes and self.name.endswith((".xml", ".rels")):
            raise FileRefused("bomb_cell")
        self.run = run if first < 0 else len(piece) - piece.rfind(b"<")

    def _measure_sheet(self, window: bytes) -> None:
        if not self.has_formulas and FORMULA.search(window):
            self.has_formulas = True
        cells = CELL.findall(window)
        if not cells:
            return
        for letters in {letters for letters, _row in cells}:
            self.last_column = max(self.last_column, column_number(letters.decode()))
        self.last_row = max(self.last_row, max(int(row) for row in {row for _letters, row in cells}))
        limits = self.limits
        if self.last_column > limits.columns or self.last_row > limits.rows or self.last_column * self.last_row > limits.cells:
            raise FileRefused("sheet_too_large", columns=str(self.last_column), rows=str(self.last_row))


def column_number(letters: str) -> int:
    """ "A" is 1, "XFD" is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _mb(size: int) -> str:
    return str(size // MiB)
