"""Pages of rounds: the list, the board, what a round asks about, a focal point's list, handing in."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from ministries.models import Institution
from nmirf.notifications.models import Message
from recommendations.enums import TermKind
from reporting.enums import UpdateState
from reporting.models import AlsoAnswered, Round, Update
from reporting.queries.rounds import open_round
from tests.factories import AssignmentFactory, ClusterMemberFactory, RoundFactory, RoundItemFactory, TagFactory, UpdateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment(people):
    return AssignmentFactory(institution=people.ministry_of_health)


@pytest.fixture
def item(assignment):
    return RoundItemFactory(assignment=assignment)


def at(name, round):
    return reverse(name, args=[round.public_id])


def queries(client, address, **more):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address, **more).status_code == 200
    return len(captured)


class TestList:
    def test_of_an_institution(self, people, sign_in, item):
        RoundItemFactory()
        RoundItemFactory(round__opened_at=None, round__opened_by=None, assignment=item.assignment)
        assert list(sign_in(people.health).get(reverse("rounds")).context["page"]) == [item.round]
        assert len(sign_in(people.secretariat).get(reverse("rounds")).context["page"].object_list) == 3

    def test_as_many_queries_for_many(self, people, sign_in, item):
        client = sign_in(people.secretariat)
        one = queries(client, reverse("rounds"))
        RoundItemFactory.create_batch(5)
        assert queries(client, reverse("rounds")) == one


class TestPrepare:
    def test_questions_are_lines_a_star_asks_for_an_answer(self, people, sign_in):
        client = sign_in(people.secretariat)
        given = {"title": "Spring", "opens_on": "2027-01-01", "closes_on": "2027-02-01", "questions": "* Which law?\n\nWhich region?"}
        made_at = client.post(reverse("round_new"), given).url
        made = Round.objects.get()
        assert made_at == at("round_items", made)
        assert list(made.questions.order_by("order").values_list("text", "is_required")) == [("Which law?", True), ("Which region?", False)]
        page = client.get(at("round_edit", made)).content.decode()
        assert "* Which law?\nWhich region?" in page

    def test_days_the_wrong_way_round(self, people, sign_in):
        answer = sign_in(people.secretariat).post(reverse("round_new"), {"title": "Spring", "opens_on": "2027-02-01", "closes_on": "2027-01-01"})
        assert answer.context["form"].errors.keys() == {"closes_on"}
        assert not Round.objects.exists()

    def test_counted_then_added(self, people, sign_in, assignment):
        client = sign_in(people.secretariat)
        cluster = ClusterMemberFactory(recommendation=assignment.recommendation).cluster
        tag = TagFactory(recommendation=assignment.recommendation, term__kind=TermKind.THEME)
        AssignmentFactory()
        round = RoundFactory(opened_at=None, opened_by=None)
        for chosen, number in [
            ({}, 2),
            ({"cluster": cluster.public_id}, 1),
            ({"theme": tag.term.pk}, 1),
            ({"institution": "health"}, 1),
            ({"mechanism": "CEDAW"}, 2),
        ]:
            assert client.get(at("round_items", round), {"find": "1", **chosen}).context["number"] == number, chosen
        client.post(at("round_add", round), {"cluster": cluster.public_id})
        assert round.items.get().assignment == assignment

    def test_only_the_unanswered(self, people, sign_in):
        update = UpdateFactory(handed_in=True)
        update.assignment.answered_at = update.submitted_at
        update.assignment.save()
        round = RoundFactory(opened_at=None, opened_by=None)
        client = sign_in(people.secretariat)
        assert client.get(at("round_items", round), {"find": "1", "unanswered": "on"}).context["number"] == 0
        assert client.get(at("round_items", round), {"find": "1"}).context["number"] == 1

    def test_a_filter_nobody_understands_adds_nothing(self, people, sign_in, assignment):
        round = RoundFactory(opened_at=None, opened_by=None)
        sign_in(people.secretariat).post(at("round_add", round), {"cluster": "nonsense"})
        assert not round.items.exists()

    def test_taken_out(self, people, sign_in, item):
        sign_in(people.secretariat).post(at("round_remove", item.round), {"item": [item.public_id, "nonsense"]})
        assert not item.round.items.exists()

    def test_opened_and_closed(self, people, sign_in, assignment):
        round = RoundItemFactory(assignment=assignment, round__opened_at=None, round__opened_by=None).round
        client = sign_in(people.secretariat)
        assert open_round(assignment) is None
        client.post(at("round_open", round))
        assert open_round(assignment) == round
        client.post(at("round_close", round))
        assert open_round(assignment) is None


class TestBoard:
    def test_institutions_by_state_the_most_missing_first(self, people, sign_in, item):
        second = AssignmentFactory(institution=people.ministry_of_health)
        RoundItemFactory(round=item.round, assignment=second)
        UpdateFactory(assignment=second, round=item.round)
        justice = RoundItemFactory(round=item.round, assignment__institution=people.ministry_of_justice).assignment
        UpdateFactory(assignment=justice, round=item.round, handed_in=True)
        lines = sign_in(people.secretariat).get(at("round", item.round)).context["lines"]
        assert [(line.slug, line.missing, line.counts) for line in lines] == [
            ("health", 2, {"to_write": 1, "draft": 1}),
            ("justice", 0, {"submitted": 1}),
        ]

    def test_an_update_counts_for_all_it_answers(self, people, sign_in, item):
        other = RoundItemFactory(round=item.round, assignment__institution=people.ministry_of_health)
        update = UpdateFactory(assignment=item.assignment, round=item.round, approved=True)
        AlsoAnswered.objects.create(update=update, assignment=other.assignment)
        (line,) = sign_in(people.secretariat).get(at("round", item.round)).context["lines"]
        assert line.counts == {"approved": 2}

    def test_of_other_rounds_nothing_counts(self, people, sign_in, item):
        UpdateFactory(assignment=item.assignment, round=RoundFactory(), approved=True)
        (line,) = sign_in(people.secretariat).get(at("round", item.round)).context["lines"]
        assert line.counts == {"to_write": 1}

    def test_live_while_it_is_open(self, people, sign_in, item):
        client = sign_in(people.secretariat)
        inner = client.get(at("round", item.round), headers={"HX-Request": "true"}).content.decode()
        assert inner.startswith('<div id="board" hx-get=')
        client.post(at("round_close", item.round))
        inner = client.get(at("round", item.round), headers={"HX-Request": "true"}).content.decode()
        assert inner.startswith('<div id="board">')

    def test_remind_from_here(self, people, sign_in, item):
        client = sign_in(people.secretariat)
        client.post(at("round_remind", item.round), {"institution": "justice"})
        assert not Message.objects.exists()
        client.post(at("round_remind", item.round), {"institution": "health"})
        assert Message.objects.get().user == people.health
        assert client.get(at("round", item.round)).context["lines"][0].reminded_on is not None

    def test_as_a_workbook(self, people, sign_in, item):
        Institution.objects.filter(slug="health").update(name="=1+1")
        answer = sign_in(people.secretariat).get(at("round_xlsx", item.round))
        sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
        cells = [cell.value for cell in sheet[7]]
        assert (cells[0], sheet["A7"].data_type, cells[1:]) == ("=1+1", "s", [1, 0, 0, 0, 0, 0, 1, 1, None])

    def test_as_many_queries_for_many(self, people, sign_in, item):
        client = sign_in(people.secretariat)
        addresses = [at("round", item.round), at("round_items", item.round), at("round_items", item.round) + "?find=1"]
        one = [queries(client, address) for address in addresses]
        UpdateFactory(assignment=item.assignment, round=item.round)
        for more in RoundItemFactory.create_batch(5, round=item.round):
            UpdateFactory(assignment=more.assignment, round=item.round)
        assert [queries(client, address) for address in addresses] == one


class TestFocalPoint:
    def test_only_the_own_with_their_state(self, people, sign_in, item):
        RoundItemFactory(round=item.round)
        answer = sign_in(people.health).get(at("round", item.round))
        assert [(row.assignment, row.state) for row in answer.context["page"]] == [(item.assignment, "to_write")]
        assert (answer.context["total"], answer.context["done"]) == (1, 0)
        assert reverse("update_write", args=[item.assignment.public_id]) in answer.content.decode()

    def test_by_state(self, people, sign_in, item):
        update = UpdateFactory(assignment=item.assignment, round=item.round, handed_in=True)
        client = sign_in(people.health)
        assert list(client.get(at("round", item.round), {"state": "to_write"}).context["page"]) == []
        answer = client.get(at("round", item.round), {"state": "submitted"})
        assert (len(answer.context["page"].object_list), answer.context["done"]) == (1, 1)
        assert reverse("update", args=[update.public_id]) in answer.content.decode()

    def test_as_many_queries_for_many(self, people, sign_in, item):
        client = sign_in(people.health)
        one = queries(client, at("round", item.round))
        for more in RoundItemFactory.create_batch(5, round=item.round, assignment__institution=people.ministry_of_health):
            UpdateFactory(assignment=more.assignment, round=item.round)
        assert queries(client, at("round", item.round)) == one

    def test_hands_in_what_is_ready_at_once(self, people, sign_in, item):
        ready = UpdateFactory(assignment=item.assignment, round=item.round)
        lacking = RoundItemFactory(round=item.round, assignment__institution=people.ministry_of_health)
        UpdateFactory(assignment=lacking.assignment, round=item.round, text="")
        client = sign_in(people.health)
        page = client.get(at("round_submit", item.round))
        assert ([update.pk for update in page.context["ready"]], len(page.context["lacking"])) == ([ready.pk], 1)
        client.post(at("round_submit", item.round), {"update": f"{ready.public_id} {ready.changed_at.isoformat()}"})
        assert list(Update.objects.filter(state=UpdateState.SUBMITTED)) == [ready]

    def test_what_changed_since_it_was_shown_stays(self, people, sign_in, item):
        ready = UpdateFactory(assignment=item.assignment, round=item.round)
        seen = f"{ready.public_id} {ready.changed_at.isoformat()}"
        ready.save()
        answer = sign_in(people.health).post(at("round_submit", item.round), {"update": seen}, follow=True)
        assert "has changed meanwhile" in answer.content.decode()
        assert not Update.objects.filter(state=UpdateState.SUBMITTED).exists()

    def test_as_many_queries_for_many_that_are_ready(self, people, sign_in, item):
        client = sign_in(people.health)
        UpdateFactory(assignment=item.assignment, round=item.round)
        one = queries(client, at("round_submit", item.round))
        for more in RoundItemFactory.create_batch(5, round=item.round, assignment__institution=people.ministry_of_health):
            UpdateFactory(assignment=more.assignment, round=item.round)
        assert queries(client, at("round_submit", item.round)) == one
