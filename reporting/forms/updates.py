from datetime import datetime
from typing import Any

from django import forms
from django.core.files import File
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from nmirf.common.errors import Refused
from nmirf.common.forms import StyledForm, style
from nmirf.common.templatetags.ui import figure
from recommendations.enums import Status
from recommendations.models import Action, Assignment, IndicatorValue
from reporting.evidence_files import ACCEPT, check
from reporting.models import Round, Update
from reporting.queries.touched import touchable_actions, touchable_values
from reporting.queries.updates import answerable_too

STATUSES = [(code, words) for code, words in Status.choices if code != Status.NO_INFORMATION]  # an answer says something


CHOSEN = ("also_answers", "actions", "indicator_values")


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each told by its content; a refused one is named beside the field."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        chosen = [super(FilesField, self).clean(file, initial) for file in data or []]
        refusals = []
        for file in chosen:
            try:
                check(file)
            except Refused as refused:
                refusals.append(str(refused))
        if refusals:
            raise forms.ValidationError(refusals)
        return chosen


class Chosen(forms.ModelMultipleChoiceField):
    """Some of what the page offers, by public id; none will do."""

    def __init__(self, rows: QuerySet, label: Any, hint: Any) -> None:
        super().__init__(rows, label=label, help_text=hint, required=False, to_field_name="public_id", widget=forms.CheckboxSelectMultiple)


class AlsoField(Chosen):
    """Assignments, by the recommendation they are about."""

    def label_from_instance(self, assignment: Any) -> str:
        return f"{assignment.recommendation.reference}: {Truncator(assignment.recommendation.text).chars(160)}"


class ActionsField(Chosen):
    """Actions, by title, institution and status."""

    def label_from_instance(self, action: Any) -> str:
        return f"{action.title} ({action.institution.short_name}, {action.get_status_display()})"


class ValuesField(Chosen):
    """Values, by their indicator, unit and day."""

    def label_from_instance(self, value: Any) -> str:
        return f"{value.indicator.title}: {figure(value.value)} {value.indicator.unit} ({date_format(value.on)})"


def said(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}))


class UpdateForm(StyledForm):
    """An institution's answer. A draft may be half empty; handing it in asks for all but evidence."""

    status = forms.ChoiceField(
        label=_("Status of implementation"),
        choices=STATUSES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the status of implementation.")},
    )
    text = forms.CharField(
        label=_("What was done"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Say what was done since the last update, when, by whom, and what came of it."),
        error_messages={"required": _("Write what was done.")},
    )
    result = said(_("Result"), _("What is different for people since? Figures help."))
    obstacles = said(_("Obstacles"), _("What stands in the way, and what would help."))
    next_steps = said(_("Next steps"), _("What comes next, until when, and who does it."))
    evidence = FilesField(
        label=_("Evidence"),
        required=False,
        widget=FilesInput(attrs={"accept": ACCEPT}),
        help_text=_("Laws, reports, figures: PDF, Word, Excel, OpenDocument, PNG, JPEG, CSV or text. You can choose several files."),
    )
    link = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text=_("A page or document on the web that shows it, for example the law in the official journal."),
    )
    link_name = forms.CharField(label=_("What the link leads to"), required=False, max_length=200)
    also_answers = AlsoField(
        Assignment.objects.none(),
        _("This also answers"),
        _("Recommendations that ask the same, assigned to your institution too. Each report cites its own."),
    )
    actions = ActionsField(Action.objects.none(), _("Actions this is about"), _("Of those planned for this recommendation."))
    indicator_values = ValuesField(
        IndicatorValue.objects.none(),
        _("Values of indicators that show it"),
        _("The newest of each indicator that measures what this recommendation asks for."),
    )
    changed_at = forms.CharField(required=False, widget=forms.HiddenInput)  # of the answer that was read; empty where there was none

    remove = forms.UUIDField(required=False)  # the value of the button pressed beside an attached file; never drawn as a field

    def __init__(
        self,
        *args: Any,
        assignment: Assignment,
        update: Update | None = None,
        round: Round | None = None,
        is_submitted: bool = False,
        **kwargs: Any,
    ) -> None:
        self.questions = {f"question_{q.public_id}": q for q in round.questions.order_by("order")} if round else {}
        if update is not None:
            kwargs["initial"] = {name: getattr(update, name) for name in ("status", "text", "result", "obstacles", "next_steps")}
            kwargs["initial"]["changed_at"] = update.changed_at.isoformat()
            for name in CHOSEN:
                kwargs["initial"][name] = [str(code) for code in getattr(update, name).values_list("public_id", flat=True)]
            kwargs["initial"] |= {f"question_{a.question.public_id}": a.text for a in update.answers.select_related("question")}
        super().__init__(*args, **kwargs)
        for name, question in self.questions.items():
            self.fields[name] = said(question.text)
            self.fields[name].error_messages["required"] = _("Answer this question.")
            style(self.fields[name].widget)
        choices = (answerable_too(assignment), touchable_actions(assignment, update), touchable_values(assignment, update))
        for name, rows in zip(CHOSEN, choices, strict=True):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self._require(not self.is_bound or is_submitted)

    def _require(self, is_required: bool) -> None:
        for name in ("status", "text", *(name for name, question in self.questions.items() if question.is_required)):
            self.fields[name].required = is_required

    @property
    def offered(self) -> list[forms.BoundField]:
        """The fields that offer something to choose here."""
        return [self[name] for name in CHOSEN if self.fields[name].queryset]  # type: ignore[attr-defined]

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields of the round's own questions."""
        return [self[name] for name in self.questions]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        data["answers"] = {question: data.pop(name, "") for name, question in self.questions.items()}
        self._require(True)  # from here on the form is only drawn, and says what submitting asks for
        return data

    def clean_changed_at(self) -> datetime | None:
        value = self.cleaned_data["changed_at"]
        if not value:
            return None
        try:
            moment = parse_datetime(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise forms.ValidationError(_("The page is incomplete. Load it again."))
        return moment

    def read_again(self, update: Update | None) -> None:
        """After a stale form: the next press of a button is meant for the answer as it is now."""
        given: Any = self.data  # a QueryDict: what was ticked has several values
        again = given.copy()
        again["changed_at"] = update.changed_at.isoformat() if update else ""
        self.data = again


class ClearanceForm(StyledForm):
    """The head of a ministry's unit: let it go out, or send it back to its author with a reason."""

    decision = forms.ChoiceField(choices=[("clear", _("Clear")), ("hold_back", _("Send back"))])  # the value of the button pressed
    reason = forms.CharField(
        label=_("Why you send it back"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only to send it back: say what to change. Its author reads it."),
        error_messages={"required": _("Say why you send the update back.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = self.data.get("decision") != "clear"


class ReviewForm(StyledForm):
    """Approve, or send back with a reason."""

    decision = forms.ChoiceField(choices=[("approve", _("Approve")), ("send_back", _("Send back"))])  # the value of the button pressed
    reason = forms.CharField(
        label=_("Why you send it back"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only to send it back: say what is missing. The focal point reads it."),
        error_messages={"required": _("Say why you send the update back.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = self.data.get("decision") != "approve"
