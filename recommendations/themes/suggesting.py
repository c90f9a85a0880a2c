"""The model: from texts and their labels to how probable each label is for another text, and because of which words.

One linear SVM a label over words, pairs of words, and the labels' signal words; its score, how many of the label's own signal
words the text holds and how common the label is, become a probability by one logistic regression over all labels, learnt from
scores that each text got from a model that had not seen it nor its group. A label without enough examples is judged by its
signal words alone, so the model works with no examples at all. The same input gives the same model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from recommendations.themes.signals import Signals
from recommendations.themes.tokens import n_grams, tokens

FEWEST = 2  # texts with and without a label to learn it from
FOLDS = 6
SIGNAL_WEIGHT = 0.3  # of a signal word beside TF-IDF's unit length
MOST_COUNTED = 2  # signal words of one label; more say no more
UNSEEN = -1.0  # the score of a label that was not learnt: that of a text far from it
# How often a label fits a text that holds 0, 1, 2, 3 or more of its signal words, where nothing was learnt: rounded from what
# the words we ship gave on 2,589 rows of UPR Info (0.005, 0.52, 0.77, 0.92; 0.96 for four).
BY_SIGNALS = (0.005, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Examples:
    """Texts with what is known of them. `known[i, j]` says whether label j was decided for text i; `has` holds the decisions."""

    texts: list[str]
    has: "np.ndarray"  # texts × labels, bool
    known: "np.ndarray"  # texts × labels, bool
    groups: list[str]  # texts of one group never judge each other: a State's, a document's


class Suggester:
    """Learn with `learn`, then ask `probabilities` and `because`. Labels are numbers, 0 to len(words) - 1."""

    def __init__(self, words: Sequence[Sequence[str]]) -> None:
        self.signals = Signals(words)
        self.labels = len(words)
        self.threshold = 0.5  # of a probability, above which a label counts as given
        self._calibration: LogisticRegression | None = None
        self._machine: _Machine | None = None
        self.held_out: np.ndarray | None = None  # of the examples, from models that had not seen them: texts × labels
        self._common = np.zeros(self.labels)

    def learn(self, examples: Examples) -> None:
        table = self.signals.table(examples.texts)
        counts = self.signals.counts(table)
        self._common = np.log1p(examples.has.sum(axis=0))
        scores = np.full(examples.has.shape, UNSEEN)
        for seen, unseen in _folds(examples.groups):
            machine = _Machine(self.signals, _part(examples, seen), table[seen])
            scores[unseen] = machine.scores([examples.texts[i] for i in unseen], table[unseen])
        self._machine = _Machine(self.signals, examples, table)
        self._calibrate(scores, counts, examples)
        self.held_out = self._probable(scores, counts)
        self.threshold = best_threshold(self.held_out[examples.known], examples.has[examples.known])

    def probabilities(self, texts: Sequence[str]) -> "np.ndarray":
        """texts × labels, 0 to 1."""
        table = self.signals.table(texts)
        scores = self._machine.scores(texts, table) if self._machine else np.full((len(texts), self.labels), UNSEEN)
        return self._probable(scores, self.signals.counts(table))

    def because(self, text: str, label: int, most: int = 5) -> list[str]:
        """The words of the text, as it spells them, that speak most for the label; none overlaps another."""
        pulls: dict[tuple[int, int], float] = {}
        for number, place in self.signals.found(text).items():
            if label in self.signals.of_word[number]:
                pulls[place] = 0.5
        if self._machine:
            for place, pull in self._machine.pulls(text, label).items():
                pulls[place] = pulls.get(place, 0.0) + pull
        chosen: list[tuple[int, int]] = []
        for start, end in sorted(pulls, key=lambda place: (-pulls[place], place)):
            if len(chosen) < most and pulls[start, end] > 0.05 and all(end <= s or start >= e for s, e in chosen):
                chosen.append((start, end))
        return list(dict.fromkeys(text[start:end] for start, end in chosen))

    def _calibrate(self, scores: "np.ndarray", counts: "np.ndarray", examples: Examples) -> None:
        known = examples.known & self._learnt()
        if 0 < examples.has[known].sum() < known.sum():
            self._calibration = LogisticRegression(C=10.0).fit(self._evidence(scores, counts)[known], examples.has[known])

    def _learnt(self) -> "np.ndarray":
        return self._machine.learnt if self._machine else np.zeros(self.labels, dtype=bool)

    def _evidence(self, scores: "np.ndarray", counts: "np.ndarray") -> "np.ndarray":
        """texts × labels × what speaks for a label."""
        common = np.broadcast_to(self._common, scores.shape)
        return np.stack([scores, counts > 0, np.minimum(counts, MOST_COUNTED), common, common * scores], axis=-1)

    def _probable(self, scores: "np.ndarray", counts: "np.ndarray") -> "np.ndarray":
        probable = np.array(BY_SIGNALS)[np.minimum(counts, len(BY_SIGNALS) - 1).astype(int)]
        if self._calibration is not None:
            evidence = self._evidence(scores, counts)
            told = self._calibration.predict_proba(evidence.reshape(-1, evidence.shape[-1]))[:, 1].reshape(scores.shape)
            probable = np.where(self._learnt(), told, probable)
        return probable


class _Machine:
    """One SVM a label, learnt from some examples."""

    def __init__(self, signals: Signals, examples: Examples, table: "np.ndarray") -> None:
        self.signals = signals
        self.words = TfidfVectorizer(analyzer=n_grams, sublinear_tf=True, dtype=np.float32)
        learnt, weights, starts = [], [], []
        features = self._features(self.words.fit_transform(examples.texts), table)
        for label in range(signals.labels):
            rows = np.flatnonzero(examples.known[:, label])
            has = examples.has[rows, label]
            if min(has.sum(), len(rows) - has.sum()) < FEWEST:
                learnt.append(False)
                continue
            learnt.append(True)
            svm = LinearSVC(C=1.0, random_state=0).fit(features[rows] if len(rows) < len(examples.texts) else features, has)
            weights.append(svm.coef_[0])
            starts.append(svm.intercept_[0])
        self.learnt = np.array(learnt, dtype=bool)
        self.weights = np.array(weights).reshape(len(weights), features.shape[1])
        self.starts = np.array(starts)

    def _features(self, words: sparse.csr_matrix, table: "np.ndarray") -> sparse.csr_matrix:
        counts = np.minimum(self.signals.counts(table), MOST_COUNTED)
        return sparse.hstack([words, sparse.csr_matrix(SIGNAL_WEIGHT * counts), sparse.csr_matrix(SIGNAL_WEIGHT * table)]).tocsr()

    def scores(self, texts: Sequence[str], table: "np.ndarray") -> "np.ndarray":
        scores = np.full((len(texts), self.signals.labels), UNSEEN)
        scores[:, self.learnt] = self._features(self.words.transform(texts), table) @ self.weights.T + self.starts
        return scores

    def pulls(self, text: str, label: int) -> dict[tuple[int, int], float]:
        """(start, end) in the text of each word or pair -> how much it moved the label's score."""
        if not self.learnt[label]:
            return {}
        weights = self.weights[int(self.learnt[:label].sum())]
        row = self.words.transform([text])
        pull = {number: value * weights[number] for number, value in zip(row.indices, row.data, strict=True)}
        held = tokens(text)
        found: dict[tuple[int, int], float] = {}
        for size in (2, 1):
            for at in range(len(held) - size + 1):
                number = self.words.vocabulary_.get(" ".join(token.word for token in held[at : at + size]))
                if number is not None:
                    found[held[at].start, held[at + size - 1].end] = float(pull[number])
        return found


def _folds(groups: list[str]) -> list[tuple["np.ndarray", "np.ndarray"]]:
    """(seen, unseen) for each fold, whole groups together. With fewer groups than two, every text is one."""
    names = groups if len(set(groups)) > 1 else [str(i) for i in range(len(groups))]
    count = min(FOLDS, len(set(names)))
    return list(GroupKFold(n_splits=count).split(np.zeros(len(names)), groups=names)) if count > 1 else []


def _part(examples: Examples, rows: "np.ndarray") -> Examples:
    return Examples([examples.texts[i] for i in rows], examples.has[rows], examples.known[rows], [examples.groups[i] for i in rows])


def best_threshold(probable: "np.ndarray", has: "np.ndarray") -> float:
    """The probability above which counting a label as given makes the best micro-F1."""
    grid = np.arange(0.05, 0.96, 0.01)
    gives = [2 * np.sum(has & (probable >= t)) / max(1, np.sum(probable >= t) + np.sum(has)) for t in grid]
    return float(grid[int(np.argmax(gives))])
