from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from ministries.handover import owned
from ministries.models import Holding
from ministries.operations.handover import NothingOwned, OtherInstitution, hand_over
from ministries.operations.posts import OwnsSomething, end_holding
from ministries.queries import vacant_with_work
from nmirf.notifications.due import Span
from recommendations.notifications import due_assignments
from tests.factories import AssignmentFactory, HoldingFactory, PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def holding(people):
    return people.health.holdings.get()


@pytest.fixture
def given(people, holding):
    return AssignmentFactory(institution=people.ministry_of_health, post=holding.post)


@pytest.fixture
def other(people):
    return PostFactory(institution=people.ministry_of_health, title="Legal department")


def post_of(given):
    given.refresh_from_db()
    return given.post


def asked(given):
    span = Span(given.due_on, given.due_on, timezone.localdate())
    return {user for item in due_assignments(span) for people in item.chain for user in people}


def test_those_of_the_post_are_asked_and_all_where_it_is_vacant(people, given, holding, other):
    deputy = HoldingFactory(post=holding.post, is_deputy=True).user
    colleague = HoldingFactory(post=other).user
    assert asked(given) == {people.health, deputy}
    Holding.objects.filter(post=holding.post).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert asked(given) == {colleague}


def test_what_a_post_owns_goes_to_another(people, given, holding, other):
    assert [one.thing for one in owned([holding.post])] == [f"assignment:{given.public_id}"]
    assert hand_over(by=people.secretariat, post=holding.post, things=[f"assignment:{given.public_id}"], to=other) == 1
    assert post_of(given) == other
    assert owned([holding.post]) == []
    with pytest.raises(NothingOwned):
        hand_over(by=people.secretariat, post=holding.post, things=[f"assignment:{given.public_id}"], to=other)


def test_only_within_the_institution_and_by_who_may(people, given, holding, other):
    thing = f"assignment:{given.public_id}"
    for to in (people.justice.holdings.get().post, holding.post):
        with pytest.raises(OtherInstitution):
            hand_over(by=people.secretariat, post=holding.post, things=[thing], to=to)
    for who in (people.health, people.justice, people.nhri):
        with pytest.raises(PermissionDenied):
            hand_over(by=who, post=holding.post, things=[thing], to=other)
    assert post_of(given) == holding.post


def test_the_last_to_leave_says_where_it_goes(people, given, holding, other):
    with pytest.raises(OwnsSomething):
        end_holding(by=people.admin, holding=holding, ends_on=timezone.localdate())
    end_holding(by=people.admin, holding=holding, ends_on=timezone.localdate(), to=other)
    assert post_of(given) == other


def test_or_leaves_it_with_the_vacant_post_which_staff_and_the_head_see(people, given, holding, other):
    head = HoldingFactory(post__institution=people.ministry_of_health, post__is_head=True).user
    yesterday = timezone.localdate() - timedelta(days=1)
    end_holding(by=people.admin, holding=holding, ends_on=yesterday, is_left_vacant=True)
    assert post_of(given) == holding.post
    for who in (people.secretariat, head):
        assert vacant_with_work(who) == [(holding.post, 1)]
    for who in (people.justice, people.health):
        assert vacant_with_work(who) == []


def test_nothing_is_asked_where_another_stays_or_nothing_is_owned(people, given, holding, other):
    HoldingFactory(post=holding.post, is_deputy=True)
    assert end_holding(by=people.admin, holding=holding, ends_on=timezone.localdate()).ends_on == timezone.localdate()
    leaver = HoldingFactory(post=other)
    assert end_holding(by=people.admin, holding=leaver, ends_on=timezone.localdate()).ends_on == timezone.localdate()


def test_the_page_hands_over_what_is_marked(people, sign_in, given, holding, other):
    second = AssignmentFactory(institution=people.ministry_of_health, post=holding.post)
    address = reverse("post_handover", args=[holding.post.public_id])
    client = sign_in(people.secretariat)
    page = client.get(address).text
    assert given.recommendation.reference in page
    assert "Legal department – Vacant" in page
    assert "This field is required" in client.post(address, {"to": str(other.public_id)}).text
    client.post(address, {"to": str(other.public_id), "things": [f"assignment:{given.public_id}"]})
    assert (post_of(given), post_of(second)) == (other, holding.post)


def test_the_page_of_ending_asks_where_it_goes(people, sign_in, given, holding, other):
    address = reverse("holding_end", args=[holding.post.public_id, people.health.public_id])
    client, sent = sign_in(people.admin), {"ends_on": str(timezone.localdate())}
    assert "Who takes what the post owns?" in client.get(address).text
    assert client.post(address, sent).status_code == 200
    assert client.post(address, sent | {"to": "vacant"}).url == reverse("post_handover", args=[holding.post.public_id])
    holding.refresh_from_db()
    assert (holding.ends_on, post_of(given)) == (timezone.localdate(), holding.post)
