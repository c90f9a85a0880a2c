from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import StyledForm
from recommendations.enums import TermKind
from recommendations.models import Term

GIVEN = (TermKind.THEME, TermKind.AFFECTED_PERSONS, TermKind.SDG)


class TermForm(StyledForm):
    """Which term all of the chosen recommendations get; cleaned to [kind, code]."""

    term = forms.ChoiceField(label=_("Term"), help_text=_("Added here, beside what the source says: imports leave it alone."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = list(Term.objects.filter(kind__in=GIVEN, merged_into=None).order_by("label").values_list("kind", "code", "label"))
        groups = [(kind.label, [(f"{kind}:{code}", label) for of, code, label in terms if of == kind]) for kind in GIVEN]
        self.fields["term"].choices = [("", _("Choose one")), *groups]  # type: ignore[attr-defined]

    def clean_term(self) -> list[str]:
        return self.cleaned_data["term"].split(":", 1)
