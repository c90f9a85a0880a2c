"""What suggestions learn from, and for whom they are made: read from the register, for each kind of suggestion.

Learnt from: recommendations with labels of the kind, other States' included, the newest first; and what people rejected.
Made for: recommendations to this State without a label of the kind but those accepted from suggestions; without a lead.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet

from ministries.enums import InstitutionKind
from ministries.models import Institution
from recommendations.enums import AssignmentRole, Decision, Kind, SuggestionKind
from recommendations.models import Assignment, Mandate, Recommendation, Suggestion, Tag, Term
from recommendations.themes.evaluation import Figures, Labelled, judge
from recommendations.themes.suggesting import BY_SIGNALS, Examples, Suggester

MOST_EXAMPLES = 20_000  # learning takes about a minute then
FLOOR = 0.3  # less probable labels are not shown to anybody
MOST = {SuggestionKind.INSTITUTION: 1}  # suggestions of a kind for one recommendation
USUAL_MOST = 4
PORTION = 2_000  # recommendations judged at once


@dataclass(frozen=True)
class Proposal:
    recommendation: int  # primary key
    label: int  # of a term or an institution
    confidence: float
    words: list[str]


@dataclass
class Lesson:
    """One kind: its labels (primary keys) with their signal words, and what is known."""

    kind: SuggestionKind
    words: dict[int, list[str]]
    given: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # recommendation -> labels
    rejected: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    accepted: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    mandated: dict[int, dict[int, list[str]]] = field(default_factory=dict)  # recommendation -> label -> its terms that the label's mandate names
    rows: int = 0  # records learnt from
    figures: Figures = field(default_factory=dict)

    def learn(self) -> Suggester:
        """The model, with `rows` and `figures` filled: each record judged by a model that had not seen its document."""
        labels = list(self.words)
        numbers = {label: number for number, label in enumerate(labels)}
        suggester = Suggester([self.words[label] for label in labels])
        wanted = Recommendation.objects.filter(pk__in=[*self.given, *self.rejected]).order_by("-pk")
        rows = list(wanted.values_list("pk", "text", "document_id")[:MOST_EXAMPLES])
        if not rows or not labels:
            return suggester
        has, known = np.zeros((len(rows), len(labels)), dtype=bool), np.zeros((len(rows), len(labels)), dtype=bool)
        for at, (pk, _text, _document) in enumerate(rows):
            has[at, [numbers[label] for label in self.given.get(pk, ())]] = True
            known[at] = pk in self.given
            known[at, [numbers[label] for label in self.rejected.get(pk, ())]] = True
        texts = [text for _pk, text, _document in rows]
        suggester.learn(Examples(texts, has, known, [str(document) for _pk, _text, document in rows]))
        self.rows = sum(pk in self.given for pk, *_rest in rows)
        self._judge(suggester, [pk for pk, *_rest in rows])
        return suggester

    def _judge(self, suggester: Suggester, pks: list[int]) -> None:
        whole = [at for at, pk in enumerate(pks) if pk in self.given]
        if suggester.held_out is not None and whole:
            judged = [Labelled("", frozenset(map(str, self.given[pks[at]])), "") for at in whole]
            self.figures = judge(suggester.held_out[whole], suggester.threshold, judged, [str(label) for label in self.words])

    def propose(self, suggester: Suggester) -> Iterator[list[Proposal]]:
        """Portions of what the model suggests, decided pairs left out."""
        labels = list(self.words)
        rows = list(wanting(self.kind).order_by("pk").values_list("pk", "text"))
        for start in range(0, len(rows) if labels else 0, PORTION):
            portion = rows[start : start + PORTION]
            probable = suggester.probabilities([text for _pk, text in portion])
            self._raise(probable, labels, [pk for pk, _text in portion])
            yield [proposal for row, (pk, text) in enumerate(portion) for proposal in self._of(suggester, labels, probable[row], pk, text)]

    def _of(self, suggester: Suggester, labels: list[int], probable: "np.ndarray", pk: int, text: str) -> Iterator[Proposal]:
        decided = self.rejected.get(pk, set()) | self.accepted.get(pk, set())
        for number in np.argsort(-probable, kind="stable")[: MOST.get(self.kind, USUAL_MOST)]:
            if probable[number] >= FLOOR and labels[number] not in decided:
                because = [*self.mandated.get(pk, {}).get(labels[number], []), *suggester.because(text, int(number))]
                yield Proposal(pk, labels[number], round(float(probable[number]), 4), list(dict.fromkeys(because)))

    def _raise(self, probable: "np.ndarray", labels: list[int], pks: list[int]) -> None:
        """A term that the record bears and a mandate names speaks for the institution as a signal word in its text does."""
        numbers = {label: number for number, label in enumerate(labels)}
        for row, pk in enumerate(pks):
            for label, terms in self.mandated.get(pk, {}).items():
                least = BY_SIGNALS[min(len(terms), len(BY_SIGNALS) - 1)]
                probable[row, numbers[label]] = max(probable[row, numbers[label]], least)


def lesson(kind: SuggestionKind) -> Lesson:
    return _of_leads() if kind == SuggestionKind.INSTITUTION else _of_terms(kind)


def _of_terms(kind: SuggestionKind) -> Lesson:
    terms = Term.objects.filter(kind=kind, merged_into=None).order_by("pk")
    learnt = Lesson(kind, {term.pk: term.signal_words.splitlines() or _own_words(term.label) for term in terms})
    for recommendation, term, merged in Tag.objects.filter(term__kind=kind).values_list("recommendation_id", "term_id", "term__merged_into_id"):
        if (label := merged or term) in learnt.words:
            learnt.given[recommendation].add(label)
    decided = Suggestion.objects.filter(kind=kind).exclude(decision=Decision.OPEN)
    for recommendation, term, merged, decision in decided.values_list("recommendation_id", "term_id", "term__merged_into_id", "decision"):
        _note(learnt, recommendation, merged or term, decision)
    return learnt


def _of_leads() -> Lesson:
    state = Institution.objects.filter(is_active=True, kind__in=InstitutionKind.of_the_state()).order_by("pk")
    learnt = Lesson(SuggestionKind.INSTITUTION, {i.pk: [w.strip() for w in re.split(r"[,;.\n]| and ", i.mandate) if w.strip()] for i in state})
    _read_mandates(learnt)
    for recommendation, institution in Assignment.objects.filter(role=AssignmentRole.LEAD).values_list("recommendation_id", "institution_id"):
        if institution in learnt.words:
            learnt.given[recommendation].add(institution)
    decided = Suggestion.objects.filter(kind=SuggestionKind.INSTITUTION).exclude(decision=Decision.OPEN)
    for recommendation, institution, decision in decided.values_list("recommendation_id", "institution_id", "decision"):
        _note(learnt, recommendation, institution, decision)
    return learnt


def _read_mandates(learnt: Lesson) -> None:
    """The signal words of mandated terms become the institution's own; and which records bear such a term."""
    holders: dict[int, list[int]] = defaultdict(list)  # term -> institutions
    for mandate in Mandate.objects.filter(institution__in=list(learnt.words)).select_related("term").order_by("pk"):
        holders[mandate.term_id].append(mandate.institution_id)
        learnt.words[mandate.institution_id] += mandate.term.signal_words.splitlines() or _own_words(mandate.term.label)
    tags = Tag.objects.filter(term__in=list(holders), recommendation__in=wanting(learnt.kind).values("pk")).order_by("term__label")
    for recommendation, term, label in tags.values_list("recommendation_id", "term_id", "term__label"):
        for institution in holders[term]:
            learnt.mandated.setdefault(recommendation, {}).setdefault(institution, []).append(label)


def _note(learnt: Lesson, recommendation: int, label: int, decision: str) -> None:
    if label in learnt.words:
        (learnt.rejected if decision == Decision.REJECTED else learnt.accepted)[recommendation].add(label)


def _own_words(label: str) -> list[str]:
    """A label without signal words speaks for itself, unless it is a number such as an SDG target's."""
    return [label] if any(letter.isalpha() for letter in label) else []


def wanting(kind: SuggestionKind) -> QuerySet[Recommendation]:
    """Recommendations to this State for which suggestions of this kind are made."""
    ours = Recommendation.objects.ours()
    if kind == SuggestionKind.INSTITUTION:
        led = Assignment.objects.filter(recommendation=OuterRef("pk"), role=AssignmentRole.LEAD)
        return ours.filter(~Exists(led), kind=Kind.RECOMMENDATION)
    accepted = Suggestion.objects.filter(recommendation=OuterRef("recommendation"), term=OuterRef("term"), decision=Decision.ACCEPTED)
    labelled = Tag.objects.filter(~Exists(accepted), recommendation=OuterRef("pk"), term__kind=kind)
    return ours.filter(~Exists(labelled))
