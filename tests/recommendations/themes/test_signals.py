import pytest

from recommendations.enums import TermKind
from recommendations.folding import fold_name
from recommendations.seed import signal_words, taxonomy
from recommendations.themes.shipped import shipped_words
from recommendations.themes.signals import Signals
from recommendations.themes.tokens import n_grams, places


@pytest.mark.parametrize(
    ("word", "text", "is_found"),
    [
        ("prison", "Improve PRISONS now", True),
        ("prison", "imprisoned", False),
        ("prison*", "Improve prisoners’ food", True),
        ("death penalty", "Abolish the death-penalty.", True),
        ("death penalty", "penalty of death", False),
        ("éducation", "L’education des filles", True),
        ("human traffick*", "fight human trafficking", True),
        ("*", "anything", False),
        ("", "anything", False),
        ("a b c d e f g h i", "a b c d e f g h i", False),
    ],
)
def test_a_word_is_found(word, text, is_found):
    signals = Signals([[word]])
    assert bool(signals.found(text)) is is_found


def test_where_it_stands_first():
    signals = Signals([["prison*"]])
    text = "In prisons, and in prisons again"
    (start, end), *_ = signals.found(text).values()
    assert (start, text[start:end]) == (3, "prisons")


def test_counts_are_of_different_words_and_shared_words_count_for_both():
    signals = Signals([["water", "sanitation"], ["water"]])
    assert signals.counts(signals.table(["Water, water and sanitation", "Nothing"])).tolist() == [[2, 1], [0, 0]]


def test_places_of_phrases():
    text = "Protect women’s rights and WOMEN"
    assert [text[a:b] for a, b in places(text, ["women s rights", "women"])] == ["women’s rights", "WOMEN"]
    assert places(text, ["", "men"]) == []


def test_n_grams():
    assert n_grams("Fair Trial, now") == ["fair", "trial", "now", "fair trial", "trial now"]


def test_what_we_ship_is_for_terms_there_are():
    assert signal_words.ISSUES.keys() == taxonomy.ISSUES.keys()
    assert signal_words.THEMES.keys() <= set(taxonomy.THEMES)
    assert signal_words.PERSONS.keys() == set(taxonomy.PERSONS)
    assert len(signal_words.GOALS) == len(taxonomy.GOALS)
    assert "prison*" in shipped_words()[TermKind.THEME, fold_name("Conditions of detention")].splitlines()
    assert "food" in shipped_words()[TermKind.SDG, "sdg 2"].splitlines()
