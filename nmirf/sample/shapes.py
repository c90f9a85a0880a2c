"""The sample State's nouns, as its JSON files spell them. Plain data, no Django.

Days are relative to the day of loading, so that the sample stays alive: `days_ago` counts back, `…_in_days` ahead and
is negative for what is overdue or over. Only what lies firmly in the past has a date.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

STATE_CODE = "XVM"  # user-assigned in ISO 3166-1: no State will ever bear it
STATE_NAME = "Valmera"

Format = Literal["uhri_xlsx", "uhri_json", "upr_info_csv", "ohchr_docx", "homemade_xlsx"]
Visibility = Literal["everyone", "state", "secretariat"]


@dataclass(frozen=True)
class Item:
    """One recommendation or observation. The UPR Info file knows no paragraph numbers: there `key` stands in for one."""

    text: str
    kind: Literal["recommendation", "observation"]
    paragraph: str = ""
    key: str = ""
    themes: tuple[str, ...] = ()
    affected_persons: tuple[str, ...] = ()
    sdgs: tuple[str, ...] = ()  # "16" or "16.3"
    position: Literal["", "supported", "noted"] = ""
    recommending_states: tuple[str, ...] = ()  # as UHRI spells them
    issues: tuple[str, ...] = ()  # UPR Info's labels
    action_category: int | None = None  # UPR Info's, 1-5


@dataclass(frozen=True)
class Document:
    key: str
    format: Format  # which of the sample's files it is written to
    mechanism: str
    symbol: str
    title: str
    published_on: date
    items: tuple[Item, ...]
    session: str = ""
    cycle: int | None = None


@dataclass(frozen=True)
class Mechanism:
    """A body that no UN list has, so that the administrator would add it before the import."""

    code: str
    name: str
    kind: Literal["regional"]


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    role: Literal["member", "administrator", "secretariat"]  # members get their rights from the posts they hold
    language: Literal["en", "fr", "ar"]


@dataclass(frozen=True)
class Holding:
    email: str
    since: date
    until: date | None
    is_deputy: bool


@dataclass(frozen=True)
class Post:
    slug: str  # unique within its institution
    title: str
    is_head: bool
    holders: tuple[Holding, ...]  # none, or only past ones: the post is vacant


@dataclass(frozen=True)
class Institution:
    slug: str
    name: str
    short_name: str
    kind: Literal["ministry", "parliament", "judiciary", "statistics_office", "local_government", "agency", "nhri", "cso", "un_body"]
    mandate: str
    themes: tuple[str, ...]
    posts: tuple[Post, ...]
    needs_clearance: bool = False

    def people(self) -> set[str]:
        """E-mail addresses of those who hold a post now."""
        return {holding.email for post in self.posts for holding in post.holders if holding.until is None}


@dataclass(frozen=True)
class Cluster:
    name: str
    description: str
    recommendations: tuple[str, ...]  # refs


@dataclass(frozen=True)
class Overlap:
    """Recommendations that ask the same."""

    note: str
    recommendations: tuple[str, ...]  # refs


@dataclass(frozen=True)
class Assignment:
    ref: str
    institution: str
    role: Literal["lead", "supporting", "territorial"]
    due_in_days: int


@dataclass(frozen=True)
class Update:
    ref: str
    institution: str
    by: str
    state: Literal["draft", "clearance", "submitted", "returned", "approved"]
    status: Literal["planned", "under_way", "partly_implemented", "implemented", "continuous", "not_accepted"]
    text: str
    days_ago: int  # written; for all but drafts also the day of submission
    evidence: tuple[str, ...] = ()  # file names
    reviewed_days_ago: int | None = None
    reviewed_by: str = ""
    return_reason: str = ""


@dataclass(frozen=True)
class Framework:
    """A plan or review that actions and indicators are in."""

    key: str
    title: str
    kind: Literal["national_plan", "sectoral", "sdg_review", "follow_up"]
    starts_in_days: int
    ends_in_days: int
    description: str


@dataclass(frozen=True)
class Action:
    """Written by `by`, who holds a post in the institution. `ended_days_ago` of what is done or dropped."""

    key: str
    institution: str
    by: str
    title: str
    description: str
    need: Literal["law", "policy", "budget", "institution", "training", "data"]
    status: Literal["draft", "planned", "under_way", "done", "dropped"]
    starts_in_days: int
    ends_in_days: int
    recommendations: tuple[str, ...]  # refs
    frameworks: tuple[str, ...] = ()  # keys
    budget: str = ""
    outcome: str = ""
    ended_days_ago: int | None = None


@dataclass(frozen=True)
class Value:
    """Of the last day of the year that was `years_ago`; with `dimension` and `category` of a part only."""

    years_ago: int
    value: str
    dimension: str = ""
    category: str = ""


@dataclass(frozen=True)
class Indicator:
    """Its values are entered by `by`, who holds a post in the institution that provides them. Baseline and target are of year ends, too."""

    title: str
    kind: Literal["structural", "process", "outcome"]
    definition: str
    unit: str
    provider: str
    by: str
    source: str
    baseline: Value
    target: Value  # years ago: negative
    recommendations: tuple[str, ...]  # refs
    values: tuple[Value, ...]
    next_value_in_days: int | None = None
    every_months: int | None = None
    sdg_code: str = ""
    actions: tuple[str, ...] = ()  # keys
    frameworks: tuple[str, ...] = ()  # keys


@dataclass(frozen=True)
class Evidence:
    """A small file made by code. `heading` is the title, or a csv's header; `lines` its paragraphs or records."""

    filename: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Reply:
    by: str
    days_ago: int
    text: str


@dataclass(frozen=True)
class Comment:
    ref: str
    institution: str
    by: str
    visibility: Visibility
    days_ago: int
    text: str
    reply: Reply | None


@dataclass(frozen=True)
class Contribution:
    institution: str
    by: str
    visibility: Visibility
    days_ago: int
    answers: tuple[str, ...]  # one a question
    reply: Reply | None


@dataclass(frozen=True)
class Consultation:
    title: str
    mechanism: str
    introduction: str
    questions: tuple[str, ...]
    opened_days_ago: int
    closes_in_days: int
    invited: tuple[str, ...]
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True)
class Obligation:
    key: str
    mechanism: str
    kind: Literal["state_report", "follow_up", "list_of_issues", "mid_term", "letter", "visit"]
    title: str
    due_in_days: int
    document: str  # key of the document it follows from, or blank
    institution: str  # in charge
    is_confidential: bool
    note: str


@dataclass(frozen=True)
class Section:
    heading: str
    text: str  # blank: not yet written


@dataclass(frozen=True)
class Report:
    obligation: str
    mechanism: str
    title: str
    kind: Literal["periodic"]
    word_limit: int
    started_days_ago: int
    by: str
    sections: tuple[Section, ...]
