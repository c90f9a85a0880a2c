from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ministries.enums import InstitutionKind
from ministries.models import Institution, Post
from ministries.permissions import affiliations
from nmirf.accounts.permissions import is_secretariat
from nmirf.common.forms import FilterForm, StyledForm
from recommendations.enums import ActionStatus, FrameworkKind, Need
from recommendations.models import Action, Framework


def day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def lines(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}), **more)


class PostField(forms.ModelChoiceField):
    """Posts grouped by their institution."""

    def __init__(self, **more: Any) -> None:
        super().__init__(Post.objects.none(), to_field_name="public_id", required=False, **more)

    def of(self, institutions: Iterable[Institution]) -> None:
        self.queryset = Post.objects.filter(institution__in=institutions)
        rows = self.queryset.select_related("institution").order_by("institution__name", "title")
        groups = [(name, [(str(post.public_id), post.title) for post in posts]) for name, posts in groupby(rows, lambda post: post.institution.name)]
        self.choices = [("", _("Anybody of the institution")), *groups]


class ActionForm(StyledForm):
    """What is undertaken, by whom, from when to when. The institution is asked only where there is a choice."""

    title = forms.CharField(label=_("What will be done"), max_length=250)
    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Institution"), to_field_name="slug")
    post = PostField(label=_("Responsible post"), help_text=_("Who is reminded. It must be a post of the institution."))
    need = forms.ChoiceField(
        label=_("What it takes"),
        choices=[("", _("Choose one")), *Need.choices],
        help_text=_("The main thing. Parliament looks for what takes a law."),
    )
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"), help_text=_("When it should be done."))
    description = lines(_("Description"))
    budget_note = lines(_("Budget"), 2, help_text=_("What it costs and who pays, in a line or two."))
    frameworks = forms.ModelMultipleChoiceField(
        Framework.objects.none(), label=_("Plans"), required=False, to_field_name="public_id", widget=forms.CheckboxSelectMultiple,
        help_text=_("It is reported once and shows in each."),
    )  # fmt: skip
    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"])

    def __init__(self, *args: Any, user: Any, action: Action | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.given(action) | kwargs.pop("initial", {}), **kwargs)
        theirs = institutions_of(user)
        fields: Any = self.fields
        if action:
            theirs = Institution.objects.filter(pk=action.institution_id)
            del fields["institution"]
        elif len(only := list(theirs[:2])) == 1:
            fields["institution"].initial, fields["institution"].empty_label = only[0].slug, None
        if "institution" in fields:
            fields["institution"].queryset = theirs
        fields["post"].of(theirs)
        kept = action.frameworks.all() if action else Framework.objects.none()
        fields["frameworks"].queryset = (Framework.objects.filter(is_active=True) | Framework.objects.filter(pk__in=kept)).order_by("title")
        if not fields["frameworks"].queryset.exists():
            del fields["frameworks"]

    @staticmethod
    def given(action: Action | None) -> dict[str, Any]:
        if not action:
            return {}
        plain = {name: getattr(action, name) for name in ("title", "need", "starts_on", "ends_on", "description", "budget_note")}
        return plain | {
            "post": action.post and action.post.public_id,
            "frameworks": [f.public_id for f in action.frameworks.all()],
            "seen": action.changed_at.isoformat(timespec="microseconds"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("starts_on") and cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", _("The last day lies before the first. Give a later one."))
        cleaned.setdefault("frameworks", [])
        return cleaned


def institutions_of(user: Any) -> Any:
    """Of the State: all for the secretariat, their own for the others."""
    state = Institution.objects.filter(is_active=True, kind__in=InstitutionKind.of_the_state()).order_by("name")
    return state if is_secretariat(user) else state.filter(pk__in=affiliations(user).ids)


class ActionStatusForm(StyledForm):
    status = forms.ChoiceField(label=_("Status"), choices=ActionStatus.choices, widget=forms.RadioSelect)
    on = day(_("Ended on"), required=False, help_text=_("Of what is done or dropped; today if left empty."))
    outcome = lines(_("What came of it"), help_text=_("Needed where it was dropped: say why."))

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on and on > timezone.localdate():
            raise forms.ValidationError(_("That day is still to come. Give today or an earlier day."))
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("status") == ActionStatus.DROPPED and not cleaned.get("outcome", "").strip():
            self.add_error("outcome", _("Say why the action was dropped."))
        return cleaned


class ActionFilterForm(FilterForm):
    """Which actions the list shows."""

    need = forms.ChoiceField(label=_("What it takes"), choices=[("", _("Any")), *Need.choices], required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("Any")), *ActionStatus.choices], required=False)
    institution = forms.ModelChoiceField(
        Institution.objects.none(), label=_("Institution"), required=False, to_field_name="slug", empty_label=_("Any")
    )
    framework = forms.ModelChoiceField(Framework.objects.none(), label=_("Plan"), required=False, to_field_name="public_id", empty_label=_("Any"))
    overdue = forms.ChoiceField(label=_("Overdue"), choices=[("", _("Any")), ("true", _("Yes")), ("false", _("No"))], required=False)
    q = forms.CharField(label=_("Words"), max_length=200, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        acting = Action.objects.visible_to(user).order_by().values("institution")
        fields["institution"].queryset = Institution.objects.filter(pk__in=acting).order_by("name")
        fields["framework"].queryset = Framework.objects.order_by("title")


class FrameworkForm(StyledForm):
    title = forms.CharField(label=_("Title"), max_length=250)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose one")), *FrameworkKind.choices])
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"))
    description = lines(_("Description"))
    is_active = forms.BooleanField(label=_("In use: actions can be put into it"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("starts_on") and cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", _("The last day lies before the first. Give a later one."))
        return cleaned
