import pytest
from django.urls import reverse

from nmirf.jobs.models import Job
from recommendations.enums import Decision
from recommendations.models import OverlapGroup, OverlapSuggestion
from tests.factories import OverlapMemberFactory, RecommendationFactory
from tests.recommendations.operations.test_overlaps import pair
from tests.recommendations.views.test_clusters import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat(people, sign_in):
    return sign_in(people.secretariat)


def grouped():
    return OverlapMemberFactory(group=OverlapMemberFactory().group)


def test_pairs_side_by_side_with_shared_words_and_strength(secretariat):
    one, other = RecommendationFactory(text="Ratify <ICRMW>", action_category=5), RecommendationFactory(text="Consider acceding to ICRMW")
    pair(one, other, words=["treatyicrmwx", "join"])
    page = secretariat.get(reverse("overlaps")).text
    assert "<mark>Ratify</mark> &lt;<mark>ICRMW</mark>&gt;" in page
    assert "asks 5 of 5: specific action" in page
    assert "asks 3 of 5: considering change" in page
    assert page.count("(by its verb)") == 1
    assert "Similarity 80 of 100" in page


def test_a_pair_is_decided_and_the_list_goes_on(secretariat):
    rows = [pair(), pair()]
    for row, decision in zip(rows, ("accept", "reject"), strict=True):
        answer = secretariat.post(reverse("overlap_decide"), {"suggestion": row.pk, "decision": decision, "next": "/overlaps/?page=1"})
        assert answer.url == "/overlaps/?page=1"
    assert list(OverlapSuggestion.objects.order_by("pk").values_list("decision", flat=True)) == [Decision.ACCEPTED, Decision.REJECTED]
    assert "No pair waits for a decision." in secretariat.get(reverse("overlaps")).text
    assert secretariat.post(reverse("overlap_decide"), {"suggestion": "x"}).status_code == 404


def test_only_pairs_of_one_recommendation(secretariat):
    row = pair()
    pair()
    page = secretariat.get(reverse("overlaps"), {"recommendation": row.first.public_id})
    assert [p.pk for p, _sides in page.context["pairs"]] == [row.pk]
    assert len(secretariat.get(reverse("overlaps"), {"recommendation": "x"}).context["pairs"]) == 2


def test_looking_is_a_job(secretariat):
    answer = secretariat.post(reverse("overlap_find"))
    assert answer.url == reverse("job", args=[Job.objects.get(kind="overlaps.find").public_id])


def test_a_group_is_named_shrinks_and_ends(secretariat):
    group = grouped().group
    third = OverlapMemberFactory(group=group).recommendation
    address = reverse("overlap", args=[group.public_id])
    assert secretariat.post(reverse("overlap_edit", args=[group.public_id]), {"note": "Ratify it"}).url == address
    assert '<h1 dir="auto">Ratify it</h1>' in secretariat.get(address).text
    assert secretariat.post(reverse("overlap_take", args=[group.public_id]), {"recommendation": third.public_id}).url == address
    assert secretariat.post(reverse("overlap_take", args=[group.public_id]), {"recommendation": "x"}).status_code == 404
    assert secretariat.post(reverse("overlap_dissolve", args=[group.public_id])).url == reverse("overlap_groups")
    assert not OverlapGroup.objects.exists()


def test_chosen_lines_become_a_group(secretariat):
    chosen = RecommendationFactory.create_batch(2)
    sent = {"chosen": [r.public_id for r in chosen]}
    page = secretariat.post(reverse("overlap_put"), sent).text
    assert "2 recommendations are chosen." in page
    answer = secretariat.post(reverse("overlap_put"), sent | {"confirm": "1", "note": "Ratify it"})
    group = OverlapGroup.objects.get()
    assert answer.url == reverse("overlap", args=[group.public_id])
    assert (group.note, set(group.recommendations.all())) == ("Ratify it", set(chosen))
    alone = {"chosen": [RecommendationFactory().public_id], "confirm": "1", "note": "Alone"}
    assert "Choose two recommendations at least" in secretariat.post(reverse("overlap_put"), alone).text
    assert secretariat.post(reverse("overlap_put"), alone | {"group": group.public_id}).url == answer.url
    assert group.members.count() == 3


def test_a_recommendation_says_who_else_asks_it(people, sign_in):
    member = grouped()
    one = next(r for r in member.group.recommendations.all() if r.pk != member.recommendation_id)
    page = sign_in(people.cso).get(reverse("recommendation", args=[one.public_id])).text
    assert "1 other recommendation asks the same" in page
    assert reverse("recommendation", args=[member.recommendation.public_id]) in page
    assert reverse("overlap_put") not in page
    pair(one)
    page = sign_in(people.secretariat).get(reverse("recommendation", args=[one.public_id])).text
    assert "1 suggested overlap to decide about" in page
    assert reverse("overlap_put") in page


def test_others_read_groups_only(people, sign_in):
    group = grouped().group
    client = sign_in(people.nhri)
    page = client.get(reverse("overlap", args=[group.public_id])).text
    assert "2 recommendations ask the same." in page
    assert "Dissolve" not in page
    assert client.get(reverse("overlap_groups")).status_code == 200
    assert client.get(reverse("overlaps")).status_code == 403


def test_the_number_of_queries_stays(secretariat):
    group = grouped().group

    def grow():
        row = pair(grouped().recommendation, RecommendationFactory())
        OverlapMemberFactory(group=group)
        return row

    grow()
    one = group.recommendations.first()
    addresses = [
        reverse("overlaps"),
        reverse("overlap_groups"),
        reverse("overlap", args=[group.public_id]),
        reverse("recommendation", args=[one.public_id]),
    ]
    few = [queries(secretariat, a) for a in addresses]
    for _ in range(6):
        grow()
    assert [queries(secretariat, a) for a in addresses] == few
