from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from recommendations.models import Assignment, BulkChange
from tests.factories import AssignmentFactory, RecommendationFactory

pytestmark = pytest.mark.django_db
OTHERS = ["admin", "health", "nhri", "cso"]


@pytest.fixture
def secretariat(people, sign_in):
    return sign_in(people.secretariat)


@pytest.fixture
def soon():
    return timezone.localdate() + timedelta(days=30)


def shown(client, **chosen):
    return list(client.get(reverse("assignments"), chosen).context["page"])


def test_a_focal_point_begins_with_what_is_theirs(people, sign_in):
    theirs, other = AssignmentFactory(institution=people.ministry_of_health), AssignmentFactory(institution=people.ministry_of_justice)
    assert shown(sign_in(people.health)) == [theirs]
    assert set(shown(sign_in(people.health), mine="")) == {theirs, other}
    for who in ("secretariat", "admin", "nhri", "cso"):
        assert set(shown(sign_in(getattr(people, who)))) == {theirs, other}


def test_open_ones_by_due_date_then_answered_ones(people, sign_in):
    today = timezone.localdate()
    answered = AssignmentFactory(due_on=today - timedelta(days=9), answered_at=timezone.now())
    undated = AssignmentFactory(due_on=None)
    later, late = AssignmentFactory(due_on=today + timedelta(days=5)), AssignmentFactory(due_on=today - timedelta(days=5))
    assert shown(sign_in(people.cso)) == [late, later, undated, answered]


def test_a_row_links_to_its_recommendation_and_says_how_late(people, sign_in):
    late = AssignmentFactory(due_on=timezone.localdate() - timedelta(days=5))
    page = sign_in(people.cso).get(reverse("assignments")).text
    assert reverse("recommendation", args=[late.recommendation.public_id]) in page
    assert "(5 days late)" in page


@pytest.mark.parametrize("who", OTHERS)
def test_others_read_and_do_not_change(people, sign_in, who, soon):
    client, given = sign_in(getattr(people, who)), AssignmentFactory(institution=people.ministry_of_health)
    page = client.get(reverse("assignments"), {"mine": ""})
    assert page.status_code == 200
    assert 'type="checkbox"' not in page.text
    one = client.get(reverse("assignment", args=[given.public_id]))
    assert one.status_code == 200
    assert reverse("assignment_remove", args=[given.public_id]) not in one.text
    assert client.get(reverse("assignment_new")).status_code == 403
    sent = {"chosen": str(given.public_id), "confirm": "1", "due_on": str(soon), "role": "supporting"}
    for address in (reverse("assignment_due"), reverse("assignment", args=[given.public_id]), reverse("assignment_remove", args=[given.public_id])):
        assert client.post(address, sent).status_code == 403
    unchanged = Assignment.objects.get()
    assert (unchanged.due_on, unchanged.role) == (given.due_on, given.role)


def test_the_number_of_queries_stays(secretariat):
    def count():
        secretariat.get(reverse("assignments"))
        with CaptureQueriesContext(connection) as captured:
            secretariat.get(reverse("assignments"))
        return len(captured)

    AssignmentFactory()
    few = count()
    AssignmentFactory.create_batch(9)
    assert count() == few


def test_chosen_lines_are_assigned_after_a_question(people, secretariat, soon):
    one, two, _three = RecommendationFactory.create_batch(3)
    chosen = {"chosen": [str(one.public_id), str(two.public_id)], "next": "/recommendations/?q=x"}
    asked = secretariat.post(reverse("assignment_new"), chosen)
    assert "2 recommendations are chosen." in asked.text
    assert not Assignment.objects.exists()
    done = secretariat.post(reverse("assignment_new"), chosen | {"confirm": "1", "institution": "health", "role": "lead", "due_on": str(soon)})
    assert done.url == "/recommendations/?q=x"
    assert set(Assignment.objects.values_list("recommendation", "institution__slug", "role", "due_on")) == {
        (one.pk, "health", "lead", soon),
        (two.pk, "health", "lead", soon),
    }


