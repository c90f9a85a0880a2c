from django.db import models
from django.utils.translation import gettext_lazy as _


class MechanismKind(models.TextChoices):
    TREATY_BODY = "treaty_body", _("Treaty body")
    UPR = "upr", _("Universal Periodic Review")
    SPECIAL_PROCEDURE = "special_procedure", _("Special procedure")
    REGIONAL = "regional", _("Regional mechanism")


class Kind(models.TextChoices):
    RECOMMENDATION = "recommendation", _("Recommendation")
    OBSERVATION = "observation", _("Observation")


class Position(models.TextChoices):
    """The UN's two values; older data say accepted and rejected."""

    SUPPORTED = "supported", _("Supported")
    NOTED = "noted", _("Noted")


class ActionCategory(models.IntegerChoices):
    """How much a recommendation asks, by UPR Info's scale (Database: Action category, October 2014)."""

    MINIMAL = 1, _("minimal action")
    CONTINUING = 2, _("going on")
    CONSIDERING = 3, _("considering change")
    GENERAL = 4, _("general action")
    SPECIFIC = 5, _("specific action")


class Status(models.TextChoices):
    """The government's own view of implementation. Codes are stable."""

    NO_INFORMATION = "no_information", _("No information")
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    PARTLY_IMPLEMENTED = "partly_implemented", _("Partly implemented")
    IMPLEMENTED = "implemented", _("Implemented")
    CONTINUOUS = "continuous", _("Continuous")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")


class Voice(models.TextChoices):
    """Who speaks of how a recommendation is carried out. They never stand for one another and are never added up."""

    ACTION = "action", _("Action reported")
    INDICATOR = "indicator", _("Result by indicator")
    GOVERNMENT = "government", _("Government’s own assessment")
    INDEPENDENT = "independent", _("Independent assessments")


class TermKind(models.TextChoices):
    THEME = "theme", _("Theme")
    AFFECTED_PERSONS = "affected_persons", _("Affected persons")
    SDG = "sdg", _("Sustainable Development Goal or target")
    ISSUE = "issue", _("UPR Info issue")


class TagOrigin(models.TextChoices):
    SOURCE = "source", _("From the source")
    NATIONAL = "national", _("Added here")


class Scheme(models.TextChoices):
    """Where a label of the taxonomy comes from."""

    UHRI = "uhri", _("Universal Human Rights Index, today")
    UHRI_CODES = "uhri_codes", _("Universal Human Rights Index, older lists with codes")
    UPR_INFO = "upr_info", _("UPR Info")
    NATIONAL = "national", _("This State")


class SuggestionKind(models.TextChoices):
    THEME = "theme", _("Theme")
    AFFECTED_PERSONS = "affected_persons", _("Affected persons")
    SDG = "sdg", _("Sustainable Development Goal or target")
    INSTITUTION = "institution", _("Lead institution")


class Decision(models.TextChoices):
    """What a person decided about something that was suggested."""

    OPEN = "open", _("Not decided")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class BulkKind(models.TextChoices):
    """What was done to many recommendations at once, and can be undone."""

    ASSIGNED = "assigned", _("Assigned")
    CLUSTERED = "clustered", _("Put into a cluster")
    UNCLUSTERED = "unclustered", _("Taken out of a cluster")
    TAGGED = "tagged", _("Given a term")
    DUE = "due", _("Given a due date")


class AssignmentRole(models.TextChoices):
    LEAD = "lead", _("Lead")
    SUPPORTING = "supporting", _("Supporting")
    TERRITORIAL = "territorial", _("Responsible in its territory")


class AssignmentResponse(models.TextChoices):
    """What the institution said to an assignment; a declined one waits for the secretariat, which keeps it so (confirmed) or gives it to another."""

    WAITING = "waiting", _("No answer yet")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    CONFIRMED = "confirmed", _("Confirmed by the secretariat")


class BatchSource(models.TextChoices):
    UPLOAD = "upload", _("Uploaded")
    FETCH = "fetch", _("Fetched by itself")


class BatchState(models.TextChoices):
    READING = "reading", _("Being read")
    MAPPING = "mapping", _("Waiting to learn what its columns mean")
    READY = "ready", _("Waiting for your decision")
    APPLYING = "applying", _("Being imported")
    APPLIED = "applied", _("Imported")
    REFUSED = "refused", _("Refused")
    DISCARDED = "discarded", _("Discarded")
    UNDONE = "undone", _("Undone")


class Outcome(models.TextChoices):
    """What an import would do, or did, with a row."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    REJECTED = "rejected", _("Rejected")
    ELSEWHERE = "elsewhere", _("About another State")
    MISSING = "missing", _("No longer in the source")
    LEFT_OUT = "left_out", _("Left out")


class FetchOutcome(models.TextChoices):
    """How an attempt to fetch the published export ended."""

    RUNNING = "running", _("Under way")
    UNCHANGED = "unchanged", _("Nothing new was published")
    FETCHED = "fetched", _("Fetched")
    FAILED = "failed", _("Failed")


class FrameworkKind(models.TextChoices):
    """What a set of actions and indicators is for; one action may be in several."""

    NATIONAL_PLAN = "national_plan", _("National human rights action plan")
    SECTORAL = "sectoral", _("Sectoral plan")
    SDG_REVIEW = "sdg_review", _("Review of the Sustainable Development Goals")
    FOLLOW_UP = "follow_up", _("Follow-up plan")


class Need(models.TextChoices):
    """What an action takes."""

    LAW = "law", _("Law")
    POLICY = "policy", _("Policy")
    BUDGET = "budget", _("Budget")
    INSTITUTION = "institution", _("Institution")
    TRAINING = "training", _("Training")
    DATA = "data", _("Data")


class ActionStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")

    @classmethod
    def ended(cls) -> tuple["ActionStatus", "ActionStatus"]:
        return cls.DONE, cls.DROPPED


class IndicatorKind(models.TextChoices):
    """OHCHR's three: what is committed to, what is done, what comes of it."""

    STRUCTURAL = "structural", _("Structural")
    PROCESS = "process", _("Process")
    OUTCOME = "outcome", _("Outcome")
