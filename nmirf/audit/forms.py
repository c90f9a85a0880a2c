from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.audit.queries import OUTSIDE
from nmirf.audit.words import words_for
from nmirf.common import operations
from nmirf.common.forms import FilterForm


class HistoryFilter(FilterForm):
    person = forms.CharField(label=_("Who"), max_length=200, required=False)
    operation = forms.ChoiceField(label=_("What"), required=False)
    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted(((name, words_for(name)) for name in operations.names), key=lambda choice: choice[1])
        self.fields["operation"].choices = [("", _("All")), *known, (OUTSIDE, _("Outside the application"))]  # type: ignore[attr-defined]
