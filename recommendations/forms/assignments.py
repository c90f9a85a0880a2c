from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ministries.enums import InstitutionKind
from ministries.models import Institution
from nmirf.common.forms import StyledForm
from recommendations.enums import AssignmentRole


def day(**more: Any) -> forms.DateField:
    return forms.DateField(label=_("Due date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class ChangeForm(StyledForm):
    """Role and due date of one assignment."""

    role = forms.ChoiceField(label=_("Role"), choices=AssignmentRole.choices, help_text=_("Each recommendation has one lead; any number support it."))
    due_on = day(required=False, help_text=_("The day by which the institution should have reported."))
    replace_lead = forms.BooleanField(label=_("If another institution leads, make it supporting"), required=False)


class AssignForm(ChangeForm):
    """Whom to give the chosen recommendations to."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Institution"), to_field_name="slug")
    field_order = ["institution", "role", "due_on", "replace_lead"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state = Institution.objects.filter(is_active=True, kind__in=InstitutionKind.of_the_state())
        self.fields["institution"].queryset = state.order_by("name")  # type: ignore[attr-defined]


class DueForm(StyledForm):
    """A new due date for several assignments."""

    due_on = day()
