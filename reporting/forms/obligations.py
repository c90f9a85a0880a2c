from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import Styled, StyledForm
from recommendations.models import Mechanism
from reporting.models import Obligation


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ObligationForm(Styled, forms.ModelForm):
    """What is owed, to whom, by when."""

    mechanism = forms.ModelChoiceField(label=_("Mechanism"), queryset=Mechanism.objects.order_by("name"))

    class Meta:
        model = Obligation
        fields = ["mechanism", "kind", "title", "due_on", "note"]
        widgets = {"due_on": DayInput(), "note": forms.Textarea(attrs={"rows": 3})}
        labels = {"kind": _("Kind"), "title": _("Title"), "due_on": _("Due"), "note": _("Note")}


class SentForm(StyledForm):
    on = forms.DateField(label=_("Sent on"), required=False, widget=DayInput(), help_text=_("Leave it empty if it has not been sent."))
