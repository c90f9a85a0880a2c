from django.db import models
from django.utils.translation import gettext_lazy as _


class UpdateState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CLEARANCE = "clearance", _("Waiting for clearance inside the ministry")
    SUBMITTED = "submitted", _("Waiting for review")
    RETURNED = "returned", _("Sent back")
    APPROVED = "approved", _("Approved")


class ObligationKind(models.TextChoices):
    STATE_REPORT = "state_report", _("State report")
    LIST_OF_ISSUES = "list_of_issues", _("Replies to a list of issues")
    FOLLOW_UP = "follow_up", _("Follow-up report")
    MID_TERM = "mid_term", _("Mid-term report")
    LETTER = "letter", _("Answer to a letter")
    VISIT = "visit", _("Visit")


class ReportKind(models.TextChoices):
    """Kinds of document with a word limit of their own, see WORD_LIMITS."""

    COMMON_CORE = "common_core", _("Common core document")
    INITIAL = "initial", _("Initial report")
    PERIODIC = "periodic", _("Periodic report")
    LIST_OF_ISSUES = "list_of_issues", _("Replies to a list of issues")
    UPR_NATIONAL = "upr_national", _("UPR national report")
    UPR_ADDENDUM = "upr_addendum", _("UPR addendum")


# Words. General Assembly resolution 68/268; the UPR's two from secondary pages, the replies' advisable.
WORD_LIMITS: dict[str, int] = {
    ReportKind.COMMON_CORE: 42_400,
    ReportKind.INITIAL: 31_800,
    ReportKind.PERIODIC: 21_200,
    ReportKind.LIST_OF_ISSUES: 10_700,
    ReportKind.UPR_NATIONAL: 10_700,
    ReportKind.UPR_ADDENDUM: 2_675,
}
