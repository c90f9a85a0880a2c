from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from recommendations.operations.imports import apply_import, undo_import
from reporting.enums import ObligationKind
from reporting.models import Obligation
from reporting.operations.obligations import AlreadyAdded, NotProposed, add_proposed_obligation
from reporting.queries.proposals import open_proposals
from tests.recommendations.bringing import read
from tests.recommendations.importing.issued import SYMBOL, observations_docx

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(people, tmp_path):
    return read(people.admin, observations_docx(tmp_path / "observations.docx").read_bytes(), name="observations.docx")


@pytest.fixture
def batch(people, waiting):
    return apply_import(by=people.admin, batch=waiting)


def test_what_the_document_asks_for(batch):
    assert [(each.kind, each.due_on, each.paragraph) for each in open_proposals()] == [
        (ObligationKind.FOLLOW_UP, date(2026, 5, 14), "7"),
        (ObligationKind.STATE_REPORT, date(2029, 5, 14), "9"),
    ]


@pytest.mark.parametrize("who", ["secretariat", "admin"])
def test_once_and_not_twice(people, batch, who):
    by = getattr(people, who)
    obligation = add_proposed_obligation(by=by, batch=batch, kind=ObligationKind.STATE_REPORT)
    assert (obligation.mechanism.code, obligation.due_on, obligation.created_by) == ("CAT", date(2029, 5, 14), by)
    assert obligation.note.startswith(f"{SYMBOL}, paragraph 9: “")
    with pytest.raises(AlreadyAdded):
        add_proposed_obligation(by=by, batch=batch, kind=ObligationKind.STATE_REPORT)
    assert Obligation.objects.count() == 1
    assert [each.kind for each in open_proposals()] == [ObligationKind.FOLLOW_UP]


@pytest.mark.parametrize("who", ["health", "nhri", "cso"])
def test_not_by_others(people, batch, who):
    with pytest.raises(PermissionDenied):
        add_proposed_obligation(by=getattr(people, who), batch=batch, kind=ObligationKind.STATE_REPORT)
    assert not Obligation.objects.exists()


def test_not_what_nobody_asks_for_nor_before_the_import(people, waiting):
    with pytest.raises(NotProposed):
        add_proposed_obligation(by=people.admin, batch=waiting, kind=ObligationKind.STATE_REPORT)
    imported = apply_import(by=people.admin, batch=waiting)
    with pytest.raises(NotProposed):
        add_proposed_obligation(by=people.admin, batch=imported, kind=ObligationKind.VISIT)
    assert not Obligation.objects.exists()


def test_an_undone_import_asks_for_nothing(people, batch):
    undo_import(by=people.admin, batch=batch)
    assert open_proposals() == []
