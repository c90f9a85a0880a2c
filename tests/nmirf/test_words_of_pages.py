"""What every page owes its readers in words: operations, empty choices, filters, dates."""

import importlib
from datetime import date, datetime

import pytest
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from nmirf.audit.words import words_for
from nmirf.common import operations
from nmirf.common.forms import FilterForm, StyledForm
from reporting.enums import ObligationKind

CHOICES = [("", "---------"), *ObligationKind.choices]


class Asks(StyledForm):
    must = forms.ChoiceField(choices=CHOICES)
    may = forms.ChoiceField(choices=CHOICES, required=False)


class Narrows(FilterForm):
    may = forms.ChoiceField(choices=[("", "All")], required=False)


def test_the_history_calls_every_operation_in_words_of_its_own():
    importlib.import_module("nmirf.urls")  # with it every operation of the pages is known
    ours = [name for name in operations.names if not name.startswith("test")]
    assert len(ours) > 40
    assert [name for name in ours if words_for(name) == name.rpartition(".")[2].replace("_", " ").capitalize()] == []


def test_an_empty_choice_says_what_it_means():
    form = Asks()
    assert [dict(form.fields[name].choices)[""] for name in ("must", "may")] == ["Choose one", "None"]


def test_only_forms_that_ask_mark_what_is_optional():
    assert "(optional)" in str(Asks()["may"].as_field_group())
    assert "(optional)" not in str(Asks()["must"].as_field_group())
    assert "(optional)" not in str(Narrows()["may"].as_field_group())


@pytest.mark.parametrize(("language", "words"), [("en", "4 Jun 2031"), ("fr", "4 juin 2031"), ("ar", "4 يونيو 2031")])
def test_a_date_is_day_month_year(language, words):
    with override(language):
        assert date_format(date(2031, 6, 4)) == date_format(date(2031, 6, 4), "SHORT_DATE_FORMAT") == words
        noon = timezone.make_aware(datetime(2031, 6, 4, 12, 30))
        assert date_format(noon, "DATETIME_FORMAT").startswith(words)
        assert date_format(noon, "DATETIME_FORMAT").endswith("12:30")
