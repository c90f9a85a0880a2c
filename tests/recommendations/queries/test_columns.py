from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations.models import Recommendation
from recommendations.queries import columns
from recommendations.queries.columns import ALL, COLUMNS, chosen, each, table, with_columns
from tests.factories import AssignmentFactory, ClusterMemberFactory, DocumentFactory, RecommendationFactory, StateFactory, TagFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole():
    """A recommendation of which every column has something to say."""
    document = DocumentFactory(symbol="A/HRC/59/15", title="Report of the Working Group", session="48", cycle=4, published_on=date(2025, 2, 3))
    one: Any = RecommendationFactory(
        document=document, paragraph="153.13", text="Ratify it", position="noted", position_source="A/HRC/59/15/Add.1", action_category=5,
        status="under_way", status_on=date(2025, 6, 1), is_follow_up=True, annotation_id="a-1",
        vanished_at=datetime(2026, 1, 2, 12, tzinfo=UTC),
    )  # fmt: skip
    one.recommending_states.set([StateFactory(code="PER", name="Peru"), StateFactory(code="KEN", name="Kenya")])
    for kind, label in [("theme", "Women"), ("theme", "Courts"), ("affected_persons", "Girls"), ("sdg", "SDG 5"), ("issue", "CEDAW")]:
        TagFactory(recommendation=one, term__kind=kind, term__label=label)
    for role, name, due_on in [("lead", "Justice", date(2026, 5, 1)), ("supporting", "Health", date(2026, 4, 1)), ("supporting", "Army", None)]:
        AssignmentFactory(recommendation=one, role=role, institution__name=name, due_on=due_on)
    ClusterMemberFactory(recommendation=one, cluster__name="Equality")
    return one


def cells(one: Any, **more: bool) -> dict[str, columns.Value]:
    [found] = table(list(with_columns(Recommendation.objects.filter(pk=one.pk))), ALL, **more)
    return dict(zip(COLUMNS, found, strict=True))


def test_every_column(whole):
    assert cells(whole) == {
        "mechanism": "Committee on the Elimination of Discrimination against Women",
        "symbol": "A/HRC/59/15",
        "title": "Report of the Working Group",
        "published_on": date(2025, 2, 3),
        "session": "48",
        "cycle": 4,
        "paragraph": "153.13",
        "text": "Ratify it",
        "language": "en",
        "kind": "Recommendation",
        "position": "Noted",
        "position_source": "A/HRC/59/15/Add.1",
        "recommending_states": ["Kenya", "Peru"],
        "themes": ["Courts", "Women"],
        "affected_persons": ["Girls"],
        "sdgs": ["SDG 5"],
        "issues": ["CEDAW"],
        "action_category": 5,
        "status": "Under way",
        "status_on": date(2025, 6, 1),
        "lead": "Justice",
        "supporting": ["Army", "Health"],
        "due_on": date(2026, 5, 1),
        "clusters": ["Equality"],
        "is_follow_up": "Yes",
        "annotation_id": "a-1",
        "vanished_on": date(2026, 1, 2),
        "id": str(whole.public_id),
        "action_reported": [],
        "result_by_indicator": [],
        "government_assessment": ["Under way, 1 Jun 2025"],
        "independent_assessments": [],
        "assessment": [],
    }


def test_machines_read_codes(whole):
    words, codes = cells(whole), cells(whole, as_codes=True)
    assert {name: code for name, code in codes.items() if code != words[name]} == {
        "mechanism": "CEDAW", "kind": "recommendation", "position": "noted", "status": "under_way", "is_follow_up": True,
    }  # fmt: skip


def test_a_bare_recommendation_has_empty_cells():
    found = cells(RecommendationFactory(document__published_on=None))
    for name in ["themes", "recommending_states", "supporting", "clusters"]:
        assert found[name] == []
    for name in ["published_on", "status_on", "due_on", "vanished_on", "cycle"]:
        assert found[name] is None
    for name in ["lead", "is_follow_up", "annotation_id", "position"]:
        assert found[name] == ""


def test_goals_stand_in_the_order_of_their_numbers():
    one = RecommendationFactory()
    for label in ["SDG 10", "SDG 2", "16.10", "16.3"]:
        TagFactory(recommendation=one, term__kind="sdg", term__label=label)
    assert cells(one)["sdgs"] == ["SDG 2", "SDG 10", "16.3", "16.10"]


def test_without_a_lead_the_earliest_due_date_counts():
    one = RecommendationFactory()
    for day in (9, 8):
        AssignmentFactory(recommendation=one, role="supporting", due_on=date(2026, 5, day))
    assert cells(one)["due_on"] == date(2026, 5, 8)


def test_columns_are_chosen_by_name_in_the_order_given():
    assert [c.name for c in chosen("text,nonsense,symbol,text")] == ["text", "symbol"]
    assert [c.name for c in chosen("nonsense")] == [c.name for c in chosen("")] == list(columns.USUAL)


def test_as_many_queries_for_many_as_for_one(whole):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            table(list(with_columns(Recommendation.objects.all())), ALL)
        return len(queries)

    one = asked()
    for other in RecommendationFactory.create_batch(5):
        AssignmentFactory(recommendation=other)
        TagFactory(recommendation=other)
        ClusterMemberFactory(recommendation=other)
    assert asked() == one == 13


def test_a_result_longer_than_a_chunk_comes_whole_and_in_order(monkeypatch):
    monkeypatch.setattr(columns, "CHUNK", 2)
    made: Any = [TagFactory(recommendation__text=f"Do {n}", term__label=f"Theme of {n}").recommendation for n in range(5)]
    found = list(each(Recommendation.objects.order_by("pk"), chosen("text,themes")))
    assert found == [(one, [one.text, [f"Theme of {n}"]]) for n, one in enumerate(made)]
