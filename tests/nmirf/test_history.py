from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.enums import Visibility
from consultations.models import Contribution
from ministries.models import Institution
from ministries.operations.institutions import add_institution, change_institution
from ministries.operations.people import change_person
from ministries.operations.posts import appoint
from nmirf.accounts.models import Role, User
from nmirf.accounts.operations import change_profile
from nmirf.audit.queries import SHOWN_ROWS
from nmirf.common.operations import operation
from recommendations.enums import Status
from reporting.models import Update
from tests.factories import AssignmentFactory, InstitutionFactory, RecommendationFactory

pytestmark = pytest.mark.django_db
ALL = ["admin", "secretariat", "health", "justice", "nhri", "cso"]


def change(people, **values) -> None:
    before = people.ministry_of_health
    now = {"name": before.name, "short_name": before.short_name, "kind": before.kind, "mandate": "", "is_active": True}
    change_institution(by=people.admin, institution=before, **now | values)


def entries(client, **query):
    return list(client.get(reverse("history"), query).context["entries"])


@pytest.mark.parametrize("who", ALL)
def test_those_who_run_the_mechanism_read_the_history(people, sign_in, who):
    expected = 200 if who in {"admin", "secretariat"} else 403
    assert sign_in(getattr(people, who)).get(reverse("history")).status_code == expected


def test_who_did_what_to_which_row(people, sign_in):
    change(people, kind="agency", is_active=False)
    [entry] = entries(sign_in(people.secretariat))
    assert (entry.who, entry.operation, entry.more) == ("Admin", "Changed an institution", 0)
    [row] = entry.changes
    assert (row.action, row.noun, row.title) == ("update", "institution", "Health")
    assert {(f.name, f.before, f.after) for f in row.fields} == {("kind", "Ministry", "Agency"), ("in existence", "yes", "no")}


def test_people_are_named_but_their_addresses_do_not_stand_there(people, sign_in):
    change_person(by=people.admin, person=people.health, name="Dr Health", role=Role.MEMBER, language="fr", is_active=True)
    page = sign_in(people.secretariat).get(reverse("history")).content.decode()
    assert "Dr Health" in page
    assert "health@example.org" not in page


@operation
def write_confidential(*, by: User, recommendation, institution) -> None:
    said = Contribution.objects.create(
        recommendation=recommendation, institution=institution, author=by, text="The witness is Ana", visibility=Visibility.SECRETARIAT
    )
    Contribution.objects.filter(pk=said.pk).update(text="The witness is Bruno")
    draft = Update.objects.create(assignment=AssignmentFactory(), status=Status.PLANNED, text="Not approved", author=by)
    Update.objects.filter(pk=draft.pk).update(text="Still not approved")


def test_what_is_confidential_or_unapproved_shows_the_names_of_fields_only(people, sign_in):
    write_confidential(by=people.cso, recommendation=RecommendationFactory(), institution=Institution.objects.get(slug="cso"))
    answer = sign_in(people.admin).get(reverse("history"))
    page = answer.content.decode()
    assert "witness" not in page
    assert "ot approved</bdi>" not in page
    changed = {row.noun: [field.name for field in row.fields] for row in answer.context["entries"][0].changes if row.action == "update"}
    assert changed == {"contribution": ["what you say"], "update": ["what was done"]}


@operation
def add_many(*, by: User, count: int) -> None:
    InstitutionFactory.create_batch(count)


def test_an_operation_of_many_rows_is_one_entry(people, sign_in):
    add_many(by=people.admin, count=12)
    [entry] = entries(sign_in(people.admin))
    assert (len(entry.changes), entry.more, entry.operation) == (SHOWN_ROWS, 12 - SHOWN_ROWS, "Add many")


def test_filters_by_person_operation_and_day(people, sign_in):
    change(people, kind="agency")
    change_profile(by=people.secretariat, name="Secretariat", language="fr")
    client = sign_in(people.admin)
    assert {e.who for e in entries(client)} == {"Secretariat", "Admin"}
    assert [e.who for e in entries(client, person="secre")] == ["Secretariat"]
    assert [e.who for e in entries(client, operation="ministries.change_institution")] == ["Admin"]
    assert entries(client, last="2001-01-01") == []
    assert len(entries(client, first="2001-01-01")) == 2


def test_rows_written_by_no_operation_are_found(people, sign_in):
    Institution.objects.filter(slug="health").update(mandate="By hand")
    found = entries(sign_in(people.admin), operation="outside")
    [change] = [one for entry in found for one in entry.changes if one.action == "update"]
    assert (change.title, change.fields[0].after) == ("Health", "By hand")
    assert {entry.operation for entry in found} == {"Outside the application"}


def test_the_page_asks_as_much_for_many_as_for_one(people, sign_in):
    client = sign_in(people.admin)
    change(people, kind="agency")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("history"))
        return len(captured)

    queries()
    few = queries()
    for number in range(10):
        add_institution(by=people.admin, name=f"Agency {number}", short_name=f"A{number}", kind="agency")
    assert queries() == few


def test_a_row_without_a_name_is_called_by_what_it_ties_together(people, sign_in):
    post = people.ministry_of_justice.posts.get()
    appoint(by=people.admin, post=post, user=people.health, starts_on=date(2026, 1, 1))
    [entry] = entries(sign_in(people.secretariat))
    assert entry.changes[0].title == f"{post.title}, Health"
