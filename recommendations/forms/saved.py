from django import forms

from nmirf.common.forms import Styled
from recommendations.models import SavedFilter


class SavedFilterForm(Styled, forms.ModelForm):
    """Its name. The operation saves and says when the name is taken."""

    class Meta:
        model = SavedFilter
        fields = ["name"]

    def validate_unique(self) -> None:
        """Left to the operation, whose sentence says what to do."""
