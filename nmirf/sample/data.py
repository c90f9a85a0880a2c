"""Reads the sample State's JSON files and checks that everything in them fits together.

A recommendation is referred to as `document key#paragraph`, for instance `cedaw-8#22 (a)`. In the UPR Info file, which
has neither symbol nor paragraph, the second part is a key of ours (`upr-3#07`) and the text finds the row:
see `Sample.text_of`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from .shapes import (
    Action,
    Assignment,
    Cluster,
    Comment,
    Consultation,
    Contribution,
    Document,
    Evidence,
    Framework,
    Indicator,
    Institution,
    Item,
    Mechanism,
    Obligation,
    Overlap,
    Person,
    Report,
    Update,
)

FOLDER = Path(__file__).resolve().parent
T = TypeVar("T")


class SampleError(Exception):
    """Something in the sample's files is wrong; says where."""


@dataclass(frozen=True)
class Sample:
    documents: tuple[Document, ...]
    mechanisms: tuple[Mechanism, ...]
    people: tuple[Person, ...]
    institutions: tuple[Institution, ...]
    clusters: tuple[Cluster, ...]
    overlaps: tuple[Overlap, ...]
    assignments: tuple[Assignment, ...]
    frameworks: tuple[Framework, ...]
    actions: tuple[Action, ...]
    indicators: tuple[Indicator, ...]
    updates: tuple[Update, ...]
    evidence: tuple[Evidence, ...]
    comments: tuple[Comment, ...]
    consultations: tuple[Consultation, ...]
    obligations: tuple[Obligation, ...]
    reports: tuple[Report, ...]

    @cached_property
    def items(self) -> dict[str, tuple[Document, Item]]:
        """Every recommendation and observation by its ref, in the order of the documents."""
        return {f"{document.key}#{item.paragraph or item.key}": (document, item) for document in self.documents for item in document.items}

    def find(self, ref: str) -> tuple[Document, Item]:
        try:
            return self.items[ref]
        except KeyError:
            raise SampleError(f"no recommendation {ref!r}") from None

    def text_of(self, ref: str) -> str:
        """The text as the importer should store it: texts are unique, so it finds rows that have no symbol or paragraph."""
        return self.find(ref)[1].text

    def evidence_named(self, filename: str) -> Evidence:
        for one in self.evidence:
            if one.filename == filename:
                return one
        raise SampleError(f"no evidence file {filename!r}")


def load(folder: Path = FOLDER) -> Sample:
    """The whole sample, checked. Raises SampleError naming the file and the place that is wrong."""
    paths = sorted((folder / "texts").glob("*.json"))
    sample = Sample(
        documents=tuple(_build(Document, _json(path), path.name) for path in paths),
        mechanisms=_many(folder / "mechanisms.json", Mechanism),
        people=_many(folder / "people.json", Person),
        institutions=_many(folder / "institutions.json", Institution),
        clusters=_many(folder / "story/clusters.json", Cluster),
        overlaps=_many(folder / "story/overlaps.json", Overlap),
        assignments=_many(folder / "story/assignments.json", Assignment),
        frameworks=_many(folder / "story/frameworks.json", Framework),
        actions=_many(folder / "story/actions.json", Action),
        indicators=_many(folder / "story/indicators.json", Indicator),
        updates=_many(folder / "story/updates.json", Update),
        evidence=_many(folder / "story/evidence.json", Evidence),
        comments=_many(folder / "story/comments.json", Comment),
        consultations=_many(folder / "story/consultations.json", Consultation),
        obligations=_many(folder / "story/obligations.json", Obligation),
        reports=_many(folder / "story/reports.json", Report),
    )
    problems = list(_problems(sample))
    if problems:
        raise SampleError("\n".join(problems))
    return sample


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SampleError(f"{path.name}: {error}") from error


def _many(path: Path, cls: type[T]) -> tuple[T, ...]:
    return tuple(_build(cls, raw, f"{path.name}[{index}]") for index, raw in enumerate(_json(path)))


def _build(wanted: Any, raw: Any, where: str) -> Any:
    """`raw` as the annotated type `wanted`; the few kinds of type that shapes.py uses."""
    origin, args = get_origin(wanted), get_args(wanted)
    if is_dataclass(wanted):
        return _build_record(wanted, raw, where)
    if origin is tuple and isinstance(raw, list):
        return tuple(_build(args[0], one, f"{where}[{index}]") for index, one in enumerate(raw))
    if origin is UnionType:
        return None if raw is None else _build(args[0], raw, where)
    if origin is Literal and raw in args:
        return raw
    if wanted is date and isinstance(raw, str):
        return date.fromisoformat(raw)
    if origin is None and type(raw) is wanted:
        return raw
    raise SampleError(f"{where}: {raw!r} is not {wanted}")


def _build_record(cls: Any, raw: Any, where: str) -> Any:
    if not isinstance(raw, dict):
        raise SampleError(f"{where}: expected an object for {cls.__name__}")
    hints = get_type_hints(cls)
    required = {field.name for field in fields(cls) if field.default is MISSING}
    if wrong := (raw.keys() - hints.keys()) | (required - raw.keys()):
        raise SampleError(f"{where}: missing or unknown in {cls.__name__}: {', '.join(sorted(wrong))}")
    return cls(**{name: _build(hints[name], value, f"{where}.{name}") for name, value in raw.items()})


