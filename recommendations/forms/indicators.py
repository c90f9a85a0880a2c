from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ministries.enums import InstitutionKind
from ministries.models import Institution
from nmirf.common.forms import FilterForm, StyledForm
from recommendations.enums import IndicatorKind
from recommendations.forms.actions import PostField, day, lines
from recommendations.models import Action, Framework, Indicator
from recommendations.sdgs import is_indicator_code

PLAIN = (
    "title", "kind", "definition", "unit", "baseline", "baseline_on", "target", "target_on", "source", "sdg_code", "every_months", "next_value_on",
)  # fmt: skip


def number(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=20, decimal_places=4, widget=forms.NumberInput(attrs={"step": "any"}), **more)


class IndicatorForm(StyledForm):
    """What is measured, and who provides the values."""

    title = forms.CharField(label=_("What is measured"), max_length=250)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Choose one")), *IndicatorKind.choices],
        help_text=_("Structural: what the State committed to. Process: what is done. Outcome: what people’s lives show."),
    )  # fmt: skip
    definition = lines(_("Definition"), help_text=_("How it is counted, so that somebody else would count the same."))
    unit = forms.CharField(label=_("Unit"), max_length=80, help_text=_("Such as per cent, or deaths per 100,000 live births."))
    baseline = number(_("Baseline"), required=False)
    baseline_on = day(_("Day of the baseline"), required=False)
    target = number(_("Target"), required=False)
    target_on = day(_("Day of the target"), required=False)
    source = forms.CharField(label=_("Source"), max_length=250, required=False, help_text=_("The survey or register that the values come from."))
    provider = forms.ModelChoiceField(
        Institution.objects.none(), label=_("Provider"), to_field_name="slug", help_text=_("Its people enter the values, and change nothing else.")
    )
    provider_post = PostField(label=_("Post of the provider"))
    sdg_code = forms.CharField(
        label=_("SDG indicator"),
        max_length=10,
        required=False,
        help_text=_("Its code, such as 3.1.1, where it is one of the Sustainable Development Goals’."),
    )
    every_months = forms.IntegerField(label=_("Months between values"), min_value=1, max_value=120, required=False)
    next_value_on = day(_("Next value expected"), required=False, help_text=_("The provider is reminded before that day."))
    actions = forms.ModelMultipleChoiceField(
        Action.objects.none(), label=_("Actions"), required=False, to_field_name="public_id", widget=forms.SelectMultiple(attrs={"size": 6})
    )
    frameworks = forms.ModelMultipleChoiceField(
        Framework.objects.none(), label=_("Plans"), required=False, to_field_name="public_id", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: Any, indicator: Indicator | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.given(indicator) | kwargs.pop("initial", {}), **kwargs)
        fields: Any = self.fields
        state = Institution.objects.filter(is_active=True, kind__in=InstitutionKind.of_the_state())
        state = state | Institution.objects.filter(pk=indicator.provider_id) if indicator else state
        fields["provider"].queryset = state.order_by("name")
        fields["provider_post"].of(state)
        fields["actions"].queryset = Action.objects.visible_to(user).filter(is_draft=False).order_by("title", "pk")
        kept = indicator.frameworks.all() if indicator else Framework.objects.none()
        fields["frameworks"].queryset = (Framework.objects.filter(is_active=True) | Framework.objects.filter(pk__in=kept)).order_by("title")

    @staticmethod
    def given(indicator: Indicator | None) -> dict[str, Any]:
        if not indicator:
            return {}
        several = {name: list(getattr(indicator, name).values_list("public_id", flat=True)) for name in ("actions", "frameworks")}
        post = indicator.provider_post and indicator.provider_post.public_id
        return {name: getattr(indicator, name) for name in PLAIN} | {"provider": indicator.provider.slug, "provider_post": post} | several

    def clean_sdg_code(self) -> str:
        code = self.cleaned_data["sdg_code"].strip().lower()
        if code and not is_indicator_code(code):
            raise forms.ValidationError(_("There is no such indicator. The code looks like 3.1.1 or 8.b.1: goal, target, number."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("baseline", "target"):
            if cleaned.get(f"{name}_on") and cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, _("Give the value too, or leave its day empty."))
        return cleaned


class ValueForm(StyledForm):
    """One value; of a day and group that has one already it corrects that."""

    on = day(_("Measured for"), help_text=_("The day or the last day of the period. A value that is there for the same day and group is corrected."))
    value = number(_("Value"))
    dimension = forms.CharField(label=_("Broken down by"), max_length=80, required=False, help_text=_("Such as Sex or Region; empty for the whole."))
    category = forms.CharField(label=_("Group"), max_length=120, required=False, help_text=_("Such as Women; empty for the whole."))
    source = forms.CharField(label=_("Source"), max_length=250, required=False)
    note = lines(_("Note"), 2)
    next_value_on = day(_("Next value expected"), required=False, help_text=_("If left empty, by the indicator’s usual rhythm."))

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError(_("That day is still to come. Give today or an earlier day."))
        return self.cleaned_data["on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("dimension")) != bool(cleaned.get("category")):
            self.add_error("category" if cleaned.get("dimension") else "dimension", _("Fill in both, or neither for the whole."))
        return cleaned


class IndicatorFilterForm(FilterForm):
    """Which indicators the list shows."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Any")), *IndicatorKind.choices], required=False)
    provider = forms.ModelChoiceField(Institution.objects.none(), label=_("Provider"), required=False, to_field_name="slug", empty_label=_("Any"))
    framework = forms.ModelChoiceField(Framework.objects.none(), label=_("Plan"), required=False, to_field_name="public_id", empty_label=_("Any"))
    overdue = forms.ChoiceField(label=_("A value is late"), choices=[("", _("Any")), ("true", _("Yes")), ("false", _("No"))], required=False)
    q = forms.CharField(label=_("Words or SDG code"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["provider"].queryset = Institution.objects.filter(pk__in=Indicator.objects.order_by().values("provider")).order_by("name")
        fields["framework"].queryset = Framework.objects.order_by("title")
