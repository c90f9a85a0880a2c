import uuid

from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.operations import operation
from nmirf.jobs.models import Job
from nmirf.jobs.operations import start_job
from recommendations.permissions import can_export

EXPORT = "recommendations.export"


@operation
def start_export(*, by: User, query: str, columns: list[str], form: str) -> Job:
    """Have a file made in the background of all that the filters find; `columns` and `form` by name."""
    require(can_export(by))
    arguments = {"export": str(uuid.uuid4()), "query": query, "columns": columns, "form": form}
    return start_job(by=by, kind=EXPORT, title=_("Export of recommendations"), arguments=arguments)
