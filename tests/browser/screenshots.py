"""Takes the pictures of README.md and docs: `make screenshots`. Its name keeps it out of an ordinary run."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import expect

from consultations.models import Consultation
from nmirf.notifications.delivery import drain
from nmirf.sample.files import write_files
from recommendations.models import Assignment, Recommendation
from reporting.models import Report, Update
from tests.browser.conftest import Person, finish_jobs

FOLDER = Path(settings.BASE_DIR, "docs", "screenshots")
COLOURS = 160  # enough for a page, and a quarter of the bytes


def save(person: Person, name: str) -> None:
    person.page.evaluate("() => document.fonts.ready")
    picture = Image.open(io.BytesIO(person.page.screenshot())).convert("RGB")
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


@pytest.fixture
def look(sample, someone, sit_down) -> Callable[..., Person]:
    """`look(name, email, address)` takes a picture of what that person sees at the address."""

    def take(name: str, who: str, address: str, **options) -> Person:
        person = sit_down(someone(who), **({"viewport": {"width": 1280, "height": 860}} | options))
        person.go(address)
        save(person, name)
        return person

    return take


def test_pictures(look):
    drain()  # so that the outbox shows what became of the mails
    shelters = Recommendation.objects.get(document__symbol="CEDAW/C/XVM/CO/8", paragraph="22 (b)")
    waiting = Update.objects.get(state="submitted", assignment__institution__slug="ministry-of-health")
    returned = Assignment.objects.get(updates__state="returned", institution__slug="ministry-of-health")
    running = Consultation.objects.order_by("-closes_on")[0]
    for name, who, address in [
        ("dashboard", "nhri", reverse("home")),
        ("register", "secretariat", reverse("recommendations") + "?q=violence+against+women"),
        ("recommendation", "secretariat", reverse("recommendation", args=[shelters.public_id])),
        ("assignments", "secretariat", reverse("assignments")),
        ("review", "secretariat", reverse("update", args=[waiting.public_id])),
        ("write", "focal.health", reverse("update_write", args=[returned.public_id])),
        ("report", "secretariat", reverse("report", args=[Report.objects.get().public_id])),
        ("consultation", "secretariat", reverse("consultation", args=[running.public_id])),
        ("outbox", "secretariat", reverse("outbox")),
    ]:
        look(name, who, address)
    look("register-360", "secretariat", reverse("recommendations"), viewport={"width": 360, "height": 760})
    look("dashboard-ar", "secretariat", reverse("home"), locale="ar")


def test_picture_of_an_import(look, tmp_path):
    """UHRI's export once more, with a text that OHCHR mended, a recommendation that is new, and a row without text."""
    file = next(path for path in write_files(tmp_path) if path.suffix == ".xlsx")
    workbook = load_workbook(file)
    rows = workbook.worksheets[0]
    rows["A3"] = f"{rows['A3'].value} Report on it within a year."
    last = [cell.value for cell in rows[rows.max_row]]
    rows.append(["54. Ratify the Convention on Enforced Disappearance.", *last[1:11], "of-its-own", *last[12:]])
    rows.append([None, *last[1:11], "empty", *last[12:]])
    workbook.save(file)
    person = look("import", "admin", reverse("import_new"))
    person.page.get_by_label("File", exact=True).set_input_files(file)
    person.page.get_by_role("button").last.click()
    finish_jobs()
    expect(person.page.get_by_role("heading", name="What would happen")).to_be_visible()
    person.go(person.page.url.removeprefix(person.address) + "?show=changed")
    save(person, "import")
