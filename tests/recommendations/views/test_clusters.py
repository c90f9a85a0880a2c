import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recommendations.models import Cluster, ClusterMember
from tests.factories import AssignmentFactory, ClusterFactory, ClusterMemberFactory, RecommendationFactory, TagFactory, TermFactory

pytestmark = pytest.mark.django_db
OTHERS = ["admin", "health", "nhri", "cso"]


@pytest.fixture
def secretariat(people, sign_in):
    return sign_in(people.secretariat)


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("who", OTHERS)
def test_others_read_and_do_not_change(people, sign_in, who):
    client, member = sign_in(getattr(people, who)), ClusterMemberFactory()
    pages = [reverse("clusters"), reverse("cluster_themes"), reverse("cluster", args=[member.cluster.public_id])]
    for address in pages:
        page = client.get(address)
        assert page.status_code == 200
        assert reverse("cluster_new") not in page.text
        assert 'type="checkbox"' not in page.text
    chosen = {"chosen": str(member.recommendation.public_id), "confirm": "1", "cluster": str(member.cluster.public_id), "name": "x"}
    one = [member.cluster.public_id]
    closed = [reverse(n) for n in ("cluster_new", "cluster_put", "cluster_take")] + [reverse(n, args=one) for n in ("cluster_edit", "cluster_delete")]
    for address in closed:
        assert client.post(address, chosen).status_code == 403
    assert ClusterMember.objects.get() == member


def test_the_list_counts_by_status_in_words(secretariat):
    cluster = ClusterFactory(name="Prisons")
    for status in ("planned", "implemented", "planned"):
        ClusterMemberFactory(cluster=cluster, recommendation__status=status)
    page = secretariat.get(reverse("clusters")).text
    assert "Planned: 2 · Implemented: 1" in page
    assert '<td class="number" data-head="Recommendations">3</td>' in page


def test_the_number_of_queries_stays(secretariat):
    def grow():
        member = ClusterMemberFactory(recommendation=AssignmentFactory().recommendation)
        ClusterMemberFactory(cluster=Cluster.objects.order_by("pk").first(), recommendation=RecommendationFactory())
        TagFactory(recommendation=member.recommendation)

    grow()
    addresses = [reverse("clusters"), reverse("cluster_themes"), reverse("cluster", args=[Cluster.objects.order_by("pk").first().public_id])]
    few = [queries(secretariat, a) for a in addresses]
    for _ in range(9):
        grow()
    assert [queries(secretariat, a) for a in addresses] == few


def test_a_theme_becomes_a_cluster_in_one_step(secretariat):
    theme = TermFactory(label="Rights & duties", code="rights & duties")
    tagged = [TagFactory(term=theme).recommendation for _ in range(2)]
    RecommendationFactory()
    ClusterMemberFactory(recommendation=tagged[0])
    [shown] = secretariat.get(reverse("cluster_themes")).context["page"]
    assert (shown.count, shown.clustered) == (2, 1)
    step = {"everything": "1", "query": "theme=rights+%26+duties", "name": "Rights & duties"}
    page = secretariat.get(reverse("cluster_new"), step).text
    assert "2 recommendations are chosen." in page
    assert 'value="Rights &amp; duties"' in page
    answer = secretariat.post(reverse("cluster_new"), step | {"description": "", "confirm": "1"}, follow=True)
    made = Cluster.objects.get(name="Rights & duties")
    assert answer.redirect_chain[-1][0] == reverse("cluster", args=[made.public_id])
    assert set(made.recommendations.all()) == set(tagged)


def test_the_link_of_a_theme_carries_its_code(secretariat):
    TagFactory(term__label="Rights & duties", term__code="rights & duties")
    assert "query=theme%3Drights%2B%2526%2Bduties" in secretariat.get(reverse("cluster_themes")).text


def test_a_taken_name_is_said_beside_what_was_typed(secretariat):
    ClusterFactory(name="Prisons")
    page = secretariat.post(reverse("cluster_new"), {"name": "Prisons", "description": "My words"}).text
    assert "already a cluster named" in page
    assert "My words" in page


def test_editing(secretariat):
    cluster = ClusterFactory()
    secretariat.post(reverse("cluster_edit", args=[cluster.public_id]), {"name": "Courts", "description": "New"})
    cluster.refresh_from_db()
    assert (cluster.name, cluster.description) == ("Courts", "New")


