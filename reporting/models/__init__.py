from reporting.models.handout import Handout, Return
from reporting.models.obligation import Obligation
from reporting.models.report import Paragraph, Report, Section
from reporting.models.round import Nudge, Round, RoundItem, RoundQuestion
from reporting.models.update import AlsoAnswered, Answer, Evidence, StatusChange, Update, UpdateAction, UpdateValue

__all__ = [
    "AlsoAnswered",
    "Answer",
    "Evidence",
    "Handout",
    "Nudge",
    "Obligation",
    "Paragraph",
    "Report",
    "Return",
    "Round",
    "RoundItem",
    "RoundQuestion",
    "Section",
    "StatusChange",
    "Update",
    "UpdateAction",
    "UpdateValue",
]
