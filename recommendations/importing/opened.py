"""A file that has been recognised and is about to be read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .rows import Problem, Row


@dataclass(frozen=True)
class Opened:
    format: str
    columns: tuple[str, ...]
    rows: Iterator[Row | Problem]  # once; may raise FileRefused where the file turns out to be broken further down
    about: dict[str, Any] = field(default_factory=dict)  # what a document as issued says about itself: see importing/about.py; plain JSON
