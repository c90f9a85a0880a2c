"""The door to the readers: `read(path)` gives the rows of any file we know, read in a process of its own.

    with read(path) as reading:
        reading.format, reading.columns
        for item in reading:  # Row | Problem
            ...

A parser that a file kills, or that eats memory or time, takes nothing with it: that is a FileRefused("reader_died").
"""

import json
import logging
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from django.conf import settings

from . import wire
from .guard import Limits
from .rows import FileRefused, Problem, Row

logger = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]  # where the package `recommendations` lies
PIECE = 1024 * 1024


Mappings = Mapping[str, Mapping[str, str]]  # {key of headers: what they mean}, see mapping.py


def read(path: Path, *, format: str = "auto", limits: Limits | None = None, remembered: Mappings | None = None) -> "Reading":
    """Start to read `path`. Raises FileRefused, now or while iterating; then nothing that was read may be kept.

    `format` is "auto" or one of detect.FORMATS; a file in another format is refused. The file is known by its contents,
    but a name that promises something else is refused too, so pass it under the suffix that the person gave it.
    """
    return Reading(path, format, limits or _limits(), {"remembered": remembered or {}})


def original_lines(path: Path, lines: Collection[int], *, remembered: Mappings | None = None) -> Iterator[tuple[int, list[str]]]:
    """(line, cells as text) of a table: first its header, then the lines asked for. Raises FileRefused."""
    with Reading(path, "auto", _limits(), {"remembered": remembered or {}, "lines": sorted(lines)}) as reading:
        yield from ((line, cells) for line, cells in reading.values())


def plain_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line, cells as text) of the first sheet of a workbook or of a csv file, whatever its headers. Raises FileRefused."""
    with Reading(path, "auto", _limits(), {"plain": True}) as reading:
        yield from ((line, cells) for line, cells in reading.values())


def all_sheets(path: Path, limits: Limits) -> Iterator[tuple[str, int, int, list[str], list[int]]]:
    """Of every visible sheet of an xlsx: (its name, line, first column, cells as text, places among them that are formulas). Raises FileRefused."""
    with Reading(path, "auto", limits, {"sheets": True}) as reading:
        yield from (tuple(value) for value in reading.values())


def _limits() -> Limits:
    """What this deployment lets one file cost."""
    return Limits(**settings.IMPORT_LIMITS)


class Reading:
    """The rows of one file, once. Close it (or leave its `with`) to end the child at any point."""

    format: str
    columns: tuple[str, ...]
    about: dict[str, Any]
    far: tuple[int, int | None] = (0, None)  # rows or bytes that have been read, of how many; None: not known

    def __init__(self, path: Path, format: str, limits: Limits, told: Mapping[str, Any]) -> None:
        self._silence = limits.silence_seconds
        self._pending = b""
        path = path.resolve(strict=True)  # before anything is opened that would have to be closed
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed in `close`); what the child says when it dies; kept out of the pipe so that it can't block
        with tempfile.TemporaryFile() as words:
            words.write(json.dumps(told).encode())
            words.seek(0)
            self._child = self._start(path, format, limits, words)
        self._lines = self._read_lines()
        try:
            start = self._next()
        except BaseException:
            self.close()
            raise
        self.format, self.columns, self.about = start["format"], tuple(start["columns"]), start["about"]

    def _start(self, path: Path, format: str, limits: Limits, told: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "recommendations.importing.child", str(path), format, json.dumps(asdict(limits))],
            stdin=told,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
        )

    def __iter__(self) -> Iterator[Row | Problem]:
        reader = wire.Reader()
        for value in self.values():
            if value[0] == "at":
                self.far = value[1], value[2] or None
            else:
                yield reader.item(value)

    def values(self) -> Iterator[Any]:
        """What the child says between start and end, as it crosses the pipe."""
        try:
            while not (isinstance(value := self._next(), dict) and "end" in value):
                yield value
        finally:
            self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child, whatever it is doing. May be called twice."""
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait()
        if self._child.stdout:
            self._child.stdout.close()
        self._errors.close()

    def _next(self) -> Any:
        for line in self._lines:
            value = json.loads(line)
            if isinstance(value, dict) and "refused" in value:
                refused = FileRefused(value["refused"], **value["params"])
                refused.table = value.get("table")
                raise refused
            return value
        self._log_death()
        raise FileRefused("reader_died")

    def _log_death(self) -> None:
        """Which error ended the child, for whoever runs the server; not its words, which may quote the file."""
        status = self._child.wait()
        self._errors.seek(0)
        last = self._errors.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
        logger.error("The import reader ended with status %s: %s", status, last.partition(":")[0][:80])

    def _read_lines(self) -> Iterator[bytes]:
        """Complete lines of the child's output, until it closes it. Raises FileRefused where it says nothing for too long."""
        pipe = self._child.stdout.fileno() if self._child.stdout else -1
        while True:
            deadline = time.monotonic() + self._silence
            while not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                if time.monotonic() >= deadline:
                    raise FileRefused("reader_slow")
            piece = os.read(pipe, PIECE)
            if not piece:
                return
            *lines, self._pending = (self._pending + piece).split(b"\n")
            yield from lines
