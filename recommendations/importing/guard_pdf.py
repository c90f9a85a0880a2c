"""Looks at the raw bytes of a PDF: what its streams unfold to, counted in small pieces and thrown away, before a parser holds them."""

import re
import zlib
from pathlib import Path

from .rows import FileRefused

STREAM = re.compile(rb"stream\r?\n")
END = b"endstream"
PIECE = 256 * 1024


def check_streams(path: Path, unpacked_bytes: int) -> None:
    """Raises FileRefused where all streams together unfold to more than `unpacked_bytes`.

    A stream that is packed in another way than by deflate (pictures are) counts with its own size. A stream packed twice passes:
    the memory of the child ends that one.
    """
    raw, total = path.read_bytes(), 0
    for match in STREAM.finditer(raw):
        if raw[match.start() - 3 : match.start()] == b"end":
            continue
        start, unpacker = match.end(), zlib.decompressobj()
        end = raw.find(END, start)
        packed = memoryview(raw)[start : end if end >= 0 else len(raw)]
        try:
            for place in range(0, len(packed), PIECE):
                piece = bytes(packed[place : place + PIECE])
                while piece and not unpacker.eof:
                    total += len(unpacker.decompress(piece, PIECE))
                    piece = unpacker.unconsumed_tail
                    if total > unpacked_bytes:
                        raise FileRefused("bomb", limit=str(unpacked_bytes // (1024 * 1024)))
        except zlib.error:
            total += len(packed)
