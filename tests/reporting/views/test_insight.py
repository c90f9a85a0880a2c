"""Dashboards: who sees which, that each figure is the length of the list it leads to, and that each table can be taken along."""

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from recommendations.enums import AssignmentRole, Kind, Status, TermKind
from reporting.enums import UpdateState
from reporting.models import StatusChange
from tests.factories import (
    AssignmentFactory,
    ContributionFactory,
    DocumentFactory,
    MechanismFactory,
    RecommendationFactory,
    RoundFactory,
    RoundItemFactory,
    StateFactory,
    TagFactory,
    UpdateFactory,
)

pytestmark = pytest.mark.django_db
CELL = re.compile(r'data-count="(\d+)"><a href="([^"]+)"')
TOTAL = re.compile(r'<td class="number"><a href="([^"]+)">([\d,]+)</a></td>')
KEY_FIGURE = re.compile(r'<li><a(?: class="figure-late")? href="([^"]+)"><strong>([\d,]+)</strong>')
FOUND = re.compile(r'role="status">\s*<strong>(\d+)')
TAB = re.compile(r'aria-current="page">[^<]*\((\d+)\)')


@pytest.fixture
def made(people):
    """Recommendations of two mechanisms with every due date and every state of an update, and what must not count."""
    today = timezone.localdate()
    upr = DocumentFactory(mechanism=MechanismFactory(code="UPR", name="Universal Periodic Review"), published_on=date(2020, 1, 1))
    days = [today - timedelta(days=1), today, today + timedelta(days=30), today + timedelta(days=31), today + timedelta(days=100), None]
    for institution in [people.ministry_of_health, people.ministry_of_justice]:
        for place, due_on in enumerate(days):
            recommendation = RecommendationFactory(status=list(Status)[place], **({"document": upr} if place % 2 else {}))
            role = AssignmentRole.SUPPORTING if place == 4 else AssignmentRole.LEAD
            AssignmentFactory(recommendation=recommendation, institution=institution, due_on=due_on, role=role)
            TagFactory(recommendation=recommendation)
            TagFactory(
                recommendation=recommendation, term__kind=TermKind.SDG, term__label=f"SDG {place + 1}", term__code=f"sdg {institution.pk} {place}"
            )
        done = AssignmentFactory(institution=institution, due_on=days[0], answered_at=timezone.now())
        UpdateFactory(assignment=done, approved=True)
        UpdateFactory(assignment=done)
        UpdateFactory(assignment__institution=institution, handed_in=True)
        UpdateFactory(assignment__institution=institution, sent_back=True)
    moved = UpdateFactory(approved=True, assignment__recommendation__status=Status.IMPLEMENTED, assignment__institution=people.ministry_of_health)
    change = {"update": moved, "recommendation": moved.assignment.recommendation, "before": "planned", "after": "implemented"}
    StatusChange.objects.create(on=today - timedelta(days=120), **change)
    RecommendationFactory(kind=Kind.OBSERVATION)
    RecommendationFactory(document=DocumentFactory(state=StateFactory(code="PRY", name="Paraguay")))
    ContributionFactory(recommendation=moved.assignment.recommendation)


def figures(page):
    """(number, address) of each on a page."""
    cells = [(int(n), unescape(a)) for n, a in CELL.findall(page)]
    rest = [(int(n.replace(",", "")), unescape(a)) for a, n in [*TOTAL.findall(page), *KEY_FIGURE.findall(page)]]
    return [*cells, *rest]


def length(client, address):
    """How many the list says there are."""
    page = client.get(address).text
    if address.startswith("/updates/"):
        return int(TAB.search(page)[1])
    if address.startswith("/comments/"):
        return page.count('id="contribution-')
    return int(FOUND.search(page)[1])


@pytest.mark.parametrize(
    ("who", "address", "least"),
    [
        ("nhri", "/insight/", 50),
        ("health", "/insight/", 50),
        ("secretariat", "/insight/follow-up/", 20),
        ("admin", "/insight/follow-up/", 15),
        ("secretariat", "/insight/institutions/justice/", 12),
        ("health", "/insight/institutions/health/", 12),
    ],
)
def test_every_figure_is_the_length_of_the_list_it_leads_to(people, sign_in, made, who, address, least):
    client = sign_in(getattr(people, who))
    shown = [figure for figure in figures(client.get(address).text) if not figure[1].startswith("/rounds/")]  # see below
    assert len(shown) >= least
    seen = {}
    for number, behind in dict.fromkeys(shown):
        seen[behind] = (number, length(client, behind))
    assert {behind: both for behind, both in seen.items() if both[0] != both[1]} == {}


def test_a_figure_of_a_round_stands_on_its_board(people, sign_in):
    """Only open rounds are shown."""
    asked = RoundFactory(title="Spring")
    for institution in [people.ministry_of_health, people.ministry_of_justice]:
        RoundItemFactory(round=asked, assignment__institution=institution)
    item = RoundItemFactory(round=asked, assignment__institution=people.ministry_of_health)
    UpdateFactory(assignment=item.assignment, round=asked, handed_in=True)
    RoundItemFactory(round=RoundFactory(title="Not yet", opened_at=None, opened_by=None))
    client = sign_in(people.secretariat)
    page = client.get("/insight/follow-up/").text
    board = f"/rounds/{asked.public_id}/"
    assert "Not yet" not in page
    assert [(n, a) for n, a in figures(page) if a.startswith("/rounds/")] == [(2, board), (1, board), (3, board)]
    sums = client.get(board).text.split("<tfoot>")[1].split("</tfoot>")[0]
    assert [int(n) for n in re.findall(r">(\d+)</td>", sums)] == [2, 2, 0, 0, 0, 1, 0, 3]  # missing, the states, all