def test_a_whole_result_is_assigned(people, secretariat):
    RecommendationFactory.create_batch(60, position="noted")
    RecommendationFactory(position="supported")
    secretariat.post(
        reverse("assignment_new"), {"everything": "1", "query": "position=noted", "confirm": "1", "institution": "health", "role": "lead"}
    )
    assert Assignment.objects.count() == 60


def test_one_from_its_page(people, secretariat):
    one = RecommendationFactory()
    page = secretariat.get(reverse("assignment_new"), {"chosen": str(one.public_id)}).text
    assert "1 recommendation is chosen." in page
    assert "Health</option>" in page
    assert "Nhri</option>" not in page


def test_a_refusal_stands_in_the_form_and_nothing_typed_is_lost(people, secretariat, soon):
    given = AssignmentFactory(institution=people.ministry_of_justice)
    sent = {"chosen": str(given.recommendation.public_id), "confirm": "1", "institution": "health", "role": "lead", "due_on": str(soon)}
    page = secretariat.post(reverse("assignment_new"), sent).text
    assert "already has a lead: Justice" in page
    assert f'value="{soon}"' in page
    secretariat.post(reverse("assignment_new"), sent | {"replace_lead": "on"})
    assert Assignment.objects.get(institution__slug="health").role == "lead"


def test_a_past_due_date_stands_in_the_form(people, secretariat):
    one = RecommendationFactory()
    yesterday = timezone.localdate() - timedelta(days=1)
    sent = {"chosen": str(one.public_id), "confirm": "1", "institution": "health", "role": "lead", "due_on": str(yesterday)}
    assert "has passed already" in secretariat.post(reverse("assignment_new"), sent).text


def test_one_is_changed_and_removed(people, secretariat, soon):
    given = AssignmentFactory()
    page = secretariat.post(reverse("assignment", args=[given.public_id]), {"role": "supporting", "due_on": str(soon)})
    assert page.url == reverse("recommendation", args=[given.recommendation.public_id])
    given.refresh_from_db()
    assert (given.role, given.due_on) == ("supporting", soon)
    assert secretariat.get(reverse("assignment_remove", args=[given.public_id])).status_code == 405
    secretariat.post(reverse("assignment_remove", args=[given.public_id]))
    assert not Assignment.objects.exists()


def test_due_dates_of_chosen_ones(people, secretariat, soon):
    one, two = AssignmentFactory.create_batch(2)
    chosen = {"chosen": [str(one.public_id)], "next": reverse("assignments")}
    assert "1 assignment is chosen." in secretariat.post(reverse("assignment_due"), chosen).text
    done = secretariat.post(reverse("assignment_due"), chosen | {"confirm": "1", "due_on": str(soon)}, follow=True)
    assert "1 recommendation is due on " in done.text
    assert f'<a href="{reverse("bulk_changes")}">Undo</a>' in done.text
    assert set(Assignment.objects.values_list("pk", "due_on")) == {(one.pk, soon), (two.pk, two.due_on)}
    secretariat.post(reverse("bulk_undo", args=[BulkChange.objects.get().public_id]))
    assert set(Assignment.objects.values_list("pk", "due_on")) == {(one.pk, one.due_on), (two.pk, two.due_on)}


def test_due_dates_of_a_whole_result(people, secretariat, soon):
    AssignmentFactory.create_batch(2, institution=people.ministry_of_health)
    other = AssignmentFactory(institution=people.ministry_of_justice)
    secretariat.post(reverse("assignment_due"), {"everything": "1", "query": "institution=health", "confirm": "1", "due_on": str(soon)})
    assert Assignment.objects.filter(due_on=soon).count() == 2
    other.refresh_from_db()
    assert other.due_on != soon


def test_strangers_are_asked_to_sign_in(client):
    for name in ("recommendations", "clusters", "cluster_themes", "assignments", "assignment_new"):
        assert client.get(reverse(name)).status_code == 302
