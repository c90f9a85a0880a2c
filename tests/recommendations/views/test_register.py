from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from recommendations.enums import Kind, TermKind
from recommendations.models import Assignment, Recommendation
from recommendations.operations.assignments import assign
from recommendations.views.register import PAGE
from tests.factories import (
    AssignmentFactory,
    ClusterMemberFactory,
    DocumentFactory,
    MechanismFactory,
    RecommendationFactory,
    StateFactory,
    TagFactory,
)

pytestmark = pytest.mark.django_db
EVERYONE = ["admin", "secretariat", "health", "justice", "nhri", "cso"]


def full(**more):
    """A recommendation with all that a line or a page can show."""
    one = RecommendationFactory(document=DocumentFactory(mechanism=MechanismFactory(), session="9", cycle=3), position="noted", **more)
    for kind in TermKind:
        TagFactory(recommendation=one, term__kind=kind)
    AssignmentFactory(recommendation=one)
    AssignmentFactory(recommendation=one, role="supporting")
    ClusterMemberFactory(recommendation=one)
    return one


def queries(client, address):
    client.get(address)  # what is cached for good
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("who", EVERYONE)
def test_everyone_reads_the_register_and_only_the_secretariat_may_act(people, sign_in, who):
    one = full(text="Close the prison of Almeda.")
    page = sign_in(getattr(people, who)).get(reverse("recommendations"))
    assert page.status_code == 200
    assert b"Close the prison of Almeda." in page.content
    assert (f'value="{one.public_id}"' in page.text) == (who == "secretariat")
    assert (reverse("cluster_put") in page.text) == (who == "secretariat")


def test_a_line_says_who_leads_until_when(people, sign_in):
    given = AssignmentFactory(institution=people.ministry_of_health, due_on=timezone.localdate() - timedelta(days=9))
    page = sign_in(people.nhri).get(reverse("recommendations")).text
    assert given.recommendation.reference in page
    assert "<span>Health</span>" in page
    assert "(9 days late)" in page
    assert "No information" in page


def test_what_vanished_from_the_source_is_marked_and_can_be_filtered_for(people, sign_in):
    gone, there = RecommendationFactory(text="Gone", vanished_at=datetime(2026, 3, 1, 12, tzinfo=UTC)), RecommendationFactory(text="Still there")
    client, address = sign_in(people.cso), reverse("recommendations")
    assert client.get(address).text.count('<span class="tag">No longer in the source</span>') == 1
    for asked, (seen, unseen) in {"true": (gone, there), "false": (there, gone)}.items():
        page = client.get(address, {"vanished": asked}).text
        assert (seen.text in page, unseen.text in page) == (True, False)
    assert "No longer in the source since 1 Mar 2026" in client.get(reverse("recommendation", args=[gone.public_id])).text
    assert "No longer in the source since" not in client.get(reverse("recommendation", args=[there.public_id])).text


def test_the_number_of_queries_stays(people, sign_in):
    client = sign_in(people.secretariat)
    full()
    one, searched = queries(client, reverse("recommendations")), queries(client, reverse("recommendations") + "?q=measure")
    for _ in range(9):
        full()
    assert queries(client, reverse("recommendations")) == one
    assert queries(client, reverse("recommendations") + "?q=measure") == searched


def test_hits_are_marked_and_text_is_escaped(people, sign_in):
    RecommendationFactory(text='Close prisons <img src="x" onerror="alert(1)"> now.')
    for query in ("", "?q=prison"):
        page = sign_in(people.cso).get(reverse("recommendations") + query).text
        assert "<img" not in page
        assert ("<mark>prisons</mark>" in page) == bool(query)


def test_what_was_searched_for_is_escaped(people, sign_in):
    page = sign_in(people.cso).get(reverse("recommendations"), {"q": '"><script>alert(1)</script>', "theme": "<b>x"}).text
    assert "<script>alert" not in page
    assert "<b>x" not in page


def test_filters_show_as_chips_that_can_be_taken_off(people, sign_in):
    one = RecommendationFactory(position="supported")
    page = sign_in(people.cso).get(reverse("recommendations"), {"mechanism": "CEDAW", "position": "supported", "overdue": ""}).text
    assert one.reference in page
    assert "1 recommendation<" in page
    assert 'href="/recommendations/?position=supported"' in page
    assert 'href="/recommendations/?mechanism=CEDAW"' in page
    assert page.count('class="tag">Position: <bdi>Supported</bdi>') == 1


