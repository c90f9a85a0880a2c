"""The columns of the workbook that goes out and comes back, and how a text in a cell is compared."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils import translation
from django.utils.translation import gettext as _

from recommendations.enums import Status
from recommendations.importing.cells import CONTROLS, fold_space
from reporting.models import Answer, Evidence, Handout, Update

SALT = "reporting.handout"
TOKEN = "nmirf:"  # noqa: S105 - what the cell with the signed id begins with
HEADERS = "#"  # in place of an item's id: the row with the headers that people read
ID, REFERENCE = "id", "reference"
STATUS, TEXT, LINKS = "status", "text", "links"
ANSWERED = (STATUS, TEXT, "result", "obstacles", "next_steps")  # columns of an update itself
QUESTION = "question:"  # and the public id
STATUSES = tuple(code for code in Status.values if code != Status.NO_INFORMATION)  # an answer says something
LONGEST = 20_000  # characters of a text, as on the page


@dataclass(frozen=True, slots=True)
class Column:
    name: str  # stable, in the hidden first row
    title: str
    width: int
    note: str = ""  # how to fill it in; columns without one are only read
    is_question: bool = False


def columns(questions: Iterable[dict[str, Any]]) -> list[Column]:
    """In the language active now; `questions` as in Handout."""
    read = [
        Column(ID, "", 4),
        Column(REFERENCE, _("Recommendation"), 24),
        Column("recommendation", _("What it asks for"), 60),
        Column("role", _("Your part"), 14),
        Column("due", _("Due"), 12),
        Column("last", _("Last approved update"), 50),
        Column("returned", _("Why it was sent back"), 30),
    ]
    filled = [
        Column(STATUS, _("Status of implementation"), 22, _("Choose one from the list.")),
        Column(TEXT, _("What was done"), 60, _("What was done since the last update, when, and by whom.")),
        Column("result", _("Result"), 40, _("What came of it, with figures where you have them.")),
        Column("obstacles", _("Obstacles"), 40, _("What stands in the way.")),
        Column("next_steps", _("Next steps"), 40, _("What comes next, and when.")),
    ]
    asked = [
        Column(
            f"{QUESTION}{question['question']}",
            f"{question['text']} *" if question["is_required"] else question["text"],
            40,
            _("A question of this round. It has to be answered before you submit.") if question["is_required"] else _("A question of this round."),
            is_question=True,
        )
        for question in questions
    ]
    links = Column(LINKS, _("Evidence (links)"), 40, _("Addresses that begin with https://, one a line. Files are attached on the page."))
    return [*read, *filled, *asked, links]


def to_fill_in(questions: Iterable[dict[str, Any]]) -> list[Column]:
    return [column for column in columns(questions) if column.note]


def sign(handout: Handout) -> str:
    return TOKEN + signing.Signer(salt=SALT).sign(str(handout.public_id))


def signed_id(token: str) -> UUID:
    """Raises signing.BadSignature where it isn't what `sign` gave."""
    try:
        return UUID(signing.Signer(salt=SALT).unsign(token.removeprefix(TOKEN)))
    except ValueError as error:
        raise signing.BadSignature from error


def plain(text: str) -> str:
    """A text as it is compared and stored: line ends of one kind, no control characters, no blanks at the ends."""
    lines = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return CONTROLS.sub("", lines).strip()


def status_words() -> dict[str, str]:
    """{status as people may have written it, in any language of the interface: its code}."""
    words: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words |= {fold_space(str(Status(code).label)).casefold(): code for code in STATUSES}
    return words | {code: code for code in STATUSES}


def split_links(cell: str) -> list[str]:
    """One a line; blanks part them too, for an address holds none."""
    return list(dict.fromkeys(re.split(r"\s+", cell.strip()))) if cell.strip() else []


def values(update: Update | None, answers: Iterable[Answer] = (), links: Iterable[Evidence] = ()) -> dict[str, str]:
    """What an open answer says, by column; empty texts where there is none yet."""
    said = {name: plain(getattr(update, name)) if update else "" for name in ANSWERED}
    if said[STATUS] == Status.NO_INFORMATION:
        said[STATUS] = ""
    said |= {f"{QUESTION}{answer.question.public_id}": plain(answer.text) for answer in answers}
    return said | {LINKS: "\n".join(link.url for link in links)}
