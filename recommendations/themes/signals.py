"""Signal words: which of them a text holds. A word or several in a row; `*` at its end stands for any ending.

A word is met in the plural too ("prison" in "prisons"), whatever its case or accents.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from recommendations.themes.tokens import tokens

MOST_WORDS = 8  # of one signal; longer ones are not looked for
SHORTEST_ROOT = 2  # letters before a `*`


class Signals:
    """The signal words of several labels, ready to be found: `words[i]` belong to label number i."""

    def __init__(self, words: Sequence[Sequence[str]]) -> None:
        self.labels = len(words)
        self.all = sorted({word for of_label in words for word in of_label if self._key(word)})
        numbers = {word: number for number, word in enumerate(self.all)}
        self.of_word: list[list[int]] = [[] for _ in self.all]  # number of the word -> labels
        for label, of_label in enumerate(words):
            for word in dict.fromkeys(of_label):
                if word in numbers:
                    self.of_word[numbers[word]].append(label)
        self._exact: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._begins: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for word, number in numbers.items():
            (self._begins if word.endswith("*") else self._exact)[self._key(word)].append(number)
        keys = [*self._exact, *self._begins]
        self._sizes = sorted({len(key) for key in keys})
        self._roots = sorted({len(key[-1]) for key in self._begins})

    @staticmethod
    def _key(word: str) -> tuple[str, ...]:
        run = [token.word for token in tokens(word)]
        if not run or len(run) > MOST_WORDS:
            return ()
        if word.endswith("*"):
            return (*map(singular, run[:-1]), run[-1]) if len(run[-1]) >= SHORTEST_ROOT else ()
        return tuple(map(singular, run))

    def found(self, text: str) -> dict[int, tuple[int, int]]:
        """Number of each signal word the text holds -> where it first stands, in characters."""
        held = tokens(text)
        single = [singular(token.word) for token in held]
        hits: dict[int, tuple[int, int]] = {}
        for at in range(len(held)):
            for size in self._sizes:
                last = at + size - 1
                if last >= len(held):
                    break
                before, word = tuple(single[at:last]), held[last].word
                numbers = list(self._exact.get((*before, single[last]), ()))
                for root in self._roots:
                    if root > len(word):
                        break
                    numbers += self._begins.get((*before, word[:root]), ())
                for number in numbers:
                    hits.setdefault(number, (held[at].start, held[last].end))
        return hits

    def table(self, texts: Sequence[str]) -> "np.ndarray":
        """texts × words: 1.0 where the text holds the word."""
        table = np.zeros((len(texts), len(self.all)), dtype=np.float32)
        for row, text in enumerate(texts):
            table[row, list(self.found(text))] = 1.0
        return table

    def counts(self, table: "np.ndarray") -> "np.ndarray":
        """texts × labels: how many different signal words of the label the text holds."""
        belongs = np.zeros((len(self.all), self.labels), dtype=np.float32)
        for number, labels in enumerate(self.of_word):
            belongs[number, labels] = 1.0
        return table @ belongs


def singular(word: str) -> str:
    """A plain English, French or Spanish plural's singular: enough for words to meet, not for people to read."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