def test_counts_in_words_by_kind(people, sign_in):
    RecommendationFactory.create_batch(2)
    RecommendationFactory(kind=Kind.OBSERVATION)
    client = sign_in(people.cso)
    for kind, words in {"": "2 recommendations<", "observation": "1 observation<", "all": "3 recommendations and observations<"}.items():
        assert words in client.get(reverse("recommendations"), {"kind": kind}).text


def test_paging(people, sign_in):
    document = DocumentFactory()
    RecommendationFactory.create_batch(PAGE + 1, document=document)
    client = sign_in(people.cso)
    assert len(client.get(reverse("recommendations")).context["lines"]) == PAGE
    assert len(client.get(reverse("recommendations"), {"page": "2"}).context["lines"]) == 1
    assert len(client.get(reverse("recommendations"), {"page": "x"}).context["lines"]) == PAGE


def test_empty_states(people, sign_in):
    client = sign_in(people.cso)
    assert "The register is empty" in client.get(reverse("recommendations")).text
    assert "Nothing in the register fits" in client.get(reverse("recommendations"), {"q": "x"}).text


def test_a_preview_is_a_piece_of_a_page(people, sign_in):
    one = full(text="Close the prison of <b>Almeda</b>.")
    client, address = sign_in(people.cso), reverse("recommendation_preview", args=[one.public_id])
    page = client.get(address).text
    assert f'<a href="{reverse("recommendation", args=[one.public_id])}">{one.reference}</a>' in page
    assert "Close the prison of &lt;b&gt;Almeda&lt;/b&gt;." in page
    for said in (*one.terms.all(), *one.clusters.all(), *(a.institution for a in one.assignments.all())):
        assert str(said) in page
    assert "<html" not in page
    assert "<form" not in page
    some = queries(client, address)
    TagFactory.create_batch(3, recommendation=one)
    ClusterMemberFactory.create_batch(3, recommendation=one)
    assert queries(client, address) == some


class TestOne:
    def address(self, one):
        return reverse("recommendation", args=[one.public_id])

    @pytest.mark.parametrize("who", EVERYONE)
    def test_everyone_reads_it_and_only_the_secretariat_may_act(self, people, sign_in, who):
        one = full()
        page = sign_in(getattr(people, who)).get(self.address(one))
        assert page.status_code == 200
        for action in (reverse("assignment_new"), reverse("cluster_put"), reverse("cluster_take")):
            assert (action in page.text) == (who == "secretariat")

    def test_all_that_the_source_said(self, people, sign_in):
        one = full(
            text="First line.\n\nSecond <b>line</b>.", action_category=4, position_source="Enjoys our support", source={"Odd header": "Odd value"}
        )
        one.recommending_states.set([StateFactory(code="ESP", name="Spain"), StateFactory(code="PER", name="Peru")])
        page = sign_in(people.cso).get(self.address(one)).text
        said = [
            "<p>First line.</p>",
            "Second &lt;b&gt;line&lt;/b&gt;.",
            "Enjoys our support",
            "Odd header",
            "Odd value",
            one.document.symbol,
            "Noted",
        ]
        for words in [*said, *(str(t.term) for t in one.tags.all()), "Spain", "Peru", str(one.document.mechanism)]:
            assert words in page

    def test_who_is_responsible_and_what_happened(self, people, sign_in):
        one = RecommendationFactory()
        [given] = assign(by=people.secretariat, recommendations=[one], institution=people.ministry_of_health, role="lead")
        page = sign_in(people.cso).get(self.address(one)).text
        assert f'<td class="stack-whole"><a href="{reverse("assignment", args=[given.public_id])}">Health</a></td><td>Lead</td>' in page
        assert "Secretariat</span><br>Assigned to Health (Lead)" in page

    def test_an_observation_offers_no_assigning(self, people, sign_in):
        page = sign_in(people.secretariat).get(self.address(RecommendationFactory(kind=Kind.OBSERVATION))).text
        assert "An observation has nothing to implement" in page
        assert reverse("assignment_new") not in page

    def test_no_such_recommendation(self, people, sign_in):
        one = RecommendationFactory()
        Recommendation.objects.all().delete()
        assert sign_in(people.secretariat).get(self.address(one)).status_code == 404

    def test_the_number_of_queries_stays(self, people, sign_in):
        client, few, many = sign_in(people.secretariat), full(), full()
        for _ in range(9):
            AssignmentFactory(recommendation=many, role="supporting")
            ClusterMemberFactory(recommendation=many)
            TagFactory(recommendation=many)
        assert queries(client, self.address(few)) == queries(client, self.address(many))
        assert Assignment.objects.filter(recommendation=many).count() == 11
