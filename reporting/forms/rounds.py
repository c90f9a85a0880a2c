from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ministries.models import Institution
from nmirf.common.forms import FilterForm, StyledForm
from recommendations.enums import TermKind
from recommendations.models import Cluster, Mechanism, Term
from reporting.forms.obligations import DayInput
from reporting.models import Round

REQUIRED = "*"  # begins a question that has to be answered


class RoundForm(StyledForm):
    """A round's words and days. Its questions, one a line, are (words, has to be answered)."""

    title = forms.CharField(label=_("Title"), max_length=250, help_text=_("For example: Updates of the first half of 2027"))
    instructions = forms.CharField(
        label=_("Instructions"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Focal points read them above their list."),
    )
    opens_on = forms.DateField(label=_("First day"), widget=DayInput())
    closes_on = forms.DateField(
        label=_("Last day"), widget=DayInput(), help_text=_("You open and close the round yourself; these days are what people are told.")
    )
    questions = forms.CharField(
        label=_("The round's own questions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "One a line. Begin a question with * where it has to be answered. What was done, result, obstacles and next steps are always asked."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].widget.attrs["dir"] = "auto"

    def clean_questions(self) -> list[tuple[str, bool]]:
        lines = [line.strip() for line in self.cleaned_data["questions"].splitlines()]
        questions = [(line.lstrip(REQUIRED).strip(), line.startswith(REQUIRED)) for line in lines]
        questions = [(text, is_required) for text, is_required in questions if text]
        if too_long := [text for text, _is_required in questions if len(text) > 500]:
            raise forms.ValidationError(_("A question may have up to 500 characters; “%(start)s…” has more."), params={"start": too_long[0][:40]})
        return questions

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("opens_on") and data.get("closes_on") and data["closes_on"] < data["opens_on"]:
            self.add_error("closes_on", _("The last day can't be before the first."))
        return data

    @staticmethod
    def initial_of(round: Round) -> dict[str, Any]:
        questions = round.questions.order_by("order")
        lines = [f"{REQUIRED} {question.text}" if question.is_required else question.text for question in questions]
        return {name: getattr(round, name) for name in ["title", "instructions", "opens_on", "closes_on"]} | {"questions": "\n".join(lines)}


class CandidatesForm(FilterForm):
    """Which assignments a round should ask about."""

    mechanism = forms.ModelChoiceField(
        Mechanism.objects.order_by("code"), label=_("Mechanism"), required=False, to_field_name="code", empty_label=_("Any")
    )
    cluster = forms.ModelChoiceField(
        Cluster.objects.order_by("name"), label=_("Cluster"), required=False, to_field_name="public_id", empty_label=_("Any")
    )
    theme = forms.ModelChoiceField(
        Term.objects.filter(kind=TermKind.THEME, merged_into=None).order_by("label"),
        label=_("Theme"),
        required=False,
        empty_label=_("Any"),
    )
    institution = forms.ModelChoiceField(
        Institution.objects.filter(assignments__isnull=False, is_active=True).distinct().order_by("name"),
        label=_("Institution"),
        required=False,
        to_field_name="slug",
        empty_label=_("Any"),
    )
    unanswered = forms.BooleanField(label=_("Only what is not answered yet"), required=False)
