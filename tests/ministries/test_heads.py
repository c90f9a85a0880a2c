"""The head of a unit manages the people of their own institution, and nothing else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from ministries.models import Holding
from ministries.operations.people import change_person, invite_person
from ministries.operations.posts import add_post, appoint, change_holding, end_holding
from nmirf.accounts.models import Role, User
from tests.factories import HoldingFactory, PostFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(people):
    return HoldingFactory(post__institution=people.ministry_of_health, post__is_head=True, user__name="Head").user


@pytest.fixture
def deputy(people, head):
    return HoldingFactory(post=head.holdings.get().post, is_deputy=True).user


def today():
    return timezone.localdate()


def own(people):
    return people.health.holdings.get()


def foreign(people):
    return people.justice.holdings.get()


ROWS = [  # address, of which post, method, what the head gets for the own institution and for another
    ("holding_new", False, "get", 200, 403),
    ("holding_end", True, "get", 200, 403),
    ("holding_end", True, "post", 302, 403),
    ("holding_deputy", True, "post", 302, 403),
    ("post_handover", False, "get", 200, 403),
    ("post_edit", False, "get", 403, 403),
]


@pytest.mark.parametrize(("name", "has_person", "method", "in_own", "in_other"), ROWS)
def test_what_a_head_may_open(people, head, sign_in, name, has_person, method, in_own, in_other):
    client, got = sign_in(head), []
    for holding in (own(people), foreign(people)):
        place = {"public_id": holding.post.public_id} | ({"person": holding.user.public_id} if has_person else {})
        got.append(getattr(client, method)(reverse(name, kwargs=place), {"ends_on": str(today())}).status_code)
    assert got == [in_own, in_other]


@pytest.mark.parametrize("name", ["people", "institution_new"])
def test_what_stays_the_administrators(people, head, sign_in, name):
    assert sign_in(head).get(reverse(name)).status_code == 403
    assert sign_in(head).get(reverse("person", args=[people.health.public_id])).status_code == 403


def test_a_deputy_and_a_plain_holder_manage_nobody(people, deputy, sign_in):
    for user in (deputy, people.health):
        assert sign_in(user).get(reverse("person_invite")).status_code == 403
        with pytest.raises(PermissionDenied):
            appoint(by=user, post=own(people).post, user=deputy, starts_on=today())


def test_a_head_invites_a_member_to_a_post_of_their_own(people, head, sign_in):
    client, post = sign_in(head), own(people).post
    page = client.get(reverse("person_invite"), {"post": post.public_id})
    offered = [str(choice.value) for choice, _label in page.context["form"].fields["post"].choices if choice]
    assert set(offered) == {str(post.pk), str(head.holdings.get().post.pk)}
    sent = {"name": "New", "email": "new@example.org", "role": "member", "post": post.pk, "language": "en"}
    assert client.post(reverse("person_invite"), sent).url == reverse("institution", args=["health"])
    made = User.objects.get(email="new@example.org")
    assert (made.role, made.holdings.get().post) == (Role.MEMBER, post)
    for more in ({"role": "administrator"}, {"role": "secretariat"}, {"post": foreign(people).post.pk}, {"post": ""}):
        assert client.post(reverse("person_invite"), sent | {"email": "other@example.org"} | more).status_code == 200
    assert not User.objects.filter(email="other@example.org").exists()


def test_nor_by_the_operation(people, head):
    given = {"by": head, "name": "New", "email": "new@example.org", "language": "en"}
    for more in (
        {"role": Role.ADMINISTRATOR, "post": own(people).post},
        {"role": Role.SECRETARIAT, "post": own(people).post},
        {"role": Role.MEMBER, "post": foreign(people).post},
        {"role": Role.MEMBER},
    ):
        with pytest.raises(PermissionDenied):
            invite_person(**given, **more)
    with pytest.raises(PermissionDenied):
        change_person(by=head, person=people.health, name="X", role=Role.ADMINISTRATOR, language="en", is_active=True)
    with pytest.raises(PermissionDenied):
        add_post(by=head, institution=people.ministry_of_health, title="New")
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_head_appoints_members_known_to_the_institution_only(people, head):
    free = PostFactory(institution=people.ministry_of_health)
    assert appoint(by=head, post=free, user=people.health, starts_on=today()).post == free
    known_administrator = HoldingFactory(post=free, user=UserFactory(role=Role.ADMINISTRATOR)).user
    for stranger in (people.justice, people.cso, people.secretariat, known_administrator):
        with pytest.raises(PermissionDenied):
            appoint(by=head, post=PostFactory(institution=people.ministry_of_health), user=stranger, starts_on=today())
    with pytest.raises(PermissionDenied):
        appoint(by=head, post=foreign(people).post, user=people.health, starts_on=today())


def test_a_head_makes_deputies_and_ends_holdings_of_their_own(people, head):
    assert change_holding(by=head, holding=own(people), is_deputy=True).is_deputy
    assert end_holding(by=head, holding=own(people), ends_on=today()).ends_on == today()
    with pytest.raises(PermissionDenied):
        change_holding(by=head, holding=foreign(people), is_deputy=True)
    with pytest.raises(PermissionDenied):
        end_holding(by=head, holding=foreign(people), ends_on=today())


def test_who_headed_once_heads_no_more(people, head):
    Holding.objects.filter(user=head).update(ends_on=today() - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        change_holding(by=User.objects.get(pk=head.pk), holding=own(people), is_deputy=True)
