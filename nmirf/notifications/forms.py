from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import FilterForm, StyledForm
from nmirf.notifications.due import Timing
from nmirf.notifications.models import Message, Preference

FURTHEST = 400  # days before or after


class OutboxFilter(FilterForm):
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *Message.State.choices], required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *Message.Kind.choices], required=False)
    person = forms.CharField(label=_("To (name or address)"), max_length=200, required=False)


def days(label: Any, help_text: Any = "", *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=0, max_value=FURTHEST, required=required)


class RuleForm(StyledForm):
    """When people are told of one kind of due thing; days are counted from the due day."""

    is_active = forms.BooleanField(label=_("Remind of these things"), required=False)
    leads = forms.CharField(
        label=_("Days before it is due"),
        help_text=_("Numbers with commas between them; 0 is the day itself. For example: 14, 3, 0"),
        max_length=100,
        required=False,
    )
    late_every = days(_("When it is late, every … days"), _("7 is once a week; 0 is never."), required=True)
    late_until = days(_("Until it is … days late"), _("Then people talk; mails are no longer read."), required=True)
    deputies_after = days(_("Deputies are told when it is … days late"), _("Then they go on being reminded with the others. Empty: never."))
    heads_after = days(_("The head of the unit is told when it is … days late"), _("Once. Empty: never."))
    secretariat_after = days(_("The secretariat is told when it is … days late"), _("Once. Empty: never."))

    @staticmethod
    def initial_of(timing: Timing) -> dict[str, Any]:
        plain = ("is_active", "late_every", "late_until", "deputies_after", "heads_after", "secretariat_after")
        return {name: getattr(timing, name) for name in plain} | {"leads": ", ".join(str(n) for n in timing.leads)}

    def clean_leads(self) -> tuple[int, ...]:
        parts = [part.strip() for part in self.cleaned_data["leads"].replace(";", ",").split(",") if part.strip()]
        if not all(part.isdecimal() and int(part) <= FURTHEST for part in parts):
            raise ValidationError(_now("Give whole numbers from 0 to %(most)d with commas between them, such as 14, 3, 0.") % {"most": FURTHEST})
        return tuple(sorted({int(part) for part in parts}, reverse=True))

    def timing(self) -> Timing:
        return Timing(**self.cleaned_data)


class HolidayForm(StyledForm):
    on = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}))
    name = forms.CharField(label=_("Name"), max_length=200)


class YearForm(StyledForm):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)


class PreferenceForm(StyledForm):
    rhythm = forms.ChoiceField(label=_("Reminders of what waits for me"), choices=Preference.Rhythm.choices, widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(
        label=_("Day of the weekly reminder"), choices=[(n + 1, words) for n, words in sorted(WEEKDAYS.items())], coerce=int
    )
    is_plain = forms.BooleanField(label=_("As plain text only, without layout"), required=False)
    wants_reviews = forms.BooleanField(label=_("Mail me about reviews of updates"), required=False)
    wants_comments = forms.BooleanField(label=_("Mail me about replies to comments"), required=False)


class SnoozeForm(StyledForm):
    until = forms.DateField(label=_("Remind me again on"), help_text=_("At most 90 days ahead."), widget=forms.DateInput({"type": "date"}))
    reason = forms.CharField(label=_("Why"), help_text=_("The secretariat reads this."), max_length=1000, widget=forms.Textarea({"rows": 3}))