def _problems(sample: Sample) -> Iterator[str]:
    yield from _repeated("recommendation", (f"{d.key}#{i.paragraph or i.key}" for d in sample.documents for i in d.items))
    yield from _repeated("text", (item.text for document in sample.documents for item in document.items))
    yield from _repeated("institution", (one.slug for one in sample.institutions))
    yield from _repeated("person", (one.email for one in sample.people))
    yield from _repeated("assignment", (f"{one.ref} {one.institution}" for one in sample.assignments))
    yield from _repeated("lead", (one.ref for one in sample.assignments if one.role == "lead"))
    yield from _repeated("open update", (f"{one.ref} {one.institution}" for one in sample.updates if one.state != "approved"))
    yield from _repeated("evidence", (one.filename for one in sample.evidence))
    yield from _unknown("recommendation", sample.items, _refs(sample))
    yield from _unknown("institution", {one.slug for one in sample.institutions}, _slugs(sample))
    yield from _unknown("person", {one.email for one in sample.people}, _emails(sample))
    yield from _unknown("evidence", {one.filename for one in sample.evidence}, (name for one in sample.updates for name in one.evidence))
    yield from _unknown("document", {"", *(one.key for one in sample.documents)}, (one.document for one in sample.obligations))
    planned: tuple[Action | Indicator, ...] = (*sample.actions, *sample.indicators)
    yield from _unknown("plan", {one.key for one in sample.frameworks}, (key for one in planned for key in one.frameworks))
    yield from _unknown("action", {one.key for one in sample.actions}, (key for one in sample.indicators for key in one.actions))
    yield from _unknown("obligation", {one.key for one in sample.obligations}, (one.obligation for one in sample.reports))
    yield from _story_problems(sample)


def _story_problems(sample: Sample) -> Iterator[str]:
    assigned = {(one.ref, one.institution) for one in sample.assignments}
    people = {one.slug: one.people() for one in sample.institutions}
    for update in sample.updates:
        place = f"update on {update.ref} by {update.institution}"
        if (update.ref, update.institution) not in assigned:
            yield f"{place}: the institution has no assignment"
        is_reviewed = update.state in ("approved", "returned")
        if is_reviewed != bool(update.reviewed_by) or is_reviewed != (update.reviewed_days_ago is not None):
            yield f"{place}: a review belongs to approved and returned updates, and only to them"
        if (update.state == "returned") != bool(update.return_reason):
            yield f"{place}: a reason belongs to returned updates, and only to them"
        if update.reviewed_days_ago is not None and update.reviewed_days_ago > update.days_ago:
            yield f"{place}: reviewed before it was submitted"
    contributions = [one for consultation in sample.consultations for one in consultation.contributions]
    voices: tuple[Update | Comment | Contribution | Action, ...] = (*sample.updates, *sample.comments, *contributions, *sample.actions)
    for voice in voices:
        if voice.by not in people.get(voice.institution, set()):
            yield f"{voice.by} holds no post in {voice.institution}"
    for indicator in sample.indicators:
        if indicator.by not in people.get(indicator.provider, set()):
            yield f"{indicator.by} holds no post in {indicator.provider}"
    for ref in {one.ref for one in sample.assignments}:
        if ref in sample.items and sample.find(ref)[1].kind == "observation":
            yield f"{ref} is an observation: nothing to assign"
    answered: tuple[Comment | Contribution, ...] = (*sample.comments, *contributions)
    for said in answered:
        if said.reply and said.reply.days_ago > said.days_ago:
            yield f"{said.institution}, {said.days_ago} days ago: answered before it was said"
    for consultation in sample.consultations:
        for one in consultation.contributions:
            if len(one.answers) != len(consultation.questions) or one.institution not in consultation.invited:
                yield f"contribution of {one.institution}: not invited, or not one answer a question"


def _refs(sample: Sample) -> Iterator[str]:
    yield from (ref for cluster in sample.clusters for ref in cluster.recommendations)
    yield from (ref for overlap in sample.overlaps for ref in overlap.recommendations)
    planned: tuple[Action | Indicator, ...] = (*sample.actions, *sample.indicators)
    yield from (ref for one in planned for ref in one.recommendations)
    owners: tuple[Assignment | Update | Comment, ...] = (*sample.assignments, *sample.updates, *sample.comments)
    yield from (one.ref for one in owners)


def _slugs(sample: Sample) -> Iterator[str]:
    owners: tuple[Assignment | Update | Comment | Obligation, ...] = (*sample.assignments, *sample.updates, *sample.comments, *sample.obligations)
    yield from (one.institution for one in owners)
    yield from (one.institution for one in sample.actions)
    yield from (one.provider for one in sample.indicators)
    yield from (slug for consultation in sample.consultations for slug in consultation.invited)


def _emails(sample: Sample) -> Iterator[str]:
    yield from (holding.email for one in sample.institutions for post in one.posts for holding in post.holders)
    yield from (one.reviewed_by for one in sample.updates if one.reviewed_by)
    yield from (report.by for report in sample.reports)
    contributions = [one for consultation in sample.consultations for one in consultation.contributions]
    answered: tuple[Comment | Contribution, ...] = (*sample.comments, *contributions)
    yield from (one.reply.by for one in answered if one.reply)


def _repeated(noun: str, names: Iterable[str]) -> Iterator[str]:
    yield from (f"{noun} {name!r} stands {count} times" for name, count in Counter(names).items() if count > 1)


def _unknown(noun: str, known: Iterable[str], used: Iterable[str]) -> Iterator[str]:
    known = set(known)
    yield from (f"unknown {noun} {name!r}" for name in sorted(set(used) - known))
