"""How rows cross the pipe from the child: one JSON value a line, only what is filled.

First `{"format": ..., "columns": [...], "about": {...}}`, then an array a row or problem, last `{"end": true}`. A refusal,
`{"refused": code, "params": {...}, "table": ...}`, may come at any place and ends it.
"""

import json
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from .rows import FileRefused, Problem, Row

_DEFAULTS = [(f.name, f.default_factory() if f.default_factory is not MISSING else f.default) for f in fields(Row)]
_TUPLES = frozenset(name for name, default in _DEFAULTS if default == ())


def start_line(format_name: str, columns: tuple[str, ...], about: dict[str, Any]) -> bytes:
    return _line({"format": format_name, "columns": columns, "about": about})


def end_line() -> bytes:
    return _line({"end": True})


def refusal_line(refused: FileRefused) -> bytes:
    return _line({"refused": refused.code, "params": refused.params, "table": refused.table})


def cells_line(line: int, cells: list[str]) -> bytes:
    """A line of the table as it stands, for those who ask for lines and not for rows."""
    return _line([line, cells])


def item_line(item: Row | Problem) -> bytes:
    if isinstance(item, Problem):
        return _line(["p", item.line, item.column, item.code, item.params, item.is_fatal])
    filled = {name: value for name, default in _DEFAULTS if (value := getattr(item, name)) != default}
    if item.published_on:
        filled["published_on"] = item.published_on.isoformat()
    return _line(filled)


def read_item(value: Any) -> Row | Problem:
    if isinstance(value, list):
        return Problem(*value[1:])
    for name in _TUPLES & value.keys():
        value[name] = tuple(value[name])
    if "published_on" in value:
        value["published_on"] = date.fromisoformat(value["published_on"])
    return Row(**value)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _line(value: Any) -> bytes:
    return _encode(value).encode("utf-8", "replace") + b"\n"
