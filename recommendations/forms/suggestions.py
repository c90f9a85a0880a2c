from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import StyledForm
from recommendations.enums import Decision


class DecideAllForm(StyledForm):
    """What to do with all suggestions that fit; the filters and the number seen travel along."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(Decision.ACCEPTED.value, _("Accept all of them")), (Decision.REJECTED.value, _("Reject all of them"))],
        help_text=_("What is accepted stands on the recommendation as added here; what is rejected is not suggested there again."),
    )
    expected = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.CharField(widget=forms.HiddenInput, required=False)
    term = forms.CharField(widget=forms.HiddenInput, required=False)
    above = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=100)
