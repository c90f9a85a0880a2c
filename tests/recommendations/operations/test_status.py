from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from recommendations.enums import Status
from recommendations.models import Recommendation
from recommendations.operations.status import mark_answered, mark_unanswered, set_status
from tests.factories import AssignmentFactory, RecommendationFactory

pytestmark = pytest.mark.django_db


def test_the_status_and_since_when(people):
    one = set_status(by=people.secretariat, recommendation=RecommendationFactory(), status=Status.IMPLEMENTED, on=date(2026, 1, 2))
    one.refresh_from_db()
    assert (one.status, one.status_on) == (Status.IMPLEMENTED, date(2026, 1, 2))


def test_the_institution_answers_and_the_secretariat_asks_again(people):
    given, now = AssignmentFactory(institution=people.ministry_of_health), timezone.now()
    assert mark_answered(by=people.health, assignment=given, at=now).answered_at == now
    assert mark_unanswered(by=people.secretariat, assignment=given).answered_at is None


def test_nobody_else_may(people):
    given, now = AssignmentFactory(institution=people.ministry_of_health), timezone.now()
    for by in (people.justice, people.admin, people.nhri, people.cso):
        with pytest.raises(PermissionDenied):
            mark_answered(by=by, assignment=given, at=now)
    for by in (people.health, people.admin, people.nhri, people.cso):
        with pytest.raises(PermissionDenied):
            mark_unanswered(by=by, assignment=given)
        with pytest.raises(PermissionDenied):
            set_status(by=by, recommendation=given.recommendation, status=Status.IMPLEMENTED, on=now.date())
    given.refresh_from_db()
    assert given.answered_at is None
    assert given.recommendation.status == Status.NO_INFORMATION


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"status": "done"}, "recommendation_status_known"),
        ({"position": "maybe"}, "recommendation_position_known"),
        ({"kind": "wish"}, "recommendation_kind_known"),
        ({"text": ""}, "recommendation_has_text"),
    ],
)
def test_the_database_knows_the_codes(change, constraint):
    one = RecommendationFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Recommendation.objects.filter(pk=one.pk).update(**change)
