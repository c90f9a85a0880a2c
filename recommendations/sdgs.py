"""Codes of the Sustainable Development Goals' indicators, such as 3.1.1, 8.b.1 or 16.10.2."""

import re

# Of each goal: how many numbered targets it has, and the last of its lettered ones (General Assembly resolution 70/1).
_TARGETS = {
    1: (5, "b"), 2: (5, "c"), 3: (9, "d"), 4: (7, "c"), 5: (6, "c"), 6: (6, "b"), 7: (3, "b"), 8: (10, "b"), 9: (5, "c"), 10: (7, "c"),
    11: (7, "c"), 12: (8, "c"), 13: (3, "b"), 14: (7, "c"), 15: (9, "c"), 16: (10, "b"), 17: (19, ""),
}  # fmt: skip
SHAPE = r"^[1-9][0-9]?\.([1-9][0-9]?|[a-d])\.[1-9]$"


def is_indicator_code(code: str) -> bool:
    """Of a target that exists; the framework has at most five indicators a target, the shape allows nine."""
    if not re.fullmatch(SHAPE, code):
        return False
    goal, target, _number = code.split(".")
    numbers, letters = _TARGETS.get(int(goal), (0, ""))
    return int(target) <= numbers if target.isdecimal() else target <= letters
