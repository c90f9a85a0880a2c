from datetime import datetime
from typing import Any

from django import forms
from django.core.files import File
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from nmirf.common.errors import Refused
from nmirf.common.forms import StyledForm
from recommendations.enums import Status
from recommendations.models import Assignment
from reporting.evidence_files import ACCEPT, check
from reporting.models import Update

STATUSES = [(code, words) for code, words in Status.choices if code != Status.NO_INFORMATION]  # an answer says something


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


class AlsoField(forms.ModelMultipleChoiceField):
    """Assignments, by the recommendation they are about."""

    def label_from_instance(self, assignment: Any) -> str:
        return f"{assignment.recommendation.reference}: {Truncator(assignment.recommendation.text).chars(160)}"


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
    evidence = FilesField(
        label=_("Evidence"),
        required=False,
        widget=FilesInput(attrs={"accept": ACCEPT}),
        help_text=_("Laws, reports, figures: PDF, Word, Excel, OpenDocument, PNG, JPEG, CSV or text. You can choose several files."),
    )
    also_answers = AlsoField(
        Assignment.objects.none(),
        label=_("This also answers"),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Recommendations that ask the same, assigned to your institution too. Each report cites its own."),
    )
    changed_at = forms.CharField(required=False, widget=forms.HiddenInput)  # of the answer that was read; empty where there was none

    remove = forms.UUIDField(required=False)  # the value of the button pressed beside an attached file; never drawn as a field

    def __init__(self, *args: Any, also: QuerySet[Assignment], update: Update | None = None, is_submitted: bool = False, **kwargs: Any) -> None:
        if update is not None:
            kwargs["initial"] = {"status": update.status, "text": update.text, "changed_at": update.changed_at.isoformat()}
            kwargs["initial"]["also_answers"] = [str(code) for code in update.also_answers.values_list("public_id", flat=True)]
        super().__init__(*args, **kwargs)
        self.fields["also_answers"].queryset = also  # type: ignore[attr-defined]
        self._require(not self.is_bound or is_submitted)

    def _require(self, is_required: bool) -> None:
        for name in ("status", "text"):
            self.fields[name].required = is_required

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
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
