from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.enums import Visibility
from consultations.models import Consultation
from ministries.enums import InstitutionKind
from ministries.models import Institution
from nmirf.common.forms import StyledForm


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ConsultationForm(StyledForm):
    title = forms.CharField(label=_("Title"), max_length=250)
    introduction = forms.CharField(label=_("What is asked and why"), widget=forms.Textarea(attrs={"rows": 5}))
    questions = forms.CharField(label=_("Questions"), help_text=_("One question a line."), widget=forms.Textarea(attrs={"rows": 5}), required=False)
    opens_on = forms.DateField(label=_("First day"), widget=DayInput())
    closes_on = forms.DateField(label=_("Last day"), help_text=_("Contributions are taken until the end of this day."), widget=DayInput())
    invited = forms.ModelMultipleChoiceField(
        label=_("Invited bodies"),
        queryset=Institution.objects.filter(kind__in=InstitutionKind.independent(), is_active=True).order_by("name"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Only these bodies see the consultation and can contribute. The ministries see it too."),
    )

    def clean_questions(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("opens_on") and data.get("closes_on") and data["closes_on"] < data["opens_on"]:
            self.add_error("closes_on", _("The last day can't be before the first."))
        return data

    @staticmethod
    def initial_of(consultation: Consultation) -> dict[str, Any]:
        names = ["title", "introduction", "opens_on", "closes_on"]
        return {name: getattr(consultation, name) for name in names} | {
            "questions": "\n".join(consultation.questions),
            "invited": consultation.invited.all(),
        }


class TextForm(StyledForm):
    """Changing a contribution. Who may read it is never chosen for its author: no answer is ticked beforehand."""

    text = forms.CharField(label=_("What you say"), widget=forms.Textarea(attrs={"rows": 8}))
    visibility = forms.ChoiceField(label=_("Who may read it"), choices=Visibility.choices, widget=forms.RadioSelect)


class ContributionForm(TextForm):
    """A new contribution. Those who speak for one body are not asked for which."""

    institution = forms.ModelChoiceField(label=_("You speak for"), queryset=Institution.objects.none())
    token = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ["institution", "text", "visibility", "token"]

    def __init__(self, data: Any = None, *, speaks_for: list[Institution]) -> None:
        first = {"token": uuid4(), "institution": speaks_for[0] if len(speaks_for) == 1 else None}
        super().__init__(data, initial=first)
        field = self.fields["institution"]
        field.queryset = Institution.objects.filter(pk__in=[i.pk for i in speaks_for]).order_by("name")  # type: ignore[attr-defined]
        if len(speaks_for) == 1:
            field.widget = forms.HiddenInput()


class ReplyForm(StyledForm):
    text = forms.CharField(
        label=_("Your reply"),
        help_text=_("Whoever may read the contribution may read the reply. Its author gets a mail that says so, without your text."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
