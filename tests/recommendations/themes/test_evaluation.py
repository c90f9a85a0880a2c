import numpy as np
import pytest

from recommendations.themes.evaluation import Labelled, NothingToJudge, evaluate, judge
from recommendations.themes.suggesting import Examples, Suggester

WATER = [f"Bring clean water to region {n}" for n in range(12)]
COURT = [f"Make courts of region {n} independent" for n in range(12)]


def rows(texts, *labels, group=""):
    return [Labelled(text, frozenset(labels), group or str(n % 4)) for n, text in enumerate(texts)]


def test_figures_by_hand():
    probable = np.array([[0.9, 0.1, 0.2], [0.6, 0.8, 0.0], [0.1, 0.2, 0.3]])
    judged = [Labelled("", frozenset("a"), ""), Labelled("", frozenset("a"), ""), Labelled("", frozenset("xb"), "")]
    figures = judge(probable, 0.5, judged, ["a", "b", "c"])
    # suggested: a | a b | nothing; true: a | a | b x; right: 2
    assert figures == {"micro_f1": round(4 / 7, 4), "macro_f1": round(1 / 3, 4), "precision_at_1": 0.3333, "hit_at_3": 1.0, "rows": 3}


def test_learns_and_is_the_same_every_time():
    train = rows(WATER[:8], "water") + rows(COURT[:8], "justice")
    test = rows(WATER[8:], "water") + rows(COURT[8:], "justice")
    first, second = (evaluate(train, test, {}) for _ in range(2))
    assert {k: v for k, v in first.items() if "seconds" not in k} == {
        "micro_f1": 1.0,
        "macro_f1": 1.0,
        "precision_at_1": 1.0,
        "hit_at_3": 1.0,
        "rows": 8,
    }
    assert first.keys() == second.keys() == {*first, "seconds_train", "seconds_predict"}
    assert first["micro_f1"] == second["micro_f1"]


def test_an_unknown_label_lowers_recall_only():
    train = rows(WATER[:8], "water") + rows(COURT[:8], "justice")
    figures = evaluate(train, rows(WATER[8:], "water", "new"), {})
    assert (figures["precision_at_1"], figures["micro_f1"], figures["macro_f1"]) == (1.0, round(8 / 12, 4), 0.5)


def test_a_text_is_not_judged_by_what_has_seen_it():
    known = rows(["Unique words alone"], "water")
    assert evaluate(rows(WATER, "water") + rows(COURT, "justice") + known, known, {})["rows"] == 1
    with pytest.raises(NothingToJudge):
        evaluate(known, known, {})


@pytest.mark.parametrize(("train", "test"), [([], rows(WATER, "water")), (rows(WATER, "water"), []), (rows(WATER), rows(WATER, "water"))])
def test_nothing_to_judge(train, test):
    with pytest.raises(NothingToJudge):
        evaluate(train, test, {})


def test_signal_words_alone():
    suggester = Suggester([["water", "sanitation"], ["court"]])
    probable = suggester.probabilities(["Water and sanitation for all", "Independent courts", "Nothing"])
    assert probable.tolist() == [[0.75, 0.005], [0.005, 0.5], [0.005, 0.005]]
    assert suggester.because("Give Water to all", 0) == ["Water"]


def test_a_rejection_alone_speaks_against_a_label():
    texts = [*WATER, *COURT, "Clean air"]
    has = np.array([[True, False]] * 12 + [[False, True]] * 12 + [[False, False]])
    known = np.ones_like(has)
    known[-1] = [True, False]
    suggester = Suggester([[], []])
    suggester.learn(Examples(texts, has, known, [str(n % 5) for n in range(25)]))
    water, court = suggester.probabilities(["Bring clean water"])[0]
    assert water > court
    assert suggester.because("Bring water", 0)[0] in ("Bring", "water")
    assert suggester.because("Nothing", 0) == []


def test_few_examples_are_no_reason_to_stop():
    suggester = Suggester([["water"], []])
    suggester.learn(Examples(["Water"], np.array([[True, False]]), np.ones((1, 2), dtype=bool), ["a"]))
    assert suggester.probabilities(["water"]).tolist() == [[0.5, 0.005]]
