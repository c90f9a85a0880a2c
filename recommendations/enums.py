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


class Status(models.TextChoices):
    """The government's own view of implementation. Codes are stable."""

    NO_INFORMATION = "no_information", _("No information")
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    PARTLY_IMPLEMENTED = "partly_implemented", _("Partly implemented")
    IMPLEMENTED = "implemented", _("Implemented")
    CONTINUOUS = "continuous", _("Continuous")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")


class TermKind(models.TextChoices):
    THEME = "theme", _("Theme")
    AFFECTED_PERSONS = "affected_persons", _("Affected persons")
    SDG = "sdg", _("Sustainable Development Goal or target")
    ISSUE = "issue", _("UPR Info issue")


class TagOrigin(models.TextChoices):
    SOURCE = "source", _("From the source")
    NATIONAL = "national", _("Added here")


class AssignmentRole(models.TextChoices):
    LEAD = "lead", _("Lead")
    SUPPORTING = "supporting", _("Supporting")


class BatchState(models.TextChoices):
    READING = "reading", _("Being read")
    READY = "ready", _("Waiting for your decision")
    APPLYING = "applying", _("Being imported")
    APPLIED = "applied", _("Imported")
    REFUSED = "refused", _("Refused")
    DISCARDED = "discarded", _("Discarded")


class Outcome(models.TextChoices):
    """What an import would do, or did, with a row."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    REJECTED = "rejected", _("Rejected")
    ELSEWHERE = "elsewhere", _("About another State")
