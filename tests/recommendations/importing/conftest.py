from collections.abc import Callable
from pathlib import Path

import pytest

from recommendations.importing.reading import read
from recommendations.importing.rows import Problem, Row


@pytest.fixture
def rows_and_problems() -> Callable[[Path], tuple[list[Row], list[Problem]]]:
    """`rows_and_problems(path)` reads a file through the child process, as everybody does."""

    def take(path: Path) -> tuple[list[Row], list[Problem]]:
        with read(path) as reading:
            items = list(reading)
        return [item for item in items if isinstance(item, Row)], [item for item in items if isinstance(item, Problem)]

    return take
