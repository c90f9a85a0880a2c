from django.db.models import QuerySet

from recommendations.enums import FetchOutcome
from recommendations.models import Fetch


def fetches() -> QuerySet[Fetch]:
    """Every attempt to fetch the published export, the latest first."""
    return Fetch.objects.select_related("batch").order_by("-started_at", "-pk")


def last_good(address: str) -> Fetch | None:
    """The last whose contents were read to their end: what it says of them is what the next asks with."""
    return fetches().filter(address=address, outcome__in=[FetchOutcome.FETCHED, FetchOutcome.UNCHANGED]).first()
