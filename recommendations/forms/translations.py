from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import StyledForm
from recommendations.languages import direction


class TranslationForm(StyledForm):
    text = forms.CharField(label=_("Text of the translation"), max_length=100_000, widget=forms.Textarea(attrs={"rows": 10}))

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {"lang": language, "dir": direction(language)}
