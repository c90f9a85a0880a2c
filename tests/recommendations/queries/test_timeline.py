from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recommendations.operations.assignments import assign, change_due_date, remove_assignment
from recommendations.operations.clusters import create_cluster, delete_cluster, take_out_of_cluster
from recommendations.operations.status import mark_answered, mark_unanswered, set_status
from recommendations.queries.timeline import LENGTH, timeline
from tests.factories import RecommendationFactory

pytestmark = pytest.mark.django_db


def test_what_happened_newest_first_and_who_did_it(people):
    one, other = RecommendationFactory.create_batch(2)
    due = timezone.localdate() + timedelta(days=30)
    [given] = assign(by=people.secretariat, recommendations=[one], institution=people.ministry_of_health, role="lead", due_on=date(2030, 5, 3))
    change_due_date(by=people.secretariat, assignments=[given], due_on=date(2031, 6, 4))
    mark_answered(by=people.health, assignment=given, at=timezone.now())
    mark_unanswered(by=people.secretariat, assignment=given)
    set_status(by=people.secretariat, recommendation=one, status="planned", on=timezone.localdate())
    cluster = create_cluster(by=people.secretariat, name="Prisons", recommendations=[one])
    take_out_of_cluster(by=people.secretariat, cluster=cluster, recommendations=[one])
    delete_cluster(by=people.secretariat, cluster=cluster)
    remove_assignment(by=people.secretariat, assignment=given)
    assign(by=people.secretariat, recommendations=[other], institution=people.ministry_of_justice, role="lead", due_on=due)
    told = [(h.by, h.words) for h in timeline(one)]
    assert told == [  # a test is one transaction, so all bear one moment: kind by kind, each newest first
        ("Secretariat", "Taken out of the cluster “Prisons”"),
        ("Secretariat", "Put into the cluster “Prisons”"),
        ("Secretariat", "Health is no longer assigned"),
        ("Secretariat", "An update of Health is due again"),
        ("Health", "Health handed in its update"),
        ("Health", "Health accepted it"),
        ("Secretariat", "Health: due date changed to 4 Jun 2031"),
        ("Secretariat", "Assigned to Health (Lead), due 3 May 2030"),
        ("Secretariat", "Status changed from “No information” to “Planned”"),
        ("", "Entered into the register"),
    ]


def test_it_is_cut_and_its_queries_stay(people):
    one = RecommendationFactory()
    [given] = assign(by=people.secretariat, recommendations=[one], institution=people.ministry_of_health, role="lead")
    with CaptureQueriesContext(connection) as few:
        assert len(timeline(one)) == 2
    for days in range(LENGTH + 5):
        change_due_date(by=people.secretariat, assignments=[given], due_on=timezone.localdate() + timedelta(days=days))
    with CaptureQueriesContext(connection) as many:
        assert len(timeline(one)) == LENGTH
    assert len(many) <= len(few)
