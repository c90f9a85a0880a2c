"""Every page of every kind of person, walked by its links: what axe finds, how wide it is, what the console says.

A page is looked at on a desk in light and on a telephone in the dark; some are walked again from right to left.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import NoReverseMatch, resolve, reverse

from consultations.models import Contribution
from recommendations.enums import AssignmentResponse
from recommendations.models import Action, Assignment, Indicator, Recommendation
from tests.access import ROLES, ROWS, reset_key
from tests.browser.conftest import Person

DESK, TELEPHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 800}
FILES = {
    "round_xlsx",
    "calendar_feed",
    "evidence",
    "export_download",
    "export_file",
    "import_file",
    "import_rejected",
    "import_template",
    "institutions_file",
    "insight_xlsx",
    "insight_follow_up_xlsx",
    "insight_institution_xlsx",
    "report_docx",
    "taxonomy_file",
    "values_file",
    "healthz",
    "schema",
}
# Pages that change with what they are about; of all others one is looked at.
SEVERAL = {"assignment": 3, "recommendation": 3, "update": 3, "updates": 5, "import": 3, "contribution": 2, "message": 2}
# A job that is done leads to its result, a file that was made too; commenting stands on the recommendation's page;
# nobody changes a comment that has its reply; filters are saved where some are in force; what columns mean and what becomes of
# a document's paragraphs is asked of a file that waits, and none waits in the sample; a preview is a piece of
# the register's page; nobody brought a workbook back in the sample; fewer mails are asked for from a mail; a post is handed over
# by its head, and none of these heads a unit.
UNLINKED = {
    "recommendation_preview",
    "import_columns",
    "import_paragraphs",
    "saved_filter_new",
    "job",
    "post_handover",
    "export_ready",
    "contribution_new",
    "contribution_edit",
    "workbook",
    "unsubscribe",
}
INLINE = re.compile(r"<script>|<style|<[^>]* (?:style|onclick)=")
FACTS = """() => ({
  headings: document.querySelectorAll("h1").length, dir: document.documentElement.dir, title: document.title,
  links: [...document.querySelectorAll("a[href]")].map((link) => link.href),
})"""


PEOPLE = {"stranger": "", "owner": "focal.health", "nhri": "nhri", "cso": "cso", "secretariat": "secretariat", "admin": "admin"}


@pytest.mark.parametrize("role", PEOPLE)
def test_every_page(someone, sit_down, role):
    person = sit_down(someone(PEOPLE[role]) if PEOPLE[role] else None)
    walked = {name for name, _path in walk(person, role, also=[] if role == "stranger" else particular(role))}
    wrong = [*person.problems, *(f"no way leads to {name}" for name in sorted(pages_of(role) - walked))]
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("role", ["secretariat", "owner"])
def test_every_page_from_right_to_left(someone, sit_down, role):
    person = sit_down(someone(PEOPLE[role]), locale="ar")
    assert len(list(walk(person, role, "rtl"))) > 20
    assert person.problems == [], "\n".join(person.problems)


@pytest.mark.parametrize(("name", "role"), [("admin", "admin"), ("secretariat", "secretariat"), ("health", "owner")])
def test_the_first_day(people, sit_down, name, role):
    """Nothing is there yet but people: each list says what will stand there."""
    person = sit_down(getattr(people, name))
    walked = list(walk(person, role))
    assert person.problems == [], "\n".join(person.problems)
    lists = {"recommendations", "clusters", "cluster_themes", "assignments", "updates", "obligations", "reports", "consultations", "contributions"}
    for address in {path for found, path in walked if found in {*lists, "imports", "outbox"}}:
        assert person.go(address).locator(".empty").count() > 0, address


def test_pages_that_refuse(people, sit_down):
    person = sit_down(people.health)
    for address, heading in [("/nowhere/", "Nothing here"), (reverse("imports"), "You may not do this")]:
        page = person.go(address)
        assert page.get_by_role("heading", level=1).inner_text() == heading
        assert person.axe() == {}
    assert len(person.problems) == 2  # the browser's own lines about 404 and 403


def pages_of(role: str) -> set[str]:
    """The pages that the access table gives this role."""
    place = ROLES.index(role)
    names = {row.name for row in ROWS if row.method == "get" and row.statuses.split()[place] == "200"}
    return {name for name in names if not name.startswith("api-")} - FILES - UNLINKED


def starts(role: str) -> Iterator[str]:
    """Addresses that nothing needs to be known for, those without a link included."""
    yield "/"
    yield reverse("account_reset_password_from_key", kwargs=reset_key(None))  # a link that was used
    for name in sorted(pages_of(role)):
        try:
            yield reverse(name)
        except NoReverseMatch:
            continue


def particular(role: str) -> Iterator[str]:
    """What a walk may miss that takes the first few of each kind."""
    shelters = Recommendation.objects.get(document__symbol="CEDAW/C/XVM/CO/8", paragraph="22 (b)")
    yield reverse("recommendation", args=[shelters.public_id])
    if role in ("owner", "secretariat"):
        told = Assignment.objects.filter(institution__slug="ministry-of-health", answered_at=None).exclude(due_on=None)
        yield reverse("assignment", args=[told.filter(response=AssignmentResponse.WAITING).latest("due_on").public_id])
        yield reverse("assignment", args=[told.get(response=AssignmentResponse.DECLINED).public_id])
    if role == "owner":
        yield reverse("action", args=[Action.objects.get(title__startswith="Fourteen").public_id])
        yield reverse("indicator", args=[Indicator.objects.get(title__startswith="Out-of-pocket").public_id])
    if role == "nhri":
        yield reverse("contribution_new", args=[shelters.public_id])
        own = Contribution.objects.filter(author__email="nhri@example.org", replies=None, consultation__state="open")[0]
        yield reverse("contribution_edit", args=[own.public_id])


def walk(person: Person, role: str, direction: str = "ltr", also: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """Goes where links lead; yields (name, path) of each page, and adds what is wrong with it to the person's problems."""
    queue, left, seen = deque([*also, *starts(role)]), Counter(), set()
    while queue:
        path = queue.popleft()
        name = resolve(urlsplit(path).path).url_name
        if path in seen or left[name] >= SEVERAL.get(name, 1):
            continue
        seen.add(path)
        answer = person.page.goto(person.address + path)
        if answer.request.redirected_from:  # a page that leads on: what it leads to is linked too
            continue
        left[name] += 1
        facts = person.page.evaluate(FACTS)
        person.problems += [f"{path} {words}" for words in look(person, answer.status, answer.text(), facts, direction)]
        queue += inside(person, facts["links"])
        yield name, path


def inside(person: Person, links: list[str]) -> Iterator[str]:
    """Those of the links that lead to pages of the site, as paths."""
    for link in links:
        parts = urlsplit(link)
        if link.startswith(person.address) and resolve(parts.path).url_name not in FILES:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def look(person: Person, status: int, source: str, facts: dict, direction: str) -> Iterator[str]:
    if status != 200:
        yield f"answers {status}"
    if facts["headings"] != 1:
        yield f"has {facts['headings']} headings of the first level"
    if facts["dir"] != direction:
        yield f"reads {facts['dir']}"
    if facts["title"].startswith(" –"):
        yield "has no title of its own"
    if inline := INLINE.findall(source):
        yield f"has inline scripts or styles: {inline}"
    for scheme, size in [("dark", TELEPHONE), ("light", DESK)]:
        person.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # else colours change while axe looks
        person.page.set_viewport_size(size)
        if (wider := person.wider()) > 1:
            yield f"at {size['width']} is {wider} too wide"
        if found := person.axe():
            yield f"at {size['width']} {scheme}: {found}"
