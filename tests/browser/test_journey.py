"""The whole job in one go: from a spreadsheet to a Word draft, by five people, each at a browser of their own.

Only accounts and institutions are there when it begins. Nothing is written past the pages, and the work is done by a real
Celery worker.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from docx import Document as WordDocument
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from nmirf.notifications.models import Message
from nmirf.sample.data import load
from nmirf.sample.files import write_files
from tests.browser.conftest import Person

SYMBOL = "CEDAW/C/XVM/CO/8"
SHELTERS = f"{SYMBOL}, para. 22 (b)"
GIVEN = [f"{SYMBOL}, para. {number}" for number in ("22 (a)", "22 (b)", "42")]
FIRST = "Three shelters were opened in May."
MENDED = "Three shelters with forty beds were opened in May 2026 in the northern regions."
REASON = "Say where they are, and how many beds they have."
COMMENT = "The shelters turn away women without papers."
REPLY = "The ministry has been asked, and answers in the next round."
DUE = timedelta(days=10)


@dataclass
class Cast:
    admin: Person
    secretariat: Person
    health: Person
    justice: Person
    nhri: Person


@pytest.fixture
def cast(people, sit_down) -> Cast:
    cast = Cast(*(sit_down(user) for user in (people.admin, people.secretariat, people.health, people.justice, people.nhri)))
    for person in vars(cast).values():
        person.go("/")
    return cast


@pytest.fixture
def exports(tmp_path) -> tuple[Path, Path]:
    """The workbook of UHRI with three rows of our own, and OHCHR's list."""
    files = {path.suffix: path for path in write_files(tmp_path / "exports") if path.name.startswith(("uhri-valmera-2017", "upr48"))}
    workbook = load_workbook(files[".xlsx"])
    rows = workbook.worksheets[0]
    last = [cell.value for cell in rows[rows.max_row]]
    text, state, identity = 0, 1, 11
    for line, changes in enumerate([{text: "99. Compensate the family of Dolores Meléndez."}, {state: "- Peru"}, {text: None}]):
        rows.append([changes.get(column, f"own-{line}" if column == identity else value) for column, value in enumerate(last)])
    workbook.save(files[".xlsx"])
    return files[".xlsx"], files[".docx"]


def test_from_a_spreadsheet_to_a_word_draft(cast: Cast, exports, worker, tmp_path):
    workbook, word_list = exports
    bring_in(cast.admin, workbook, {"New": 58, "Rejected": 1, "About other States": 1, "All rows": 60})
    bring_in(cast.admin, word_list, {"New": 42, "All rows": 42})
    bring_in(cast.admin, workbook, {"New": 0, "Changed": 0, "Unchanged": 58, "Rejected": 1, "About other States": 1})
    find(cast.secretariat)
    cluster(cast.secretariat)
    assign(cast.secretariat, GIVEN, "Health", "3 recommendations were assigned to Health.")
    address = write_by_keyboard(cast.health, tmp_path)
    stay_out(cast.justice, address)
    submit(cast.health)
    send_back(cast.secretariat)
    mend(cast.health)
    approve(cast.secretariat)
    see_it_moved(cast.secretariat)
    remind(cast.secretariat)
    report(cast.secretariat, tmp_path)
    comment(cast.nhri)
    reply(cast.secretariat)
    read_the_reply(cast.nhri)
    see_the_dashboard(cast.nhri)
    assert {name: person.problems for name, person in vars(cast).items() if person.problems} == {}


def menu(person: Person, title: str) -> Page:
    person.page.get_by_role("navigation", name="Main menu").get_by_role("link", name=title, exact=True).click()
    expect(person.page.get_by_role("heading", level=1)).to_have_text(title)
    return person.page


def bring_in(admin: Person, file: Path, expected: dict[str, int]) -> None:
    """Upload, preview, confirm, result. The preview and the result have the same numbers."""
    page = menu(admin, "Imports")
    page.get_by_role("link", name="Import a file").click()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    assert counts(page) | expected == counts(page)
    effect = expected["New"] + expected.get("Changed", 0)
    page.get_by_role("button", name=f"Import {effect} rows" if effect else "Import, though nothing changes").click()
    expect(page.get_by_role("heading", name="What it did")).to_be_visible()
    assert counts(page) | expected == counts(page)
    expect(page.locator(".state")).to_have_text("Imported")


