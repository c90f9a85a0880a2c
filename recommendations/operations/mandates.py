from collections.abc import Iterable

from django.utils.translation import gettext as _

from ministries.models import Institution
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.enums import TermKind
from recommendations.models import Mandate, Term
from recommendations.permissions import can_set_mandates

KINDS = (TermKind.THEME, TermKind.SDG)


class NoMandate(Refused):
    """A term of another kind, or one that was merged into another."""


@operation
def set_mandates(*, by: User, institution: Institution, terms: Iterable[Term]) -> int:
    """All the themes and Sustainable Development Goals an institution works on; gives how many were added or taken away."""
    require(can_set_mandates(by))
    Institution.objects.select_for_update().get(pk=institution.pk)
    wanted = {term.pk: term for term in terms}
    if any(term.kind not in KINDS or term.merged_into_id for term in wanted.values()):
        raise NoMandate(_("A mandate names themes and Sustainable Development Goals of today's list."))
    had = set(Mandate.objects.filter(institution=institution).values_list("term_id", flat=True))
    Mandate.objects.filter(institution=institution, term__in=had - wanted.keys()).delete()
    added = sorted(wanted.keys() - had)
    Mandate.objects.bulk_create([Mandate(institution=institution, term_id=pk) for pk in added])
    return len(added) + len(had - wanted.keys())
