from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recommendations.enums import Status
from reporting.enums import ObligationKind
from reporting.models import Obligation
from tests.factories import AssignmentFactory, MechanismFactory, RecommendationFactory

pytestmark = pytest.mark.django_db
EVERYONE = ["admin", "secretariat", "health", "justice", "nhri", "cso"]


def text(page):
    return " ".join(page.text.split())


@pytest.mark.parametrize("who", EVERYONE)
def test_everyone_who_signs_in_sees_the_same_figures(people, sign_in, who):
    RecommendationFactory(status=Status.IMPLEMENTED)
    page = text(sign_in(getattr(people, who)).get("/"))
    assert "1 recommendation to Valmera" in page
    assert 'data-count="1"><a href="/recommendations/?status=implemented">1</a>' in page
    assert '<a href="/insight/">' in page


def test_each_chart_has_its_table_and_names_itself(people, sign_in):
    AssignmentFactory(recommendation=RecommendationFactory(), institution=people.ministry_of_health, due_on=timezone.localdate() - timedelta(days=1))
    page = text(sign_in(people.nhri).get("/insight/"))
    for key in ["status", "over-time", "mechanisms", "institutions"]:
        assert f'data-chart="table-{key}"' in page
        assert f'id="table-{key}"' in page
    assert "Chart: By status. The table below has the same figures." in page
    assert "themes" not in page  # none is tagged: no empty chart


def test_chart_js_comes_on_this_page_only_and_only_with_figures(people, sign_in):
    client = sign_in(people.secretariat)
    assert "charts.js" not in client.get("/").text
    RecommendationFactory()
    assert "chart.js/chart.umd.min.js" in client.get("/").text
    assert "charts.js" in client.get("/").text
    assert "chart" not in client.get(reverse("reports")).text


def test_the_first_day_says_what_will_stand_here(people, sign_in):
    words = "Figures and charts by status, mechanism, theme and institution will stand here"
    assert words in sign_in(people.secretariat).get("/").text
    assert words in sign_in(people.admin).get("/").text


@pytest.mark.parametrize(("who", "seen"), [("admin", True), ("secretariat", True), ("health", True), ("nhri", False), ("cso", False)])
def test_the_states_side_sees_which_obligations_come_next(people, sign_in, who, seen):
    for days in range(1, 8):
        Obligation.objects.create(
            mechanism=MechanismFactory(),
            kind=ObligationKind.LETTER,
            title=f"Letter {days}",
            due_on=timezone.localdate() + timedelta(days=days),
            created_by=people.secretariat,
        )
    Obligation.objects.create(
        mechanism=MechanismFactory(),
        kind="letter",
        title="Sent one",
        due_on=timezone.localdate(),
        done_on=timezone.localdate(),
        created_by=people.secretariat,
    )
    obligations = sign_in(getattr(people, who)).get("/").context["obligations"]
    assert [o.title for o in obligations] == ([f"Letter {days}" for days in range(1, 6)] if seen else [])


def test_a_visitor_is_asked_to_sign_in(client, db):
    assert client.get("/").url.startswith(reverse("account_login"))