def counts(page: Page) -> dict[str, int]:
    rows = page.get_by_role("table", name=re.compile("What")).locator("tbody tr").all()
    return {row.locator("th").inner_text(): int(row.locator("td").first.inner_text()) for row in rows}


def find(secretariat: Person) -> None:
    """Stems, accents, a filter, and one recommendation in full."""
    page = secretariat.go("/")
    for typed, found in [("discriminated women", f"{SYMBOL}, para. 10 (a)"), ("melendez", "para. 99")]:
        page.keyboard.press("/")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.locator(".line-link").filter(has_text=found)).to_be_visible()
    expect(page.locator("mark")).to_have_text("Meléndez")
    page = menu(secretariat, "Recommendations")
    brought_in = [
        item for document, item in load().items.values() if document.format in ("uhri_xlsx", "ohchr_docx") and item.kind == "recommendation"
    ]
    expect(page.get_by_role("status")).to_have_text(f"{len(brought_in) + 1} recommendations")
    filters = page.get_by_role("form", name="Filters")
    filters.get_by_role("checkbox", name="Committee on the Elimination of Discrimination against Women").check()
    filters.get_by_role("button", name="Show").first.click()
    expect(page.get_by_role("status")).to_have_text("16 recommendations")  # of the 18 of the file two are observations
    page.get_by_role("link", name=SHELTERS, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SHELTERS)
    whole = next(item.text for document, item in load().items.values() if (document.symbol, item.paragraph) == (SYMBOL, "22 (b)"))
    expect(page.locator(".prose-large")).to_have_text(whole)


def choose(secretariat: Person, references: list[str]) -> Page:
    page = secretariat.go("/recommendations/?mechanism=CEDAW")
    for reference in references:
        page.get_by_label(re.compile(f"^Choose {re.escape(reference)}")).check()
    return page


def cluster(secretariat: Person) -> None:
    page = choose(secretariat, [f"{SYMBOL}, para. 22 ({letter})" for letter in "abcd"])
    page.get_by_role("button", name="Put into a cluster").click()
    expect(page.get_by_text("4 recommendations are chosen.")).to_be_visible()
    page.get_by_label("Name of a new cluster").fill("Violence against women")
    page.get_by_role("button", name="Put them into the cluster").click()
    expect(page.get_by_text("4 recommendations were put into “Violence against women”.")).to_be_visible()
    menu(secretariat, "Clusters").get_by_role("link", name="Violence against women").click()
    expect(page.locator(".line")).to_have_count(4)


def assign(secretariat: Person, references: list[str], institution: str, answer: str) -> None:
    page = choose(secretariat, references)
    page.get_by_role("button", name="Assign").click()
    page.get_by_label("Institution", exact=True).select_option(institution)
    page.get_by_label("Due date").fill((timezone.localdate() + DUE).isoformat())
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_text(answer)).to_be_visible()


def tab_to(page: Page, is_there: Callable[[dict], bool]) -> None:
    """Press Tab until the focus is where it should be, as somebody without a mouse does."""
    seen = []
    for _press in range(80):
        page.keyboard.press("Tab")
        here = page.evaluate("() => { const e = document.activeElement; return {words: e.innerText, name: e.name, value: e.value, href: e.href} }")
        if is_there(here):
            return
        seen.append(here)
    raise AssertionError(f"the Tab key did not lead there: {seen}")


