from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nmirf.common.forms import StyledForm
from recommendations.importing.mapping import FIELDS, LEFT_OUT, NOTE, Column, twice

FIELD_NAMES = {
    "text": gettext_lazy("Text of the recommendation"),
    "states": gettext_lazy("State under review"),
    "mechanism": gettext_lazy("Mechanism"),
    "symbol": gettext_lazy("Symbol of the document"),
    "title": gettext_lazy("Title of the document"),
    "paragraph": gettext_lazy("Paragraph number"),
    "themes": gettext_lazy("Themes"),
    "affected_persons": gettext_lazy("Affected persons"),
    "sdgs": gettext_lazy("Sustainable Development Goals"),
    "published_on": gettext_lazy("Date of the document"),
    "recommending_states": gettext_lazy("Recommending States"),
    "position": gettext_lazy("Position of the State under review"),
    "kind": gettext_lazy("Kind (recommendation or observation)"),
    "annotation_id": gettext_lazy("UHRI annotation id"),
    "session": gettext_lazy("UPR session"),
    "cycle": gettext_lazy("UPR cycle"),
    "issues": gettext_lazy("UPR Info issues"),
    "action_category": gettext_lazy("UPR Info action category"),
    "institutions": gettext_lazy("Institutions"),
}


class MappingForm(StyledForm):
    """A select for each column, `column_0` and so on; `cleaned_data["mapping"]` is {column: meaning}."""

    marks_optional = False
    line = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, columns: Sequence[Column], mapping: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        choices = [
            (_("What it means"), [(name, FIELD_NAMES[name]) for name in FIELDS]),
            (_("Nothing of these"), [(NOTE, _("Keep as a note")), (LEFT_OUT, _("Leave out"))]),
        ]
        for index, column in enumerate(columns):
            label = column.header or _("Column %(letter)s, without a header") % {"letter": column.letter}
            field = forms.ChoiceField(label=label, choices=choices, required=False, initial=mapping.get(column.name, column.guess))
            field.widget.attrs["class"] = "form-select"
            self.fields[f"column_{index}"] = field

    def rows(self) -> list[tuple[Column, forms.BoundField]]:
        return [(column, self[f"column_{index}"]) for index, column in enumerate(self.columns)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        mapping = {column.name: cleaned.get(f"column_{index}", NOTE) for index, column in enumerate(self.columns)}
        for name, first in twice(mapping).items():
            index = next(i for i, column in enumerate(self.columns) if column.name == name)
            words = _("“%(first)s” already has the meaning “%(field)s”, and a recommendation has only one. Choose another, or keep it as a note.")
            self.add_error(f"column_{index}", words % {"first": first, "field": FIELD_NAMES[mapping[name]]})
        if "text" not in mapping.values():
            words = _("Say which column holds the text of the recommendations. Nothing can be imported without it.")
            self.add_error(self._likeliest_text() if self.columns else None, words)
        return cleaned | {"mapping": mapping}

    def _likeliest_text(self) -> str:
        """The column with the longest examples: the error stands where it will probably be put right."""
        lengths = [max(map(len, column.examples), default=0) for column in self.columns]
        return f"column_{lengths.index(max(lengths))}"
