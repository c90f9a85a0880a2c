from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nmirf.common.forms import StyledForm
from recommendations.enums import Kind, Outcome, TermKind
from recommendations.folding import fold_name, normalise_text
from recommendations.importing.cells import fold_space
from recommendations.models import Recommendation, StagedRow
from recommendations.operations.paragraphs import LEFT_OUT, Confirmed

THEMES = ("theme_1", "theme_2", "theme_3")
LIST = "themes-of-the-taxonomy"  # id of the datalist on the page


class ParagraphForm(StyledForm):
    """What becomes of one paragraph. `labels` are the taxonomy's themes: {folded: label}."""

    marks_optional = False
    becomes = forms.ChoiceField(
        label=gettext_lazy("Becomes"),
        choices=[
            (Kind.RECOMMENDATION.value, gettext_lazy("a recommendation")),
            (Kind.OBSERVATION.value, gettext_lazy("an observation")),
            (LEFT_OUT, gettext_lazy("nothing: leave it out")),
        ],
    )
    paragraph = forms.CharField(
        label=gettext_lazy("Paragraph number"), required=False, max_length=Recommendation._meta.get_field("paragraph").max_length or 0
    )
    is_follow_up = forms.BooleanField(label=gettext_lazy("Marked for follow-up"), required=False)
    text = forms.CharField(label=gettext_lazy("Text"), required=False, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}), max_length=32_000)
    theme_1 = forms.CharField(label=gettext_lazy("Theme"), required=False)
    theme_2 = forms.CharField(label=gettext_lazy("Second theme"), required=False)
    theme_3 = forms.CharField(label=gettext_lazy("Third theme"), required=False)

    def __init__(self, *args: Any, row: StagedRow, labels: dict[str, str], **kwargs: Any) -> None:
        self.row, self.labels = row, labels
        super().__init__(*args, prefix=f"row-{row.pk}", initial=_initial(row), **kwargs)
        for name in THEMES:
            self.fields[name].widget.attrs |= {"list": LIST, "autocomplete": "off"}

    def _theme(self, name: str) -> str:
        value = fold_space(self.cleaned_data[name])
        if value and fold_name(value) not in self.labels:
            raise forms.ValidationError(_("“%(label)s” is not a theme of the taxonomy. Choose one from the list.") % {"label": value})
        return self.labels.get(fold_name(value), "")

    def clean_theme_1(self) -> str:
        return self._theme("theme_1")

    def clean_theme_2(self) -> str:
        return self._theme("theme_2")

    def clean_theme_3(self) -> str:
        return self._theme("theme_3")

    def clean_text(self) -> str:
        text = fold_space(self.cleaned_data["text"])
        if self.cleaned_data.get("becomes") != LEFT_OUT and not normalise_text(text):
            raise forms.ValidationError(_("Give the text, or leave the paragraph out."))
        return text

    def clean_paragraph(self) -> str:
        return fold_space(self.cleaned_data["paragraph"])

    @property
    def confirmed(self) -> Confirmed:
        """What was said, once the form is valid."""
        said = self.cleaned_data
        return Confirmed(
            row=self.row.pk,
            becomes=said["becomes"],
            paragraph=said["paragraph"],
            text=said["text"],
            themes=tuple(dict.fromkeys(said[name] for name in THEMES if said[name])),
            is_follow_up=said["is_follow_up"],
        )


def _initial(row: StagedRow) -> dict[str, Any]:
    data = row.data
    confirmed = [term["label"] for term in data["terms"] if term["kind"] == TermKind.THEME]
    themes = confirmed if data.get("is_confirmed") else [*confirmed, *data.get("proposed", ())]
    return {
        "becomes": LEFT_OUT if row.outcome == Outcome.LEFT_OUT else data["kind"],
        "paragraph": data["paragraph"],
        "is_follow_up": data.get("is_follow_up", False),
        "text": data["text"],
    } | dict(zip(THEMES, themes, strict=False))
