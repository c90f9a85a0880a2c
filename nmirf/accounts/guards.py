from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


def only(predicate: Callable[[Any], bool]) -> Callable:
    """Guard of a view that needs no object: who fails `predicate(user)` gets 403."""

    def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            require(predicate(request.user))
            return view(request, *args, **kwargs)

        return run

    return guarded


def require(allowed: bool) -> None:
    """Guard of an operation, or of a view once its object is loaded."""
    if not allowed:
        raise PermissionDenied
