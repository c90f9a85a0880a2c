from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import StyledForm
from recommendations.importing.detect import FORMATS
from recommendations.importing.resolving import ALL

FORMAT_NAMES = {
    "uhri_xlsx": _("UHRI export (xlsx)"),
    "uhri_json": _("UHRI export (json)"),
    "upr_info": _("UPR Info export (csv, xls)"),
    "ohchr_list": _("OHCHR thematic list of recommendations (docx)"),
    "observations": _("Concluding observations as issued (docx, pdf)"),
    "upr_report": _("Report of the UPR's working group (docx, pdf)"),
    "sheet": _("Own table (xlsx, csv) with a row of headers"),
}


class ImportForm(StyledForm):
    """Step one: the file, and whose rows to take."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A spreadsheet (xlsx, xls, csv), a UHRI export (json), an OHCHR list (docx), concluding observations or a UPR report (docx, pdf)."
        ),
    )
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[("auto", _("Find out from the contents")), *((name, FORMAT_NAMES[name]) for name in FORMATS)],
        help_text=_("Only needed where the wrong format is found."),
    )
    country = forms.ChoiceField(
        label=_("Which rows"),
        widget=forms.RadioSelect,
        help_text=_("A Word list, or a table without a column for the State, is always taken as one about your State."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = _("Only those about %(state)s; rows about other States are counted and left out") % {"state": settings.NMIRF_STATE_NAME}
        choices = [(settings.NMIRF_STATE, own), (ALL, _("All; those about other States as reference, for comparison"))]
        self.fields["country"].choices = choices  # type: ignore[attr-defined]
        self.fields["country"].initial = settings.NMIRF_STATE
