from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import Styled
from reporting.enums import WORD_LIMITS
from reporting.models import Obligation, Report
from reporting.queries.reports import reported_mechanisms


class ReportForm(Styled, forms.ModelForm):
    """A new report. Without a word limit it gets its kind's."""

    class Meta:
        model = Report
        fields = ["mechanism", "kind", "title", "word_limit", "obligation"]
        labels = {"obligation": _("Obligation")}
        help_texts = {
            "title": _("As it will stand on the report, for example “Ninth periodic report of Valmera”."),
            "word_limit": _("Leave it empty for the United Nations’ limit for this kind of document."),
            "obligation": _("What the report is owed for, if it stands in the calendar of obligations."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mechanism"].queryset = reported_mechanisms()  # type: ignore[attr-defined]
        self.fields["mechanism"].help_text = _("Those that recommended something to the State.")
        self.fields["mechanism"].to_field_name = "code"  # type: ignore[attr-defined]
        self.fields["word_limit"].required = False
        self.fields["word_limit"].validators.append(MinValueValidator(1))
        self.fields["obligation"].queryset = Obligation.objects.filter(done_on=None).order_by("due_on", "pk")  # type: ignore[attr-defined]
        self.fields["obligation"].to_field_name = "public_id"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") and "word_limit" not in self.errors:
            data["word_limit"] = data.get("word_limit") or WORD_LIMITS[data["kind"]]
        obligation, mechanism = data.get("obligation"), data.get("mechanism")
        if obligation and mechanism and obligation.mechanism_id != mechanism.pk:
            self.add_error("obligation", _("This is due to another mechanism. Choose one of the same mechanism, or none."))
        return data
