"""Rounds: which one asks about an assignment, and what is still unanswered."""

from recommendations.models import Assignment
from reporting.models import Round, RoundQuestion, Update


def open_round(assignment: Assignment) -> Round | None:
    """The open round that asks about it: there is never more than one."""
    return Round.objects.open().filter(items__assignment=assignment).order_by("-opened_at", "-pk").first()


def unanswered_questions(update: Update) -> list[RoundQuestion]:
    """Those of its round that have to be answered and aren't, in their order."""
    questions = RoundQuestion.objects.filter(round=update.round_id, is_required=True)
    return list(questions.exclude(answers__update=update).order_by("order"))
