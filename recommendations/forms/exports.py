from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import StyledForm
from recommendations.queries.columns import ALL, Column
from recommendations.queries.exports import FORMS


class ExportForm(StyledForm):
    """In which form, and with which columns."""

    format = forms.ChoiceField(label=_("Format"), widget=forms.RadioSelect, initial="xlsx")
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In this order. OHCHR's matrix has columns of its own."),
        error_messages={"required": _("Choose at least one column.")},
    )

    def __init__(self, *args: Any, first: Sequence[Column] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        formats = [(form.name, format_html("{}: {}", form.label, form.hint)) for form in FORMS.values()]
        self.fields["format"].choices = formats  # type: ignore[attr-defined]
        self.fields["columns"].choices = _choices([*first, *(column for column in ALL if column not in first)])  # type: ignore[attr-defined]


def _choices(columns: Iterable[Column]) -> list[tuple[str, Any]]:
    return [(column.name, column.label) for column in columns]
