"""From an assignment to an approved update: five people at browsers of their own, one of them through Excel only.

Nothing is written past the pages but the recommendation and the accounts.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from recommendations.models import Assignment, Recommendation
from reporting.enums import UpdateState
from reporting.models import Update
from tests.browser.conftest import Person
from tests.browser.test_excel import read
from tests.factories import DocumentFactory, HoldingFactory, RecommendationFactory
from tests.reporting.handouts.made import fill

ROUND = "Updates of spring"
DONE = "The bill on legal aid was sent to Parliament."
BEDS = "Two shelters were opened, with forty beds."


@dataclass
class Cast:
    secretariat: Person
    health: Person
    head_of_health: Person
    justice: Person
    nhri: Person


@pytest.fixture
def shelters(people) -> Recommendation:
    ministry = people.ministry_of_health
    ministry.needs_clearance = True
    ministry.save()
    return RecommendationFactory(document=DocumentFactory(symbol="CEDAW/C/XVM/CO/9"), paragraph="24", text="Open shelters in every province.")


@pytest.fixture
def cast(people, shelters, sit_down) -> Cast:
    head = HoldingFactory(post__institution=people.ministry_of_health, post__is_head=True, user__name="Head of Health").user
    return Cast(*(sit_down(user) for user in (people.secretariat, people.health, head, people.justice, people.nhri)))


def test_from_an_assignment_to_an_approved_update(cast: Cast, shelters, tmp_path):
    assign(cast.secretariat, shelters, "Health", "Lead")
    assign(cast.secretariat, shelters, "Justice", "Supporting")
    ask(cast.secretariat)
    accept(cast.health, shelters)
    write(cast.health, shelters)
    clear(cast.head_of_health, shelters)
    fill_in(cast.justice, Assignment.objects.get(institution__slug="justice"), tmp_path)
    approve(cast.secretariat, "Health", BEDS)
    approve(cast.secretariat, "Justice", DONE)
    assert set(Update.objects.values_list("state", flat=True)) == {UpdateState.APPROVED}
    look(cast.nhri, shelters)
    assert {name: person.problems for name, person in vars(cast).items() if person.problems} == {}


def assign(secretariat: Person, one: Recommendation, institution: str, role: str) -> None:
    page = secretariat.go("/recommendations/")
    page.get_by_label(f"Choose {one.reference}").check()
    page.get_by_role("button", name="Assign").click()
    page.get_by_label("Institution", exact=True).select_option(institution)
    page.get_by_label("Role", exact=True).select_option(role)
    page.get_by_label("Due date").fill((timezone.localdate() + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_text(f"1 recommendation was assigned to {institution}.")).to_be_visible()


def ask(secretariat: Person) -> None:
    """A round about both, with a question of its own."""
    page = secretariat.go("/rounds/new/")
    page.get_by_label("Title").fill(ROUND)
    page.get_by_label("First day").fill(timezone.localdate().isoformat())
    page.get_by_label("Last day").fill((timezone.localdate() + timedelta(days=30)).isoformat())
    page.get_by_label("The round's own questions").fill("* Who benefits most?")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Count what fits").click()
    page.get_by_role("button", name="Add all 2").click()
    expect(page.get_by_text("2 items were added.")).to_be_visible()
    page.get_by_role("link", name=ROUND).click()
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("The round is open. The focal points it asks get a mail.")).to_be_visible()


def accept(health: Person, one: Recommendation) -> None:
    page = health.go("/")
    page.get_by_role("region", name="Waiting for me").get_by_role("link", name=one.reference).first.click()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Your institution has accepted it. Say now which post answers.")).to_be_visible()


def write(health: Person, one: Recommendation) -> None:
    page = in_round(health, one)
    page.get_by_label("Partly implemented").check()
    page.get_by_label("What was done").fill(BEDS)
    page.get_by_role("button", name="Submit for clearance").click()
    expect(page.get_by_role("alert")).to_contain_text("Who benefits most?")  # the round wants it answered
    page.get_by_label("Who benefits most?").fill("Women in the north.")
    page.get_by_role("button", name="Submit for clearance").click()
    expect(page.locator(".state").first).to_have_text("Waiting for clearance inside the ministry")


def clear(head: Person, one: Recommendation) -> None:
    page = head.go("/")
    expect(page.get_by_role("heading", name="Waiting for your clearance")).to_be_visible()
    page.get_by_role("link", name=one.reference).first.click()
    expect(page.get_by_text(BEDS)).to_be_visible()
    page.get_by_role("button", name="Clear and send to the secretariat").click()
    expect(page.get_by_text("The update was cleared", exact=False)).to_be_visible()


def fill_in(justice: Person, given: Assignment, tmp_path: Path) -> None:
    """The workbook is all this ministry sees of the round."""
    page = justice.go("/updates/excel/")
    with page.expect_download() as arriving:
        page.get_by_role("button", name="Download 1 item (xlsx)").click()
    path = tmp_path / arriving.value.suggested_filename
    arriving.value.save_as(path)
    book = load_workbook(path)
    question = given.rounds.get().questions.get()
    fill(book, given, status="Under way", text=DONE, **{f"question:{question.public_id}": "Persons without means."})
    book.save(path)
    read(page, path)
    page.get_by_role("button", name="Save, and submit 1 that is complete").click()
    expect(page.get_by_text("1 update was submitted.")).to_be_visible()


def approve(secretariat: Person, institution: str, text: str) -> None:
    page = secretariat.go("/updates/")
    page.locator("li.line", has_text=institution).get_by_role("link").first.click()
    expect(page.get_by_text(text)).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text(f"The update of {institution} was approved.")).to_be_visible()


def look(nhri: Person, one: Recommendation) -> None:
    """What was approved, and that the lead's word gave the status."""
    page = nhri.go(f"/recommendations/{one.public_id}/")
    expect(page.locator("h1 + .line-head .status")).to_have_text("Partly implemented")
    for text in (BEDS, DONE):
        expect(page.locator("#updates").get_by_text(text)).to_be_visible()


def in_round(person: Person, one: Recommendation) -> Page:
    page = person.go("/rounds/")
    page.get_by_role("link", name=ROUND).click()
    page.get_by_role("link", name=one.reference).first.click()
    return page
