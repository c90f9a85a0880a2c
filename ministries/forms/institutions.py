from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ministries.enums import InstitutionKind
from ministries.models import Institution, Post
from nmirf.accounts.models import User
from nmirf.common.forms import FilterForm, Styled, StyledForm


def day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


class InstitutionFilter(FilterForm):
    q = forms.CharField(label=_("Name or mandate"), max_length=200, required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *InstitutionKind.choices], required=False)


class InstitutionForm(Styled, forms.ModelForm):
    class Meta:
        model = Institution
        fields = ["name", "short_name", "kind", "territory", "mandate", "needs_clearance"]
        help_texts = {"territory": _("For local and regional governments and offices: which part of the country it answers for.")}


class InstitutionEditForm(InstitutionForm):
    class Meta(InstitutionForm.Meta):
        fields = [*InstitutionForm.Meta.fields, "is_active"]


class PostForm(StyledForm):
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("What the post is, not who holds it: “Head of the legal department”."))
    is_head = forms.BooleanField(label=_("Heads the unit"), required=False)


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.email})"


class HoldingForm(StyledForm):
    user = PersonField(label=_("Person"), queryset=User.objects.none())
    starts_on = day(_("First day"), initial=timezone.localdate)
    ends_on = day(_("Last day"), required=False, help_text=_("Leave empty when it is not known."))
    is_deputy = forms.BooleanField(label=_("As deputy"), required=False)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("ends_on") and data.get("starts_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day must not be before the first."))
        return data


class EndHoldingForm(StyledForm):
    ends_on = day(_("Last day"), initial=timezone.localdate, help_text=_("This day is included."))


class PostChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Post) -> str:
        return f"{obj.institution.short_name} – {obj.title}"
