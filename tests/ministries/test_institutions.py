from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ministries.enums import InstitutionKind
from ministries.models import Holding, Institution, Post
from ministries.operations.institutions import add_institution, change_institution
from ministries.operations.posts import HoldsAlready, TitleTaken, WrongEnd, add_post, appoint, change_post, end_holding
from tests.factories import HoldingFactory, InstitutionFactory, PostFactory, UserFactory

pytestmark = pytest.mark.django_db
ALL = ["admin", "secretariat", "health", "justice", "nhri", "cso"]


def test_an_institution_gets_an_address_of_its_own(people):
    values = {"by": people.admin, "name": "Ministry of Finance", "short_name": "Finance", "kind": InstitutionKind.MINISTRY}
    first = add_institution(**values)
    second = add_institution(**values | {"name": "Finance Court"})
    third = add_institution(**values | {"name": "وزارة المالية", "short_name": "المالية"})
    new = add_institution(**values | {"name": "New", "short_name": "New"})
    assert [i.slug for i in (first, second, third, new)] == ["finance", "finance-2", "ministry", "new-2"]


def test_changing_an_institution_keeps_its_address(people):
    before = people.ministry_of_health
    change_institution(
        by=people.admin, institution=before, name="Ministry of Care", short_name="Care", kind="agency", mandate="Care.", is_active=False
    )
    after = Institution.objects.get(pk=before.pk)
    assert (after.name, after.short_name, after.kind, after.mandate, after.is_active) == ("Ministry of Care", "Care", "agency", "Care.", False)
    assert after.slug == "health"


@pytest.mark.parametrize("who", ALL[1:])
def test_only_administrators_change_institutions_posts_and_holders(people, who):
    by, institution = getattr(people, who), people.ministry_of_health
    post, holding = institution.posts.get(), Holding.objects.get(user=people.health)
    with pytest.raises(PermissionDenied):
        add_institution(by=by, name="A", short_name="A", kind="agency")
    with pytest.raises(PermissionDenied):
        change_institution(by=by, institution=institution, name="A", short_name="A", kind="agency", mandate="", is_active=True)
    with pytest.raises(PermissionDenied):
        add_post(by=by, institution=institution, title="B")
    with pytest.raises(PermissionDenied):
        change_post(by=by, post=post, title="B", is_head=True)
    with pytest.raises(PermissionDenied):
        appoint(by=by, post=post, user=people.cso, starts_on=date(2026, 1, 1))
    with pytest.raises(PermissionDenied):
        end_holding(by=by, holding=holding, ends_on=date(2026, 1, 1))


def test_posts_of_an_institution_have_titles_of_their_own(people):
    institution = people.ministry_of_health
    one = add_post(by=people.admin, institution=institution, title="Legal adviser")
    two = add_post(by=people.admin, institution=institution, title="Press officer", is_head=True)
    with pytest.raises(TitleTaken):
        add_post(by=people.admin, institution=institution, title="Legal adviser")
    with pytest.raises(TitleTaken):
        change_post(by=people.admin, post=two, title="Legal adviser", is_head=True)
    change_post(by=people.admin, post=one, title="Legal adviser", is_head=True)
    assert list(Post.objects.filter(institution=institution, is_head=True).order_by("title")) == [one, two]
    assert add_post(by=people.admin, institution=people.ministry_of_justice, title="Legal adviser").pk


def test_a_person_is_appointed_and_leaves(people):
    post, user = PostFactory(), UserFactory()
    today = timezone.localdate()
    holding = appoint(by=people.admin, post=post, user=user, starts_on=today - timedelta(days=3), is_deputy=True)
    assert list(Holding.objects.current().filter(post=post)) == [holding]
    with pytest.raises(HoldsAlready):
        appoint(by=people.admin, post=post, user=user, starts_on=today)
    with pytest.raises(WrongEnd):
        end_holding(by=people.admin, holding=holding, ends_on=today - timedelta(days=4))
    end_holding(by=people.admin, holding=holding, ends_on=today - timedelta(days=1))
    assert not Holding.objects.current().filter(post=post).exists()
    with pytest.raises(WrongEnd):
        end_holding(by=people.admin, holding=holding, ends_on=today)
    again = appoint(by=people.admin, post=post, user=user, starts_on=today)
    assert Holding.objects.filter(post=post).count() == 2
    assert not again.is_deputy


def test_who_may_not_sign_in_cannot_be_appointed(people):
    with pytest.raises(Exception, match="may not sign in"):
        appoint(by=people.admin, post=PostFactory(), user=UserFactory(is_active=False), starts_on=date(2026, 1, 1))


