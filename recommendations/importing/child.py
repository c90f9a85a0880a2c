"""The process that reads one file and may die of it: `python -m recommendations.importing.child FILE FORMAT LIMITS`.

Writes JSON lines (see wire.py) to standard output. Started by reading.py and by nothing else; imports no Django.
"""

import json
import resource
import sys
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from . import wire
from .guard import Contents, Limits, check
from .mapping import Remembered
from .opened import Opened
from .rows import FileRefused, Problem

EVERY = 500  # rows and problems between two words about how far the reading is


def main(file: str, format_name: str, limits_json: str) -> None:
    limits = Limits(**json.loads(limits_json))
    _confine(limits)
    out = sys.stdout.buffer
    try:
        contents = check(Path(file), limits)
        if wanted := told().get("lines"):
            _write_lines(Path(file), contents, frozenset(wanted))
            return
        if told().get("plain"):
            _write_plain(Path(file), contents)
            return
        if told().get("sheets"):
            _write_sheets(Path(file), contents, limits.characters)
            return
        opened = open_file(Path(file), contents, limits)
        if format_name not in ("auto", opened.format):
            raise FileRefused("other_format", format=opened.format)
        out.write(wire.start_line(opened.format, opened.columns, opened.about))
        out.flush()
        writer = wire.Writer()
        notes = (Problem(1, "", note, is_fatal=False) for note in contents.notes)
        for count, item in enumerate(chain(notes, opened.rows), start=1):
            out.write(writer.item_line(item))
            if count % EVERY == 0:
                out.write(wire.far_line(*opened.far(item.line)))
            if writer.characters > limits.characters:
                raise FileRefused("too_many_characters", limit=str(limits.characters))
        out.write(wire.end_line())
    except FileRefused as refused:
        out.write(wire.refusal_line(refused))
    except MemoryError:
        out.write(wire.refusal_line(FileRefused("reader_died")))
    out.flush()


def open_file(path: Path, contents: Contents, limits: Limits) -> Opened:
    if contents.kind == "json":
        from .readers.uhri_json import open_json

        return open_json(path)
    if contents.kind == "docx":
        from .readers.documents import open_word

        return open_word(path)
    if contents.kind == "pdf":
        from .readers.documents import open_pdf

        _confine_pdf(limits)
        return open_pdf(path, limits)
    from .readers.tabular import open_table

    return open_table(path, contents, remembered())


@cache
def told() -> dict[str, Any]:
    """What reading.py tells on standard input: {"remembered": {key of headers: mapping}, "lines": [numbers], "plain": bool, "sheets": bool}."""
    value: dict[str, Any] = json.loads(sys.stdin.read() or "{}")
    return value


def remembered() -> Remembered:
    return Remembered(told().get("remembered", {}))


def _write_lines(path: Path, contents: Contents, wanted: frozenset[int]) -> None:
    from .readers.tabular import original_lines

    out = sys.stdout.buffer
    out.write(wire.start_line("lines", (), {}))
    for line, cells in original_lines(path, contents, remembered(), wanted):
        out.write(wire.cells_line(line, cells))
    out.write(wire.end_line())
    out.flush()


def _write_plain(path: Path, contents: Contents) -> None:
    from .readers.tabular import plain_lines

    out = sys.stdout.buffer
    lines = plain_lines(path, contents)
    out.write(wire.start_line("plain", (), {}))
    for line, cells in lines:
        out.write(wire.cells_line(line, cells))
    out.write(wire.end_line())
    out.flush()


def _write_sheets(path: Path, contents: Contents, characters: int) -> None:
    from .readers.tabular import all_sheets

    out = sys.stdout.buffer
    out.write(wire.start_line("sheets", (), {}))
    left = characters
    for value in all_sheets(path, contents):
        line = wire.value_line(value)
        left -= len(line)
        if left < 0:
            raise FileRefused("too_many_characters", limit=str(characters))
        out.write(line)
    out.write(wire.end_line())
    out.flush()


def _confine(limits: Limits) -> None:
    """Limits that the system keeps: memory, processor time, no files of any size, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * 1024, 1024 * 1024))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _confine_pdf(limits: Limits) -> None:
    """A document of some hundred pages needs far less than a workbook of the whole world."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    memory = min(limits.memory_bytes, limits.pdf_memory_bytes)
    cpu = min(limits.cpu_seconds, int(used.ru_utime + used.ru_stime) + limits.pdf_cpu_seconds)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))


if __name__ == "__main__":
    main(*sys.argv[1:4])
