"""Scripts switched off, on a telephone: everything is still possible."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from recommendations.models import Assignment
from reporting.enums import UpdateState
from reporting.models import Update
from tests.browser.conftest import Person
from tests.factories import AssignmentFactory, DocumentFactory, MechanismFactory, RecommendationFactory


@pytest.fixture
def plain(sit_down):
    """`plain(user)`: as sit_down, at 360 px and without scripts."""
    return lambda user=None: sit_down(user, java_script_enabled=False, viewport={"width": 360, "height": 800})


def recommendations(count: int, code: str) -> list:
    document = DocumentFactory(mechanism=MechanismFactory(code=code), symbol=f"{code}/C/XVM/CO/1")
    return [RecommendationFactory(document=document, paragraph=str(n), paragraph_key=f"{n:05}") for n in range(1, count + 1)]


def open_menu(person: Person, title: str) -> None:
    person.page.get_by_role("button", name="Menu", exact=True).click()
    person.page.get_by_role("navigation", name="Main menu").get_by_role("link", name=title, exact=True).click()
    expect(person.page.get_by_role("heading", level=1)).to_have_text(title)


def test_signing_in_the_menu_and_the_filters(people, plain):
    recommendations(3, "CRC")
    recommendations(2, "CAT")
    people.cso.set_password("a long password")
    people.cso.save()
    person = plain()
    page = person.go("/")
    page.get_by_label("Email").fill(people.cso.email)
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dashboard")
    expect(page.get_by_role("table", name="By status")).to_be_visible()
    open_menu(person, "Recommendations")
    expect(page.locator(".line")).to_have_count(5)
    page.locator("summary").filter(has_text="Filters").click()
    filters = page.get_by_role("form", name="Filters")
    filters.locator("input[name=mechanism][value=CAT]").check()
    filters.get_by_role("button", name="Show").first.click()
    expect(page.get_by_role("status")).to_have_text("2 recommendations")
    expect(page.locator(".line")).to_have_count(2)
    assert person.problems == []


def test_assigning_two_at_once(people, plain):
    first, second, third = recommendations(3, "CRC")
    person = plain(people.secretariat)
    page = person.go(reverse("recommendations"))
    for one in (first, third):
        page.locator(f"input[value='{one.public_id}']").check()
    page.locator("summary").filter(has_text="Do with them").click()
    page.get_by_role("button", name="Assign").click()
    page.get_by_label("Institution", exact=True).select_option("Justice")
    due = timezone.localdate() + timedelta(days=40)
    page.get_by_label("Due date").fill(due.isoformat())
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_text("2 recommendations were assigned to Justice.")).to_be_visible()
    made = Assignment.objects.filter(institution=people.ministry_of_justice, due_on=due)
    assert set(made.values_list("recommendation", flat=True)) == {first.pk, third.pk}
    assert not Assignment.objects.filter(recommendation=second).exists()


def test_writing_an_update(people, plain, tmp_path):
    assignment = AssignmentFactory(institution=people.ministry_of_health)
    evidence = tmp_path / "beds.csv"
    evidence.write_text("Region,Beds\nNorth,40\n")
    page = plain(people.health).go("/")
    page.locator("a[href$='/update/']", has_text=assignment.recommendation.reference).click()
    page.get_by_label("Under way").check()
    page.get_by_label("Evidence").set_input_files(evidence)
    page.get_by_role("button", name="Submit to the secretariat").click()
    expect(page.get_by_role("alert")).to_contain_text("Write what was done.")
    page.get_by_label("What was done").fill("Forty beds were added.")
    page.get_by_label("Evidence").set_input_files(evidence)
    page.get_by_role("button", name="Submit to the secretariat").click()
    expect(page.get_by_text("Your update was submitted.")).to_be_visible()
    update = Update.objects.get(assignment=assignment)
    assert (update.state, update.text, update.evidence.get().name) == (UpdateState.SUBMITTED, "Forty beds were added.", "beds.csv")


def test_a_page_of_a_job_loads_itself_again(people, plain, worker, tmp_path):
    table = tmp_path / "own.csv"
    table.write_text("Text,Mechanism,Document symbol,Paragraph\nBuild shelters.,CEDAW,CEDAW/C/XVM/CO/9,12\n")
    page = plain(people.admin).go(reverse("import_new"))
    page.get_by_label("File", exact=True).set_input_files(table)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.get_by_role("heading", name="What it did")).to_be_visible()
    assert page.get_by_role("heading", name="New: 1").is_visible()
