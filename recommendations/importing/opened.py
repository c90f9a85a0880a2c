"""A file that has been recognised and is about to be read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .rows import Problem, Row


@dataclass(frozen=True)
class Opened:
    format: str
    columns: tuple[str, ...]
    rows: Iterator[Row | Problem]  # once; may raise FileRefused where the file turns out to be broken further down
    far: Callable[[int], tuple[int, int]] = lambda line: (line, 0)  # at that line: (rows or bytes that were read, of how many; 0: not known)
    about: dict[str, Any] = field(default_factory=dict)  # what a document as issued says about itself: see importing/about.py; plain JSON