def write_by_keyboard(health: Person, tmp_path: Path) -> str:
    """From the start page to a saved draft with a file, without a mouse. Gives the draft's address."""
    evidence = tmp_path / "shelters.csv"
    evidence.write_text("Region,Shelters\nNorth,3\n")
    page = health.go("/")
    for reference in GIVEN:
        expect(page.locator("a[href$='/update/']", has_text=reference)).to_be_visible()
    tab_to(page, lambda e: e["words"] == SHELTERS and e["href"].endswith("/update/"))  # another leads to accepting or declining
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Update on {SHELTERS}")
    tab_to(page, lambda e: e["name"] == "status")
    page.keyboard.press("Space")
    for _status in ("planned to under way", "under way to partly implemented"):
        page.keyboard.press("ArrowDown")
    tab_to(page, lambda e: e["name"] == "text")
    page.keyboard.type(FIRST)
    tab_to(page, lambda e: e["name"] == "evidence")
    page.locator(":focus").set_input_files(evidence)  # what the dialog of the system, which no test can drive, would give
    tab_to(page, lambda e: e["words"] == "Save draft")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The draft was saved.")).to_be_visible()
    expect(page.get_by_role("link", name="shelters.csv")).to_be_visible()
    expect(page.get_by_label("Partly implemented")).to_be_checked()
    menu(health, "Updates").get_by_role("link", name="Drafts").click()
    expect(page.get_by_role("link", name=SHELTERS, exact=True)).to_be_visible()
    menu(health, "Recommendations").get_by_role("link", name=SHELTERS, exact=True).click()
    page.locator("#updates").get_by_role("link", name="Health", exact=True).click()
    expect(page.get_by_text(FIRST)).to_be_visible()
    return page.url.removeprefix(health.address)


