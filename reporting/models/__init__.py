from reporting.models.obligation import Obligation
from reporting.models.report import Paragraph, Report, Section
from reporting.models.update import AlsoAnswered, Evidence, StatusChange, Update

__all__ = ["AlsoAnswered", "Evidence", "Obligation", "Paragraph", "Report", "Section", "StatusChange", "Update"]
