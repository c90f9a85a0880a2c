from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import StyledForm


class RowsFileForm(StyledForm):
    file = forms.FileField(
        label=_("File"), help_text=_("The workbook that was downloaded here (xlsx), with your changes; or a csv file with the same headers.")
    )