def stay_out(justice: Person, address: str) -> None:
    """Another ministry does not even learn that the draft exists."""
    page = justice.go(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here")
    assert FIRST not in page.content()
    assert [re.search(r"status of \d+", problem)[0] for problem in justice.problems] == ["status of 404"]
    justice.problems.clear()
    justice.go("/").get_by_role("link", name="Recommendations", exact=True).first.click()
    page.get_by_role("link", name=SHELTERS, exact=True).click()
    expect(page.get_by_text("No update on this recommendation was approved yet.")).to_be_visible()


def submit(health: Person) -> None:
    page = health.page
    page.get_by_role("link", name="Go on writing").click()
    expect(page.get_by_label("What was done")).to_have_value(FIRST)
    page.get_by_role("button", name="Submit to the secretariat").click()
    expect(page.get_by_text("Your update was submitted.")).to_be_visible()


def send_back(secretariat: Person) -> None:
    page = secretariat.go("/")
    page.get_by_role("region", name="Waiting for me").get_by_role("link", name=SHELTERS, exact=True).click()
    page.get_by_role("button", name="Send back").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why you send the update back.")
    page.get_by_label("Why you send it back").fill(REASON)
    page.get_by_role("button", name="Send back").click()
    expect(page.get_by_text("The update was sent back to Health.")).to_be_visible()


def mend(health: Person) -> None:
    page = health.go("/")
    mine = page.get_by_role("region", name="Waiting for me")
    expect(mine.get_by_text(REASON)).to_be_visible()
    mine.get_by_role("link", name=SHELTERS, exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Sent back by Secretariat")).to_contain_text(REASON)
    page.get_by_label("What was done").fill(MENDED)
    page.get_by_role("button", name="Submit to the secretariat").click()
    expect(page.get_by_text("Your update was submitted.")).to_be_visible()


def approve(secretariat: Person) -> None:
    page = menu(secretariat, "Updates")
    page.get_by_role("link", name=SHELTERS, exact=True).click()
    expect(page.get_by_text("now it is “No information”")).to_be_visible()
    expect(page.get_by_role("link", name="shelters.csv")).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("The update of Health was approved.")).to_be_visible()


def see_it_moved(secretariat: Person) -> None:
    page = menu(secretariat, "Recommendations")
    page.get_by_role("link", name=SHELTERS, exact=True).click()
    expect(page.locator("h1 + .line-head .status")).to_have_text("Partly implemented")
    expect(page.get_by_text("No information → Partly implemented")).to_be_visible()
    since = page.get_by_role("region", name="What happened since")
    for told in [
        "Status changed from “No information” to “Partly implemented”",
        "Health handed in its update",
        "An update of Health is due again",
        "Assigned to Health (Lead)",
        "Put into the cluster “Violence against women”",
        "Entered into the register",
    ]:
        expect(since.get_by_text(told).first).to_be_visible()


def remind(secretariat: Person) -> None:
    """Three days before the day, or the working day before: one digest of the two that nobody accepted or answered, and no second one."""
    day = timezone.now() + DUE - timedelta(days=3)
    while day.isoweekday() in settings.WEEKEND:
        day -= timedelta(days=1)
    for _time in ("once", "and again"):
        call_command("send_reminders", f"--at={day.isoformat()}")
    page = menu(secretariat, "Outbox")
    digest = page.get_by_role("row").filter(has_text="4 things wait for you")
    expect(digest).to_have_count(1)
    expect(digest).to_contain_text("health@example.org")
    expect(digest).to_contain_text("due within 3 days")
    digest.get_by_role("link").click()
    for reference in GIVEN:
        expect(page.locator(".prose").filter(has_text=reference)).to_have_count(0 if reference == SHELTERS else 1)
    assert Message.objects.filter(kind=Message.Kind.REMINDER).count() == 1


def report(secretariat: Person, tmp_path: Path) -> None:
    page = menu(secretariat, "Reports")
    page.get_by_role("link", name="Start a report").first.click()
    page.get_by_label("Mechanism").select_option("CEDAW")
    page.get_by_label("Kind").select_option("periodic")
    page.get_by_label("Title").fill("Ninth periodic report of Valmera")
    page.get_by_role("button", name="Build the draft").click()
    download = page.get_by_role("link", name="Download for Word")
    expect(download).to_be_visible()
    cited = f"In response to paragraph 22 (b) of {SYMBOL} (Health): {MENDED}"
    expect(page.locator(".facts")).to_contain_text(f"{len(f'Violence against women {cited}'.split())} of 21,200")
    expect(page.get_by_text("15 gaps: recommendations without an approved update")).to_be_visible()
    with page.expect_download() as arriving:
        download.click()
    assert arriving.value.suggested_filename == "ninth-periodic-report-of-valmera.docx"
    arriving.value.save_as(tmp_path / "draft.docx")
    paragraphs = [paragraph.text for paragraph in WordDocument(str(tmp_path / "draft.docx")).paragraphs]
    assert paragraphs[paragraphs.index("Violence against women") + 1] == cited
    assert not any(FIRST in text or REASON in text for text in paragraphs)


def comment(nhri: Person) -> None:
    page = nhri.go("/recommendations/?status=partly_implemented")
    page.get_by_role("link", name=SHELTERS, exact=True).click()
    expect(page.locator("#updates").get_by_text(MENDED)).to_be_visible()
    page.get_by_text("Comment on this recommendation").click()
    page.get_by_label("What you say").fill(COMMENT)
    page.get_by_label("The ministries and the secretariat").check()
    page.get_by_role("button", name="Send the comment").click()
    expect(page.get_by_text("Your comment was received.")).to_be_visible()


def reply(secretariat: Person) -> None:
    page = secretariat.go("/")
    page.get_by_role("link", name=f"Nhri on {SHELTERS}").click()
    expect(page.get_by_text(COMMENT)).to_be_visible()
    page.get_by_label("Your reply").fill(REPLY)
    page.get_by_role("button", name="Send the reply").click()
    expect(page.get_by_text("Your reply was saved")).to_be_visible()


def read_the_reply(nhri: Person) -> None:
    page = nhri.go("/")
    page.get_by_role("region", name="Consultations that ask you").get_by_role("link", name=SHELTERS, exact=True).click()
    expect(page.get_by_text(REPLY)).to_be_visible()


def see_the_dashboard(nhri: Person) -> None:
    """The chart, its table, and the list behind a figure."""
    page = menu(nhri, "Dashboard")
    expect(page.get_by_role("img", name="Chart: By status.")).to_be_visible()
    moved = page.get_by_role("table", name="By status").get_by_role("row").filter(has_text="Partly implemented")
    moved.get_by_role("link", name="1", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("1 recommendation")
    expect(page.locator(".line-link")).to_have_text(SHELTERS)
