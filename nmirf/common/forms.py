from typing import Any

from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import ChoiceField, Field, Form, ModelChoiceField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

DASHES = BLANK_CHOICE_DASH[0][1]


class Renderer(TemplatesSetting):
    """Forms are drawn from templates/common/: label, hint, the field, its error beside it; Bootstrap's classes."""

    form_template_name = "common/form.html"
    field_template_name = "common/field.html"


class Styled:
    """Mix in first: gives widgets Bootstrap's classes, and the first wrong field the focus of the error summary."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            name_empty_choice(field)
            style(field.widget)


def name_empty_choice(field: Field) -> None:
    """Django draws an empty choice as dashes; a word says what it means."""
    words = _("Choose one") if field.required else _("None")
    if isinstance(field, ModelChoiceField) and field.empty_label:
        field.empty_label = words if field.empty_label == DASHES else field.empty_label
    elif isinstance(field, ChoiceField):
        choices: Any = field.choices
        if ("", DASHES) in (listed := list(choices)):
            field.choices = [(value, words if label == DASHES else label) for value, label in listed]


def style(widget) -> None:
    kind = getattr(widget, "input_type", "")
    css = {"checkbox": "form-check-input", "radio": "form-check-input", "select": "form-select", "hidden": ""}.get(kind, "form-control")
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {css}".strip()


class StyledForm(Styled, Form):
    """A form that isn't of one model."""


class FilterForm(StyledForm):
    """Narrows a list. Nothing in it is required, so nothing is marked as optional."""

    marks_optional = False
