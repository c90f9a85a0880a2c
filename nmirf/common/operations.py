from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pghistory
from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")
names: set[str] = set()  # of all operations, as they stand in the history


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """Mark of every write: keyword-only, `by=` who does it, one transaction, and history that says who and what.

    The outermost operation names the change; those it calls belong to it.
    """
    name = f"{function.__module__.split('.operations')[0].rsplit('.', 1)[-1]}.{function.__name__}"
    names.add(name)

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if args:
            raise TypeError(f"{name} takes keyword arguments only")
        by: Any = kwargs["by"]
        with transaction.atomic():
            if _inside():
                return function(*args, **kwargs)
            with pghistory.context(operation=name, user=str(by.public_id), name=by.name):
                return function(*args, **kwargs)

    run.is_operation = True  # type: ignore[attr-defined]
    return run


def _inside() -> bool:
    from pghistory.runtime import _tracker

    return hasattr(_tracker, "value")
