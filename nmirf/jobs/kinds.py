"""What kinds of job there are: upper apps register a function for each in their tasks.py."""

from collections.abc import Callable
from typing import Any, Protocol

from celery import current_app

from nmirf.accounts.models import User


class Progress(Protocol):
    """How a job's function says how far it is. `at` saves outside the job's own transaction and raises JobCancelled."""

    def at(self, done: int, total: int | None = None) -> None: ...


class JobCancelled(Exception):
    """Somebody asked the job to stop; its transaction is rolled back."""


JobFunction = Callable[..., str]  # (by=User, progress=Progress, **arguments) -> address of the result
_kinds: dict[str, JobFunction] = {}


def job(kind: str) -> Callable[[JobFunction], JobFunction]:
    def register(function: JobFunction) -> JobFunction:
        _kinds[kind] = function
        return function

    return register


def run(kind: str, *, by: User, progress: Progress, arguments: dict[str, Any]) -> str:
    if kind not in _kinds:  # outside a worker nobody has read the apps' tasks yet
        current_app.loader.import_default_modules()
    return _kinds[kind](by=by, progress=progress, **arguments)
