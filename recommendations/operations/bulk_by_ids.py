"""The changes of operations/bulk.py with arguments that can wait in a job."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from ministries.models import Institution
from recommendations.enums import BulkKind
from recommendations.models import BulkChange, Cluster, Term
from recommendations.operations.bulk import assign_all, give_term_to_all, put_all_into_cluster, take_all_out_of_cluster


def change_of(kind: str, given: dict[str, Any]) -> Callable[..., BulkChange]:
    """The operation, still to be told by whom, of which recommendations and how many are expected.

    `given` by ids: {"institution": slug, "role", "due_on", "replace_lead"}, {"cluster": public id or None, "name"}, {"term": [kind, code]}.
    """
    if kind == BulkKind.ASSIGNED:
        institution = Institution.objects.get(slug=given["institution"])
        due_on = date.fromisoformat(given["due_on"]) if given["due_on"] else None
        return partial(assign_all, institution=institution, role=given["role"], due_on=due_on, replace_lead=given["replace_lead"])
    if kind == BulkKind.TAGGED:
        term_kind, code = given["term"]
        return partial(give_term_to_all, term=Term.objects.get(kind=term_kind, code=code))
    if kind == BulkKind.UNCLUSTERED:
        return partial(take_all_out_of_cluster, cluster=Cluster.objects.get(public_id=given["cluster"]))
    cluster = Cluster.objects.get(public_id=given["cluster"]) if given["cluster"] else None
    return partial(put_all_into_cluster, cluster=cluster, name=given["name"])
