"""What an uploaded file of evidence really is, by its content. Only kinds that hold a document, a table or a picture pass."""

import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

import puremagic
from django.conf import settings
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from nmirf.common.errors import Refused

OOXML = "application/vnd.openxmlformats-officedocument."
# suffix -> content type it is stored and handed out with
KINDS = {
    ".pdf": "application/pdf",
    ".docx": OOXML + "wordprocessingml.document",
    ".xlsx": OOXML + "spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".csv": "text/csv",
    ".txt": "text/plain",
}
ACCEPT = ",".join(KINDS)
HEAD = 4096  # bytes that tell a kind
MAX_PART = 1024 * 1024  # bytes read of a zip's table of contents: what it unpacks to is not believed
MACROS = ("vbaproject", "activex", "basic/", "scripts/")
NAME_LENGTH = 150


class FileRefused(Refused):
    pass


@dataclass(frozen=True, slots=True)
class Checked:
    name: str  # safe to show and to offer as a download's name
    content_type: str


def check(file: File) -> Checked:
    """Raises FileRefused with what to do. The file's position is at its start afterwards."""
    name = safe_name(file.name or "")
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in KINDS:
        raise FileRefused(
            _("“%(name)s” is of a kind that is not accepted. Send a PDF, Word, Excel, OpenDocument, PNG, JPEG, CSV or text file.") % {"name": name}
        )
    if not file.size:
        raise FileRefused(_("“%(name)s” is empty. Choose it again.") % {"name": name})
    if file.size > settings.MAX_EVIDENCE_BYTES:
        limit = filesizeformat(settings.MAX_EVIDENCE_BYTES)
        raise FileRefused(_("“%(name)s” is too large. A file may have up to %(limit)s.") % {"name": name, "limit": limit})
    stream = file.open("rb")
    if not _is(suffix, stream):
        raise FileRefused(
            _("The content of “%(name)s” is not what its name says. Save it again in the program it comes from, without a password.") % {"name": name}
        )
    if suffix in ZIPPED and _has_macros(stream):
        raise FileRefused(_("“%(name)s” contains macros. Save it without them, or as PDF.") % {"name": name})
    stream.seek(0)
    return Checked(name, KINDS[suffix])


def safe_name(name: str) -> str:
    """The last part of a path without control and formatting characters, which can turn a name's end round."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*').strip()
    path = PurePosixPath(shown or "file")
    return path.stem[: NAME_LENGTH - len(path.suffix)] + path.suffix if len(path.suffix) < NAME_LENGTH else path.name[:NAME_LENGTH]


def _is(suffix: str, stream: IO[bytes]) -> bool:
    stream.seek(0)
    head = stream.read(HEAD)
    if suffix in ZIPPED:
        return head.startswith(b"PK\x03\x04") and ZIPPED[suffix] in _table_of_contents(suffix, stream)
    if suffix in {".csv", ".txt"}:
        return _is_plain_text(head)
    try:
        return any(match.mime_type == KINDS[suffix] for match in puremagic.magic_string(head))
    except puremagic.PureError:
        return False


def _is_plain_text(head: bytes) -> bool:
    """Text in whatever encoding, but not the source of a web page or a drawing, which a browser might run."""
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig" if head.startswith(b"\xef\xbb\xbf") else "latin-1"
    text = head.decode(encoding, errors="replace")
    controls = {c for c in text if c < " " and c not in "\t\n\r\f"}
    return not controls and not text.lstrip().startswith(("<", "%PDF-"))


# Of a zip that is damaged, lacks the part, is encrypted, or is packed in a way nobody uses.
UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, EOFError, OSError, ValueError)
# What the table of contents of a zipped document must name.
ZIPPED = {
    ".docx": b"wordprocessingml.document.main+xml",
    ".xlsx": b"spreadsheetml.sheet.main+xml",
    ".odt": KINDS[".odt"].encode(),
    ".ods": KINDS[".ods"].encode(),
}


def _table_of_contents(suffix: str, stream: IO[bytes]) -> bytes:
    part = "mimetype" if suffix in {".odt", ".ods"} else "[Content_Types].xml"
    try:
        with zipfile.ZipFile(stream) as archive, archive.open(part) as content:
            return content.read(MAX_PART)
    except UNREADABLE:
        return b""


def _has_macros(stream: IO[bytes]) -> bool:
    with zipfile.ZipFile(stream) as archive:
        return any(mark in name.lower() for name in archive.namelist() for mark in MACROS)
