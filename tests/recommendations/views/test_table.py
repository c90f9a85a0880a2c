"""The register as a table of chosen columns."""

import re
from datetime import date

import pytest
from django.urls import reverse

from recommendations.enums import Status
from recommendations.folding import text_key
from recommendations.models import SavedFilter, Translation
from tests.factories import AssignmentFactory, DocumentFactory, MechanismFactory, RecommendationFactory, TagFactory
from tests.recommendations.views.test_register import full, queries

pytestmark = pytest.mark.django_db
ADDRESS = "/recommendations/"


def heads(page):
    return re.findall(r"<th scope=\"col\"[^>]*>(?:<a [^>]*>)?([^<]+)", page)


def cells(page):
    """The text of each cell of the first row, without the box."""
    row = page.split("<tbody>")[1].split("</tr>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL)]


def test_lines_are_what_one_gets_and_a_table_what_one_asks_for(people, sign_in):
    client = sign_in(people.cso)
    one = RecommendationFactory(
        document=DocumentFactory(mechanism=MechanismFactory(name="Committee on Torture"), symbol="CAT/C/XVM/CO/3", published_on=date(2024, 5, 2)),
        paragraph="12",
        text="Close the prison.",
        status=Status.PLANNED,
    )
    AssignmentFactory(recommendation=one, institution=people.ministry_of_health, due_on=date(2026, 3, 1))
    TagFactory(recommendation=one, term__label="Detention")
    TagFactory(recommendation=one, term__label="Health")
    plain = client.get(ADDRESS).text
    assert '<div class="line">' in plain
    assert "<table" not in plain
    page = client.get(f"{ADDRESS}?columns=mechanism&columns=text&columns=themes&columns=published_on&columns=status&columns=lead&columns=due_on").text
    assert '<div class="line">' not in page
    assert heads(page) == ["Reference", "Mechanism", "Text", "Themes", "Document date", "Status", "Lead institution", "Due date"]
    lead = str(people.ministry_of_health)
    assert cells(page) == [
        f"{one.reference} Preview : {one.reference}",
        "Committee on Torture",
        "Close the prison.",
        "Detention; Health",
        "2 May 2024",
        "Planned",
        lead,
        "1 Mar 2026",
    ]
    assert heads(client.get(f"{ADDRESS}?columns=status,nonsense,text").text) == ["Reference", "Status", "Text"]
    assert "<table" not in client.get(f"{ADDRESS}?columns=nonsense").text


def test_the_boxes_offer_all_columns_those_shown_first(people, sign_in):
    RecommendationFactory()
    page = sign_in(people.cso).get(f"{ADDRESS}?columns=status&columns=text&kind=all&sort=-status").text
    form = page.split('class="menu-sheet"')[1].split("</form>")[0]
    named = re.findall(r'name="columns" value="(\w+)"( checked)?', form)
    assert named[:2] == [("status", " checked"), ("text", " checked")]
    assert all(not checked for _name, checked in named[2:])
    assert '<input type="hidden" name="kind" value="all">' in form
    assert '<input type="hidden" name="sort" value="-status">' in form


def test_the_columns_stay_when_filters_change(people, sign_in):
    RecommendationFactory(position="supported")
    page = sign_in(people.cso).get(f"{ADDRESS}?columns=text&position=supported&status=no_information").text
    assert 'href="/recommendations/?status=no_information&amp;columns=text"' in page  # a chip taken off
    filters = page.split('<details class="facets">')[1].split("</form>")[0]
    assert '<input type="hidden" name="columns" value="text">' in filters
    assert f'href="{reverse("saved_filter_new")}?position=supported&amp;status=no_information&amp;columns=text"' in page
    assert 'href="/recommendations/?position=supported&amp;status=no_information"' in page  # as lines
    listed = sign_in(people.cso).get(f"{reverse('facet', args=['theme'])}?columns=text").text
    assert '<input type="hidden" name="columns" value="text">' in listed


def test_columns_alone_can_be_saved(people, sign_in):
    RecommendationFactory()
    client = sign_in(people.cso)
    assert f"{reverse('saved_filter_new')}?columns=text" in client.get(f"{ADDRESS}?columns=text").text
    client.post(f"{reverse('saved_filter_new')}?columns=text&columns=lead", {"name": "My columns"})
    one = SavedFilter.objects.get()
    assert (one.query, one.columns) == ("", ["text", "lead"])
    assert "<table" in client.get(reverse("saved_filter", args=[one.public_id]), follow=True).text


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("status", ["c", "a", "b"]),  # planned, under way, implemented
        ("-status", ["b", "a", "c"]),
        ("symbol", ["a", "b", "c"]),
        ("-published_on", ["b", "a", "c"]),
        ("published_on", ["a", "b", "c"]),  # without a date last, either way
        ("text", ["b", "a", "c"]),  # can't be sorted by: the register's own order
        ("nonsense", ["b", "a", "c"]),
    ],
)
def test_sorting(people, sign_in, sort, expected):
    for symbol, status, day in (("a", Status.UNDER_WAY, date(2020, 1, 1)), ("b", Status.IMPLEMENTED, date(2024, 1, 1)), ("c", Status.PLANNED, None)):
        RecommendationFactory(document=DocumentFactory(symbol=symbol, published_on=day), status=status)
    answer = sign_in(people.cso).get(f"{ADDRESS}?columns=status&columns=symbol&sort={sort}")
    assert [line.document.symbol for line in answer.context["lines"]] == expected


def test_a_head_says_its_order_and_sorts_the_other_way(people, sign_in):
    RecommendationFactory(text="Close the prison.")
    client = sign_in(people.cso)
    page = client.get(f"{ADDRESS}?q=prison&columns=status&columns=text&sort=status").text
    assert '<th scope="col" aria-sort="ascending"><a href="?q=prison&amp;columns=status&amp;columns=text&amp;sort=-status">Status' in page
    assert "best first" not in page
    page = client.get(f"{ADDRESS}?q=prison&columns=status&columns=text").text
    assert '<th scope="col"><a href="?q=prison&amp;columns=status&amp;columns=text&amp;sort=status">Status' in page
    assert "best first" in page


def test_hits_are_marked_and_text_is_escaped(people, sign_in):
    one = RecommendationFactory(text='Close prisons <img src="x"> now.', position_source="<b>Noted</b>")
    Translation.objects.create(recommendation=one, language="fr", text="Fermez les prisons.", text_key=text_key("Fermez les prisons."))
    page = sign_in(people.cso).get(f"{ADDRESS}?q=prison&columns=text&columns=position_source").text
    assert "<img" not in page
    assert "<b>" not in page
    assert page.count("<mark>prisons</mark>") == 2


def test_only_who_may_act_can_choose_rows(people, sign_in):
    one = RecommendationFactory()
    for person, may in ((people.secretariat, True), (people.admin, False), (people.nhri, False)):
        page = sign_in(person).get(f"{ADDRESS}?columns=text").text
        assert (f'name="chosen" value="{one.public_id}"' in page) == may


def test_the_number_of_queries_stays(people, sign_in):
    client, address = sign_in(people.secretariat), f"{ADDRESS}?columns=recommending_states,themes,lead,clusters,assessment,text&sort=mechanism"
    full()
    one = queries(client, address)
    for _ in range(9):
        full()
    assert queries(client, address) == one
