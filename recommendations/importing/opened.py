"""A file that has been recognised and is about to be read."""

from collections.abc import Iterator
from dataclasses import dataclass

from .rows import Problem, Row


@dataclass(frozen=True)
class Opened:
    format: str
    columns: tuple[str, ...]
    rows: Iterator[Row | Problem]  # once; may raise FileRefused where the file turns out to be broken further down
