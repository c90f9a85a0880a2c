"""Which recommendations to a State ask the same: pairs by their words, the treaties they name, and the labels they share.

Texts are compared by the stems of their language and by pairs of neighbouring stems (TF-IDF); verbs of request and phrases
that every recommendation has weigh little, a treaty is one word however it is called. Neighbours are sought with sparse
matrices in blocks: memory grows with the texts, not with their square.

`similarity` is how sure it is that a person would say "one answer serves both": a logistic function of three figures, fitted
on 102 pairs of five States' UPR recommendations of two cycles, judged by one person. Of pairs at 0.5 and above 69 % were
judged so (ten-fold cross-validation), at 0.6 81 %, at 0.4 59 %.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from django.db import connection
from scipy import sparse

from recommendations.themes.asks import in_tokens
from recommendations.themes.treaties import named

BLOCK = 512  # rows compared with all at once
NEIGHBOURS, LEAST_COSINE = 15, 0.1  # of one recommendation that are looked at more closely
MOST_OFTEN = 0.25  # of the texts: a stem, or a label, that more of them have says nothing
THRESHOLD = 0.5  # of `similarity`: from here on a pair is suggested
SAME = 0.95  # share of words in common from which two texts are the same
MARKED = 6  # words kept with a pair

# Stems (of PostgreSQL's English) that say that something is asked, or by whom, not what.
REQUEST_STEMS = """
consid continu strengthen ensur take measur effort promot adopt implement step necessari state parti recommend committe urg full intern nation
human right intensifi enhanc improv address further effect guarante provid undertak appropri order includ particular line accord view possibl
establish develop increas respect regard also make pursu acceler support encourag call upon work protect legisl law polici framework action
programm plan strategi combat prevent elimin fight join
"""
REQUESTS = frozenset(REQUEST_STEMS.split())
REQUEST_WEIGHT, PAIR_WEIGHT, MIXED_WEIGHT = 0.35, 0.7, 0.3


@dataclass(frozen=True, slots=True)
class Record:
    """One recommendation; `labels` are what it carries (ids of themes, persons, SDG), empty where the source gave none."""

    id: int
    document: int
    text: str
    language: str = "en"
    labels: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Pair:
    first: int  # the smaller id
    second: int
    similarity: float  # 0 to 1
    words: list[str] = field(default_factory=list)  # stems both have, the rarest first


@dataclass(frozen=True, slots=True)
class Read:
    """What is known of a record's words."""

    record: Record
    content: frozenset[str]  # stems that say what is asked
    all: frozenset[str]
    treaties: frozenset[str]
    labels: frozenset[int]


def find(records: Sequence[Record], *, threshold: float = THRESHOLD, at: Callable[[int], None] = lambda done: None) -> Iterator[Pair]:
    """Pairs of at least `threshold`. Within one document only texts that are the same. `at` is told how many records are done."""
    if len(records) < 2:
        return
    sequences = stems([(r.text, r.language) for r in records])
    unit = weighed(sequences)
    turned = unit.T.tocsr()
    read, rarity = _read(records, sequences)
    for start in range(0, len(records), BLOCK):
        near = (unit[start : start + BLOCK] @ turned).tocsr()
        for row in range(near.shape[0]):
            span = slice(near.indptr[row], near.indptr[row + 1])
            for other in _nearest(near.indices[span], near.data[span], start + row):
                if pair := compare(read[start + row], read[other], rarity, threshold):
                    yield pair
        at(min(start + BLOCK, len(records)))


def _nearest(columns: np.ndarray, cosines: np.ndarray, index: int) -> list[int]:
    """The nearest records of a row; each pair once, seen from the row that is first in `records` or whose neighbour it is."""
    kept = (columns != index) & (cosines >= LEAST_COSINE)
    columns, cosines = columns[kept], cosines[kept]
    if len(columns) > NEIGHBOURS:
        columns = columns[np.argpartition(-cosines, NEIGHBOURS)[:NEIGHBOURS]]
    return sorted(int(column) for column in columns if column > index)


def compare(one: Read, other: Read, rarity: dict[str, float], threshold: float = THRESHOLD) -> Pair | None:
    """The pair where the two ask the same; None where they don't, or are parts of one document that differ."""
    both = one.content & other.content
    if one.content or other.content:
        either = sum(rarity[stem] for stem in one.content | other.content)
        share = sum(rarity[stem] for stem in both) / either
    else:  # "Continue its efforts": nothing but request
        both, share = one.all & other.all, float(one.all == other.all and bool(one.all))
    similarity = calibrated(share, _labels(one, other), _treaties(one, other))
    is_within = one.record.document == other.record.document
    if share < SAME if is_within else similarity < threshold:
        return None
    first, second = sorted((one.record.id, other.record.id))
    return Pair(first, second, round(similarity, 3), sorted(both, key=lambda stem: (-rarity[stem], stem))[:MARKED])