def test_an_institution_sees_its_own_and_no_other(people, sign_in, made):
    page = sign_in(people.health).get("/insight/institutions/health/").text
    assert "Justice" not in page.split("<main")[1]
    assert sign_in(people.health).get("/insight/institutions/justice/").status_code == 403
    assert sign_in(people.nhri).get("/insight/institutions/nhri/").status_code == 403
    assert sign_in(people.secretariat).get("/insight/institutions/nowhere/").status_code == 404


@pytest.mark.parametrize("who", ["nhri", "cso", "health"])
def test_what_is_not_approved_moves_no_figure_of_others(people, sign_in, who):
    before = RecommendationFactory(status=Status.PLANNED)
    client = sign_in(getattr(people, who))
    page = client.get("/insight/").text
    for state in [UpdateState.DRAFT, UpdateState.CLEARANCE]:
        UpdateFactory(assignment__recommendation=RecommendationFactory(status=Status.PLANNED), state=state, status=Status.IMPLEMENTED)
    UpdateFactory(assignment__recommendation=before, handed_in=True, status=Status.IMPLEMENTED)
    after = client.get("/insight/").text
    assert "status=implemented" not in page + after
    assert 'data-count="3"' in after


def test_the_secretariat_sees_all_states_and_an_administrator_what_their_list_has(people, sign_in, made):
    seen = {}
    for who in ["secretariat", "admin"]:
        page = sign_in(getattr(people, who)).get("/insight/follow-up/").text
        seen[who] = set(re.findall(r"updates/\?state=(\w+)&amp;institution", page))
    assert {"draft", "submitted", "returned", "approved"} <= seen["secretariat"]
    assert seen["admin"] == {"approved"}


def test_ways_lead_to_the_dashboards_a_person_may_see(people, sign_in, made):
    ways = {who: re.findall(r'nav-link[^"]*" href="(/insight/[^"]+)"', sign_in(getattr(people, who)).get("/insight/").text) for who in vars(people)}
    assert ways["nhri"] == ways["cso"] == []
    assert ways["health"] == ["/insight/institutions/health/"]
    assert ways["secretariat"] == ways["admin"] == ["/insight/follow-up/"]


@pytest.mark.parametrize(
    ("who", "address", "keys"),
    [
        ("nhri", "/insight/", ["status", "over-time", "mechanisms", "themes", "goals", "institutions"]),
        ("secretariat", "/insight/follow-up/", ["due", "states"]),
        ("health", "/insight/institutions/health/", ["months", "states", "mechanisms"]),
    ],
)
def test_each_table_can_be_taken_along(people, sign_in, made, who, address, keys):
    client = sign_in(getattr(people, who))
    page = client.get(address).text
    for key in keys:
        assert f'href="{address}{key}.xlsx"' in page
        rows = list(load_workbook(BytesIO(b"".join(client.get(f"{address}{key}.xlsx").streaming_content))).active.values)
        table = page.split(f'id="table-{key}"')[1].split("</table>")[0]
        cells = [int(n) for n in re.findall(r'data-count="(\d+)"', table)]
        columns = table.count("data-series")
        assert [cell for row in rows[4:] for cell in row[1 : columns + 1]][columns:] == cells
    assert client.get(f"{address}nothing.xlsx").status_code == 404


def test_a_figure_of_the_past_leads_to_its_list(people, sign_in, made):
    client = sign_in(people.nhri)
    day = timezone.localdate() - timedelta(days=121)
    page = client.get(f"/insight/status/?on={day}&status=planned")
    assert FOUND.search(page.text)[1] == "3"  # the one that moved, and the two that always were
    assert FOUND.search(client.get("/insight/status/?on=2019-01-01").text)[1] == "0"


@pytest.mark.parametrize("query", ["on=yesterday", "on=2025-01-01&status=done", "status=planned"])
def test_a_day_or_status_nobody_understands_finds_nothing_and_says_so(people, sign_in, made, query):
    page = sign_in(people.nhri).get(f"/insight/status/?{query}").text
    assert FOUND.search(page)[1] == "0"
    assert 'class="field-error"' in page


def test_nothing_to_show_says_what_will_stand_here(people, sign_in):
    assert "will stand here, once recommendations have been imported" in sign_in(people.nhri).get("/insight/").text
    assert "will stand here, once recommendations have been assigned" in sign_in(people.secretariat).get("/insight/follow-up/").text
    assert "once something is assigned to this institution" in sign_in(people.health).get("/insight/institutions/health/").text


@pytest.mark.parametrize(
    ("who", "address"), [("secretariat", "/insight/"), ("secretariat", "/insight/follow-up/"), ("health", "/insight/institutions/health/")]
)
def test_as_many_queries_for_many_as_for_few(people, sign_in, made, who, address):
    client = sign_in(getattr(people, who))

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    queries()
    before = queries()
    for _ in range(5):
        TagFactory(recommendation=AssignmentFactory(institution=people.ministry_of_health).recommendation)
        UpdateFactory(approved=True)
    assert queries() == before