def test_deleting_an_empty_one_only(secretariat):
    member, empty = ClusterMemberFactory(), ClusterFactory()
    page = secretariat.post(reverse("cluster_delete", args=[member.cluster.public_id]), follow=True).text
    assert "Take it out first" in page
    assert secretariat.post(reverse("cluster_delete", args=[empty.public_id])).url == reverse("clusters")
    assert Cluster.objects.get() == member.cluster
    assert secretariat.get(reverse("cluster_delete", args=[member.cluster.public_id])).status_code == 405


def test_chosen_lines_are_put_into_a_cluster_after_a_question(secretariat):
    cluster, (one, two, _three) = ClusterFactory(name="Prisons"), RecommendationFactory.create_batch(3)
    chosen = {"chosen": [str(one.public_id), str(two.public_id)], "query": "", "next": "/recommendations/?page=1"}
    asked = secretariat.post(reverse("cluster_put"), chosen)
    assert "2 recommendations are chosen." in asked.text
    assert f'name="chosen" value="{two.public_id}"' in asked.text
    assert not ClusterMember.objects.exists()
    done = secretariat.post(reverse("cluster_put"), chosen | {"confirm": "1", "cluster": str(cluster.public_id)})
    assert done.url == "/recommendations/?page=1"
    assert set(cluster.recommendations.all()) == {one, two}


def test_or_into_a_new_one(secretariat):
    one = RecommendationFactory()
    secretariat.post(reverse("cluster_put"), {"chosen": str(one.public_id), "confirm": "1", "name": "Courts"})
    assert list(Cluster.objects.get(name="Courts").recommendations.all()) == [one]


@pytest.mark.parametrize("both", [True, False])
def test_one_of_the_two_is_asked_for(secretariat, both):
    one, cluster = RecommendationFactory(), ClusterFactory()
    more = {"name": "New", "cluster": str(cluster.public_id)} if both else {}
    assert "one of the two" in secretariat.post(reverse("cluster_put"), {"chosen": str(one.public_id), "confirm": "1"} | more).text
    assert not ClusterMember.objects.exists()


def test_a_whole_result_is_asked_again_on_the_server(secretariat):
    cluster = ClusterFactory()
    wanted = RecommendationFactory.create_batch(60, position="noted")
    RecommendationFactory(position="supported")
    secretariat.post(reverse("cluster_put"), {"everything": "1", "query": "position=noted", "confirm": "1", "cluster": str(cluster.public_id)})
    assert set(cluster.recommendations.all()) == set(wanted)


def test_taking_out_asks_only_for_clusters_that_hold_them(secretariat):
    member, elsewhere = ClusterMemberFactory(cluster__name="Prisons"), ClusterMemberFactory(cluster__name="Courts")
    chosen = {"chosen": str(member.recommendation.public_id)}
    asked = secretariat.post(reverse("cluster_take"), chosen).text
    assert "Prisons" in asked
    assert "Courts" not in asked
    secretariat.post(reverse("cluster_take"), chosen | {"confirm": "1", "cluster": str(member.cluster.public_id)})
    assert ClusterMember.objects.get() == elsewhere


def test_a_cluster_page_takes_out_all_of_itself(secretariat):
    member = ClusterMemberFactory(recommendation__kind="observation")
    page = secretariat.get(reverse("cluster", args=[member.cluster.public_id])).context
    sent = {"everything": "1", "query": page["query"], "cluster": str(member.cluster.public_id), "confirm": "1"}
    secretariat.post(reverse("cluster_take"), sent)
    assert not ClusterMember.objects.exists()


@pytest.mark.parametrize("chosen", [{}, {"chosen": "nonsense"}, {"everything": "1", "query": "position=noted"}])
@pytest.mark.parametrize("name", ["cluster_put", "cluster_take", "assignment_new"])
def test_nothing_chosen_is_said(secretariat, name, chosen):
    answer = secretariat.post(reverse(name), chosen, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("recommendations")
    assert "Nothing is chosen" in answer.text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\evil.example"])
def test_next_stays_on_this_host(secretariat, elsewhere):
    one, cluster = RecommendationFactory(), ClusterFactory()
    sent = {"chosen": str(one.public_id), "next": elsewhere}
    assert f'<a href="{reverse("recommendations")}">Cancel</a>' in secretariat.get(reverse("cluster_put"), sent).text
    assert secretariat.post(reverse("cluster_put"), sent | {"confirm": "1", "cluster": str(cluster.public_id)}).url == reverse("recommendations")
