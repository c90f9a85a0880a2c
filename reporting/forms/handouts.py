from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import StyledForm
from reporting.operations.handouts import MINE, SAVED
from reporting.queries.handouts import Comparison


class WorkbookForm(StyledForm):
    file = forms.FileField(
        label=_("Workbook"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("The workbook you downloaded here and filled in (.xlsx)."),
        error_messages={"required": _("Choose the workbook."), "empty": _("The file is empty. Choose it again.")},
    )


class TakeForm(StyledForm):
    """Which text is right, for each row that two people changed."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_as_seen = not self.is_bound or self.data.get("seen") == comparison.mark  # else the operation says so, and no choice is missed
        for row in comparison.of("conflict"):
            self.fields[self.name_of(row)] = forms.ChoiceField(
                label=row.reference,
                choices=[(MINE, _("Take what the workbook says")), (SAVED, _("Keep what is saved"))],
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                required=is_as_seen,
                error_messages={"required": _("Choose which text is right.")},
            )

    @staticmethod
    def name_of(row: Any) -> str:
        return f"choice-{row.assignment.public_id}"

    @property
    def choices(self) -> dict[str, str]:
        return {name.removeprefix("choice-"): value for name, value in self.cleaned_data.items() if name.startswith("choice-")}