@pytest.mark.parametrize("who", ALL)
def test_everybody_reads_the_list_and_who_holds_posts(people, sign_in, who):
    client = sign_in(getattr(people, who))
    listed = client.get(reverse("institutions"))
    assert listed.status_code == 200
    assert b"Justice" in listed.content
    page = client.get(reverse("institution", args=["justice"])).content.decode()
    assert people.justice.name in page
    assert ("mailto:justice@example.org" in page) == (who in {"admin", "secretariat"})
    assert (reverse("institution_edit", args=["justice"]) in page) == (who == "admin")


def test_addresses_of_others_are_for_those_who_run_the_mechanism(people, sign_in):
    page = sign_in(people.justice).get(reverse("institution", args=["health"])).content.decode()
    assert people.health.email not in page


def test_a_post_without_a_holder_is_vacant_and_former_holders_stay(people, sign_in):
    post = PostFactory(institution=people.ministry_of_health, title="Legal adviser")
    HoldingFactory(post=post, user__name="Former Holder", ends_on=date(2021, 1, 1))
    page = sign_in(people.cso).get(reverse("institution", args=["health"])).content.decode()
    assert page.count("Vacant") == 1
    assert "Former Holder" in page
    assert "1 former holder" in page


def test_the_list_counts_posts_and_people_of_today(people, sign_in):
    post = PostFactory(institution=people.ministry_of_health)
    HoldingFactory(post=post, ends_on=date(2021, 1, 1))
    HoldingFactory(post=post, user__is_active=False)
    HoldingFactory(post=post, is_deputy=True)
    page = sign_in(people.admin).get(reverse("institutions"), {"kind": "ministry", "q": "heal"}).context["page"]
    assert [(i.slug, i.post_count, i.holder_count) for i in page] == [("health", 2, 2)]


def test_the_list_asks_as_much_for_many_as_for_one(people, sign_in):
    client = sign_in(people.admin)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(reverse("institutions"))
            client.get(reverse("institution", args=["health"]))
        return len(captured)

    client.get(reverse("institutions"))
    few = queries()
    for _ in range(10):
        HoldingFactory(post__institution=InstitutionFactory())
        HoldingFactory(post__institution=people.ministry_of_health)
    assert queries() == few


ACTIONS = ["institution_new", "institution_edit", "post_new", "post_edit", "holding_new", "holding_end"]


def address(name: str, people) -> str:
    institution = people.ministry_of_health
    post = institution.posts.get()
    arguments = {
        "institution_new": [],
        "institution_edit": [institution.slug],
        "post_new": [institution.slug],
        "post_edit": [post.public_id],
        "holding_new": [post.public_id],
        "holding_end": [post.public_id, people.health.public_id],
    }
    return reverse(name, args=arguments[name])


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("who", ALL)
def test_pages_that_change_something_are_the_administrators(people, sign_in, who, name):
    assert sign_in(getattr(people, who)).get(address(name, people)).status_code == (200 if who == "admin" else 403)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("institution_new", {"name": "Ministry of Finance", "short_name": "Finance", "kind": "ministry", "mandate": ""}),
        ("institution_edit", {"name": "Health", "short_name": "Health", "kind": "agency", "mandate": "Care", "is_active": "on"}),
        ("post_new", {"title": "Legal adviser"}),
        ("post_edit", {"title": "Head of unit", "is_head": "on"}),
        ("holding_end", {"ends_on": "2026-01-31"}),
    ],
)
def test_a_form_leads_back_to_the_institution(people, sign_in, name, data):
    answer = sign_in(people.admin).post(address(name, people), data)
    assert answer.status_code == 302
    assert answer.url == reverse("institution", args=["finance" if name == "institution_new" else "health"])


def test_appointing_through_the_page(people, sign_in):
    url = address("holding_new", people)
    wrong = sign_in(people.admin).post(url, {"user": people.cso.pk, "starts_on": "2026-02-01", "ends_on": "2026-01-01"})
    assert wrong.status_code == 200
    assert b"must not be before" in wrong.content
    sign_in(people.admin).post(url, {"user": people.cso.pk, "starts_on": "2026-02-01", "ends_on": ""})
    holding = Holding.objects.get(user=people.cso, post__institution__slug="health")
    assert (holding.starts_on, holding.ends_on, holding.is_deputy) == (date(2026, 2, 1), None, False)


def test_a_taken_name_is_said_beside_the_field(people, sign_in):
    answer = sign_in(people.admin).post(reverse("institution_new"), {"name": "Health", "short_name": "H", "kind": "ministry"})
    assert answer.status_code == 200
    assert "name" in answer.context["form"].errors
