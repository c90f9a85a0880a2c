"""Uploaded files pass a virus scanner where one is set: clamd at `CLAMD_URL`, tcp://host:3310 or unix:///path/of/socket.

Spoken here in a dozen lines, INSTREAM as clamd's manual has it. A scanner that can't be asked refuses the upload: nothing unscanned is kept.
"""

import socket
import struct
from collections.abc import Iterator
from typing import IO
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from nmirf.common.errors import Refused

CHUNK = 64 * 1024  # bytes
SECONDS = 30  # for each answer of the scanner
PORT = 3310
log = structlog.get_logger(__name__)


class Infected(Refused):
    pass


class ScannerDown(Refused):
    pass


def refuse_infected(file: File, name: str) -> None:
    """Raises Infected or ScannerDown. The file's position is at its start afterwards. Without a scanner nothing is asked."""
    if not settings.CLAMD_URL:
        return
    stream = file.open("rb")
    try:
        answer = _ask(settings.CLAMD_URL, stream)
    except OSError as trouble:
        log.error("virus_scanner_down", error=str(trouble))
        answer = ""
    stream.seek(0)
    if answer.endswith(" FOUND"):
        raise Infected(_("“%(name)s” was not kept: the virus scanner found something in it. Clean it, or tell your IT service.") % {"name": name})
    if answer != "stream: OK":
        raise ScannerDown(
            _("“%(name)s” was not kept: the virus scanner can't be asked just now. Save the text without the file, and attach it later.")
            % {"name": name}
        )


def _ask(address: str, stream: IO[bytes]) -> str:
    with _connected(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        stream.seek(0)
        for chunk in iter(lambda: stream.read(CHUNK), b""):
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
        return b"".join(_answer(connection)).rstrip(b"\0").decode(errors="replace").strip()


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        connection.connect(parts.path)
        return connection
    return socket.create_connection((parts.hostname or "localhost", parts.port or PORT), SECONDS)


def _answer(connection: socket.socket) -> Iterator[bytes]:
    while part := connection.recv(4096):
        yield part
        if part.endswith(b"\0"):
            return
