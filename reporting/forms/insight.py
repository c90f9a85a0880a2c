from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import StyledForm
from recommendations.enums import Status


class StatusOnForm(StyledForm):
    """Of which day, and of which status or all."""

    on = forms.DateField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("Any")), *Status.choices], required=False)
