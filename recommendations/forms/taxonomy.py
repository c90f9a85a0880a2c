from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import FilterForm, StyledForm
from recommendations.enums import Scheme, TermKind
from recommendations.models import Concordance, Term

LABEL = Term._meta.get_field("label").max_length


class TermFilterForm(FilterForm):
    """Which terms the list shows."""

    kind = forms.ChoiceField(label=_("Kind"), choices=TermKind.choices, required=False)
    scheme = forms.ChoiceField(label=_("List"), choices=[("", _("All lists")), *Scheme.choices], required=False)
    q = forms.CharField(label=_("Label or other name"), max_length=100, required=False)


class TermForm(StyledForm):
    label = forms.CharField(
        label=_("Label"), max_length=LABEL, help_text=_("What people read. The present label stays known: files that use it still mean this term.")
    )
    signal_words = forms.CharField(
        label=_("Signal words"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line. A text with one of them probably belongs to this term; suggestions use it from the first day."),
    )


class NewTermForm(StyledForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=TermKind.choices)
    label = forms.CharField(label=_("Label"), max_length=LABEL)


class NameForm(StyledForm):
    label = forms.CharField(label=_("Another name"), max_length=LABEL, help_text=_("Files that use it will mean this term."))


class MergeForm(StyledForm):
    """Which term of the same kind it becomes part of."""

    into = forms.ModelChoiceField(Term.objects.none(), label=_("Merge into"), to_field_name="code")

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = _living().filter(kind=term.kind).exclude(pk=term.pk)  # type: ignore[attr-defined]


class RelateForm(StyledForm):
    """Which theme of today it leads to."""

    target = forms.ModelChoiceField(Term.objects.none(), label=_("Leads to"), to_field_name="pk")

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = TermKind.THEME if term.kind == TermKind.ISSUE else term.kind
        there = Concordance.objects.filter(source=term).values("target")
        self.fields["target"].queryset = _living().filter(kind=kind).exclude(pk=term.pk).exclude(pk__in=there)  # type: ignore[attr-defined]


def _living() -> Any:
    return Term.objects.filter(merged_into=None).order_by("label", "pk")