def calibrated(share: float, labels: float, treaties: float) -> float:
    """All figures 0 to 1, `treaties` from -1. The same words are the same whatever labels say."""
    return max(1 / (1 + math.exp(-(-3.22 + 2.7 * share + 2.57 * labels + 1.65 * treaties))), 0.99 if share >= SAME else 0.0)


def _labels(one: Read, other: Read) -> float:
    """How much of the shorter list of labels both have; between the two where one has none."""
    shorter = min(len(one.labels), len(other.labels))
    return len(one.labels & other.labels) / shorter if shorter else 0.5


def _treaties(one: Read, other: Read) -> float:
    """What part of the treaties named by one both name; -1 where there is none in common, 0 where neither names any."""
    if not one.treaties and not other.treaties:
        return 0.0
    return len(one.treaties & other.treaties) / len(one.treaties | other.treaties) or -1.0


def _read(records: Sequence[Record], sequences: Sequence[Sequence[str]]) -> tuple[list[Read], dict[str, float]]:
    """Each record as `compare` takes it, and how rare each stem is among them."""
    often = Counter(stem for words in sequences for stem in set(words))
    rarity = {stem: math.log((1 + len(records)) / (1 + n)) + 0.3 for stem, n in often.items()}
    carried = Counter(label for r in records for label in r.labels)
    common = {label for label, n in carried.items() if n > max(MOST_OFTEN * len(records), 10)}
    read = [
        Read(r, frozenset(words) - REQUESTS, frozenset(words), frozenset(named(r.text)), r.labels - common)
        for r, words in zip(records, sequences, strict=True)
    ]
    return read, rarity


def weighed(sequences: Sequence[Sequence[str]]) -> sparse.csr_array:
    """TF-IDF of stems and of pairs of stems, a row of length 1 (or 0) for each text."""
    counted = [Counter([*words, *(f"{a} {b}" for a, b in pairwise(words))]) for words in sequences]
    often = Counter(feature for features in counted for feature in features)
    limit = max(MOST_OFTEN * len(counted), 10)
    kept = [f for f, n in often.items() if n <= limit and n > 1]
    column = {f: n for n, f in enumerate(kept)}
    weight = [_importance(f) * (math.log((1 + len(counted)) / (1 + often[f])) + 1) for f in kept]
    rows, columns, values = [], [], []
    for row, features in enumerate(counted):
        found = [(n, (1 + math.log(times)) * weight[n]) for f, times in features.items() if (n := column.get(f)) is not None]
        length = math.sqrt(sum(value * value for _n, value in found)) or 1.0
        rows += [row] * len(found)
        columns += [n for n, _value in found]
        values += [value / length for _n, value in found]
    return sparse.csr_array((np.array(values, dtype=np.float32), (rows, columns)), shape=(len(counted), len(kept)))


def _importance(feature: str) -> float:
    weights = [REQUEST_WEIGHT if part in REQUESTS else 1.0 for part in feature.split(" ")]
    if len(weights) == 1:
        return weights[0]
    return PAIR_WEIGHT * (MIXED_WEIGHT if min(weights) < max(weights) else min(weights) ** 2)


LANGUAGES = frozenset({"en", "fr", "es", "ar", "ru"})  # those with stems (migration 0001)
LEXEME = re.compile(r"'((?:[^']|'')+)':([\d,]+)")


def stems(texts: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Of (text, language) the stems in their order, by PostgreSQL's dictionaries: stop words left out, accents off."""
    given = [(in_tokens(text) if language == "en" else text, f"nmirf_{language if language in LANGUAGES else 'simple'}") for text, language in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector(c::regconfig, t)::text FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS given(t, c, n) ORDER BY n",
            [[text for text, _c in given], [configuration for _t, configuration in given]],
        )
        return [_sequence(vector) for (vector,) in cursor.fetchall()]


def _sequence(vector: str) -> list[str]:
    placed = [(int(place), lexeme) for lexeme, places in LEXEME.findall(vector) for place in places.split(",")]
    return [lexeme for _place, lexeme in sorted(placed)]
