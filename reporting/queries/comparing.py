"""What an update says differently from the institution's last approved one, question by question."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nmirf.common.changed_words import Piece, changed_words
from reporting.models import Update

QUESTIONS: dict[str, Promise] = {
    "text": _("What was done"),
    "result": _("Result"),
    "obstacles": _("Obstacles"),
    "next_steps": _("Next steps"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    title: Promise
    before: list[Piece]
    after: list[Piece]
    is_same: bool


def compared(last: Update, update: Update) -> list[Compared]:
    """Questions that either of them answers."""
    pairs = [(title, getattr(last, name).strip(), getattr(update, name).strip()) for name, title in QUESTIONS.items()]
    return [Compared(title, *changed_words(before, after), before == after) for title, before, after in pairs if before or after]
