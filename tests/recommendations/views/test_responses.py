from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from recommendations.models import Assignment, Extension
from tests.factories import AssignmentFactory, PostFactory

pytestmark = pytest.mark.django_db


def day(number):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def given(people):
    return AssignmentFactory(institution=people.ministry_of_health, due_on=day(10))


def at(name, given):
    return reverse(name, args=[given.public_id])


def test_a_focal_point_accepts_from_what_waits_for_them_and_names_the_post(people, sign_in, given):
    client, post = sign_in(people.health), PostFactory(institution=people.ministry_of_health, title="Legal department")
    assert at("assignment", given) in client.get(reverse("home")).text
    assert client.post(at("assignment_accept", given)).url == at("assignment", given)
    assert "Assignments to accept or decline" not in client.get(reverse("home")).text
    client.post(at("assignment_post", given), {"post": str(post.public_id), "confirm": "1"})
    page = client.get(at("assignment", given)).text
    assert "Legal department" in page
    assert "Accepted" in page


def test_declined_the_secretariat_gives_it_to_the_one_proposed(people, sign_in, given):
    sign_in(people.health).post(at("assignment_decline", given), {"reason": "Courts do this.", "proposal": "justice"})
    secretariat = sign_in(people.secretariat)
    assert "Courts do this." in secretariat.get(reverse("home")).text
    assert [a.institution.slug for a in secretariat.get(reverse("assignments"), {"response": "declined"}).context["page"]] == ["health"]
    assert '<option value="justice" selected>' in secretariat.get(at("assignment_move", given)).text
    done = secretariat.post(at("assignment_move", given), {"institution": "justice", "due_on": str(day(20))})
    made = Assignment.objects.get()
    assert (made.institution.slug, made.due_on) == ("justice", day(20))
    assert done.url == reverse("assignment", args=[made.public_id])


def test_a_refusal_stands_in_the_form(people, sign_in, given):
    page = sign_in(people.health).post(at("assignment_extend", given), {"after": str(day(5)), "reason": "So"}).text
    assert "Choose a later day." in page
    assert f'value="{day(5)}"' in page


def test_more_time_is_asked_for_and_agreed_to_and_the_first_date_is_seen(people, sign_in, given):
    sign_in(people.health).post(at("assignment_extend", given), {"after": str(day(40)), "reason": "Elections"})
    secretariat = sign_in(people.secretariat)
    assert at("assignment", given) in secretariat.get(reverse("home")).text
    assert list(secretariat.get(reverse("assignments"), {"more_time": "true"}).context["page"]) == [given]
    secretariat.post(reverse("extension_decide", args=[Extension.objects.get().public_id]), {"decision": "agree"})
    first = f"was due {date_format(day(10))}"
    for address in (reverse("assignments"), reverse("recommendation", args=[given.recommendation.public_id]), at("assignment", given)):
        assert first in secretariat.get(address).text
    assert "Elections" in secretariat.get(at("assignment", given)).text


def test_the_secretariat_gives_more_time_at_once(people, sign_in, given):
    sign_in(people.secretariat).post(at("assignment_extend", given), {"after": str(day(40)), "reason": "The committee moved its session."})
    given.refresh_from_db()
    assert given.due_on == day(40)
