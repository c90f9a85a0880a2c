from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ministries.models import Institution
from nmirf.common.forms import StyledForm
from recommendations.enums import TermKind
from recommendations.models import Term


class MandatesForm(StyledForm):
    """The themes and goals an institution works on."""

    themes = forms.ModelMultipleChoiceField(Term.objects.none(), label=_("Themes"), widget=forms.CheckboxSelectMultiple, required=False)
    goals = forms.ModelMultipleChoiceField(
        Term.objects.none(), label=_("Sustainable Development Goals and targets"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        held = list(institution.mandates.values_list("term_id", flat=True))
        super().__init__(*args, initial={"themes": held, "goals": held}, **kwargs)
        terms = Term.objects.filter(merged_into=None).order_by("label", "pk")
        for name, kind in (("themes", TermKind.THEME), ("goals", TermKind.SDG)):
            self.fields[name].queryset = terms.filter(kind=kind)  # type: ignore[attr-defined]
