from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import FilterForm
from nmirf.notifications.models import Message


class OutboxFilter(FilterForm):
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *Message.State.choices], required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *Message.Kind.choices], required=False)
    person = forms.CharField(label=_("To (name or address)"), max_length=200, required=False)
