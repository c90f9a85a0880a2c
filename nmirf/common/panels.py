"""Places on a lower app's page that upper apps fill.

A page draws `{% panels "recommendation" recommendation %}`; an upper app registers in its `ready()` a function that
gives the panel's template and context, or None where the person may not see it. So the detail page of a
recommendation shows updates and comments without knowing their apps.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest

Panel = tuple[str, dict[str, Any]]  # template, context
_registered: dict[str, list[tuple[int, Callable[[HttpRequest, Any], Panel | None]]]] = defaultdict(list)


def register(place: str, order: int, panel: Callable[[HttpRequest, Any], Panel | None]) -> None:
    _registered[place].append((order, panel))
    _registered[place].sort(key=lambda entry: entry[0])


def panels(place: str, request: HttpRequest, thing: Any) -> Iterator[Panel]:
    for _order, panel in _registered[place]:
        if found := panel(request, thing):
            yield found
