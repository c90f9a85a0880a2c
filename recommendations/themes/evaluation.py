"""How well suggestions do on records whose labels are known."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommendations.folding import normalise_text
from recommendations.themes.suggesting import Examples, Suggester

Figures = dict[str, float | int]


@dataclass(frozen=True)
class Labelled:
    """One record: its text, the codes of its labels, and the group (State, document) it belongs to."""

    text: str
    labels: frozenset[str]
    group: str


def evaluate(train: Sequence[Labelled], test: Sequence[Labelled], words: dict[str, list[str]]) -> Figures:
    """Learn from `train`, suggest for `test`; `words` are the signal words by label. Records without a label are left out of both.

    A text of `test` that stands in `train` too (case and punctuation aside) is taken out of `train`, so no text is judged by a
    model that has seen it. The threshold is chosen within `train`, groups kept apart; `test` decides nothing. Figures:

    - `rows`: records judged.
    - `micro_f1`: of all pairs of record and label, suggested above the threshold or true: 2 × right ÷ (suggested + true).
    - `macro_f1`: the same for each label that is true in `test`, then their plain mean.
    - `precision_at_1`: share of records whose most probable label is true.
    - `hit_at_3`: share of records of which at least one of the three most probable labels is true.
    - `seconds_train`, `seconds_predict`: by the clock, reading of files not included.

    A label that `train` doesn't have can't be suggested: it counts as true and not found, and its F1 is 0.
    """
    test = [row for row in test if row.labels]
    judged = {normalise_text(row.text) for row in test}
    train = [row for row in train if row.labels and normalise_text(row.text) not in judged]
    codes = sorted({code for row in train for code in row.labels})
    if not test or not codes:
        raise NothingToJudge
    start = time.perf_counter()
    suggester = Suggester([words.get(code, []) for code in codes])
    has = table(train, codes)
    suggester.learn(Examples([row.text for row in train], has, np.ones_like(has), [row.group for row in train]))
    trained = time.perf_counter()
    probable = suggester.probabilities([row.text for row in test])
    done = time.perf_counter()
    figures = judge(probable, suggester.threshold, test, codes)
    return figures | {"seconds_train": round(trained - start, 2), "seconds_predict": round(done - trained, 2)}


class NothingToJudge(Exception):
    """No labelled record to learn from, or none to judge by."""


def table(rows: Sequence[Labelled], codes: Sequence[str]) -> "np.ndarray":
    """rows × codes: True where the row has the label."""
    numbers = {code: number for number, code in enumerate(codes)}
    has = np.zeros((len(rows), len(codes)), dtype=bool)
    for at, row in enumerate(rows):
        has[at, [numbers[code] for code in row.labels if code in numbers]] = True
    return has


def judge(probable: "np.ndarray", threshold: float, rows: Sequence[Labelled], codes: Sequence[str]) -> Figures:
    """The figures of `evaluate` that need no clock. `probable` is rows × codes."""
    has, given = table(rows, codes), probable >= threshold
    right, said = (has & given).sum(axis=0), given.sum(axis=0)
    true = has.sum(axis=0)
    unknown = [code for row in rows for code in row.labels.difference(codes)]
    each = [2 * float(r) / float(s + t) for r, s, t in zip(right, said, true, strict=True) if t] + [0.0] * len(set(unknown))
    order = np.argsort(-probable, axis=1, kind="stable")[:, :3]
    hits = np.take_along_axis(has, order, axis=1)
    return {
        "micro_f1": round(2 * float(right.sum()) / max(1, int(said.sum() + true.sum()) + len(unknown)), 4),
        "macro_f1": round(sum(each) / max(1, len(each)), 4),
        "precision_at_1": round(float(hits[:, 0].mean()), 4),
        "hit_at_3": round(float(hits.any(axis=1).mean()), 4),
        "rows": len(rows),
    }
