from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class SeveralInput(forms.HiddenInput):
    """Reads all values of its name: `theme=a&theme=b`. The pages draw check boxes themselves."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        if hasattr(data, "getlist"):
            return data.getlist(name)
        value = data.get(name)
        return value if isinstance(value, list) else [] if value is None else [value]


class Several(forms.Field):
    """Any number of values, each of which `of` cleans; empty ones are left out. Refused as a whole where one is refused."""

    widget = SeveralInput

    def __init__(self, *, of: forms.Field | None = None, max_values: int = 100, **more: Any) -> None:
        super().__init__(**more)
        self.of = of or forms.CharField(required=False, max_length=250)
        self.max_values = max_values

    def clean(self, value: Any) -> list[Any]:
        given = list(dict.fromkeys(one for one in value or [] if one not in (None, "")))
        if len(given) > self.max_values:
            raise ValidationError(f"{len(given)} > {self.max_values}")
        return [self.of.clean(one) for one in given]
