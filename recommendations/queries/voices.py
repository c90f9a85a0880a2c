"""Four voices on how a recommendation is carried out, kept apart on every page and in every file.

Each app says what it knows by registering a source for a voice in its `ready()`. A source takes recommendations by primary key and
the person who reads, and asks the database a constant number of times. For a file the person is None: files go further
than their reader, so they hold only what everybody who signs in may read.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recommendations.enums import Status, Voice
from recommendations.models import Recommendation
from recommendations.queries import columns
from recommendations.queries.columns import Column, Parts


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a voice says. `status` is the code of a government's status, `address` leads to the whole of it."""

    who: str
    words: str = ""
    on: date | None = None
    kind: str | Promise = ""  # what it is, where that isn't plain: "Comment"
    status: str = ""
    address: str = ""

    @property
    def status_label(self) -> str:
        return str(Status(self.status).label) if self.status else ""

    @property
    def line(self) -> str:
        """As a cell of a table says it: "Ministry of Health, 3 March 2025: A bill is before parliament."."""
        day = date_format(self.on, "DATE_FORMAT") if self.on else ""
        head = ", ".join(part for part in [str(self.kind), self.status_label, self.who, day] if part)
        return f"{head}: {self.words}" if self.words else head


@dataclass(frozen=True, slots=True)
class Heard:
    """A voice on one recommendation; `silence` is what its column says where nothing was said."""

    voice: Voice
    said: Sequence[Said]
    silence: str | Promise
    note: str | Promise = ""


Source = Callable[[Sequence[int], Any], Mapping[int, Sequence[Said]]]
_sources: dict[Voice, list[tuple[int, Source]]] = defaultdict(list)
SILENCE: dict[Voice, Promise] = {
    Voice.ACTION: _("No action was reported yet."),
    Voice.INDICATOR: _("No indicator measures it yet."),
    Voice.GOVERNMENT: _("The government has not assessed it yet."),
    Voice.INDEPENDENT: _("No independent assessment was made, and nobody commented."),
}
# What there is for now in place of assessments.
NOTES: dict[Voice, Promise] = {Voice.INDEPENDENT: _("No independent assessment was made yet. What was commented:")}


def register(voice: Voice, order: int, source: Source) -> None:
    _sources[voice].append((order, source))
    _sources[voice].sort(key=lambda entry: entry[0])


def said(voice: Voice, pks: Sequence[int], user: Any = None) -> dict[int, list[Said]]:
    """What it says of each, source after source; without a person, what everybody who signs in may read."""
    found: dict[int, list[Said]] = defaultdict(list)
    for _order, source in _sources[voice]:
        for pk, things in source(pks, user).items():
            found[pk] += things
    return found


def heard(user: Any, recommendation: Recommendation) -> list[Heard]:
    """All four, in their order, the silent ones too."""
    voices = [(voice, said(voice, [recommendation.pk], user).get(recommendation.pk, [])) for voice in Voice]
    return [Heard(voice, things, SILENCE[voice], NOTES.get(voice, "")) for voice, things in voices]


def _column(name: str, voice: Voice) -> Column:
    def lines(row: Recommendation, parts: Parts) -> list[str]:
        return [one.line for one in parts[name].get(row.pk, ())]

    label: Any = voice.label  # translated where it is read
    return Column(name, label, lines, name, width=60)


COLUMNS = {
    Voice.ACTION: "action_reported",
    Voice.INDICATOR: "result_by_indicator",
    Voice.GOVERNMENT: "government_assessment",
    Voice.INDEPENDENT: "independent_assessments",
}


def offer_columns() -> None:
    """Each voice is a column of its own in the register's table and its files."""
    for voice, name in COLUMNS.items():
        columns.register(_column(name, voice), partial(said, voice))
