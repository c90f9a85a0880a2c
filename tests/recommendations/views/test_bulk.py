import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nmirf.jobs.models import Job
from nmirf.jobs.operations import claim_job, run_job
from recommendations.enums import Kind
from recommendations.models import Assignment, BulkChange, Cluster, Recommendation, Tag
from recommendations.operations.bulk import put_all_into_cluster
from tests.factories import AssignmentFactory, ClusterFactory, RecommendationFactory, TermFactory

pytestmark = pytest.mark.django_db
EVERYTHING = {"everything": "1", "query": "kind=all", "next": "/recommendations/?kind=all"}
HEALTH = {"confirm": "1", "institution": "health", "role": "lead"}


@pytest.fixture
def secretariat(people, sign_in):
    return sign_in(people.secretariat)


def test_before_it_is_said_what_will_be_left_out(people, secretariat):
    RecommendationFactory.create_batch(2)
    RecommendationFactory(kind=Kind.OBSERVATION)
    AssignmentFactory(institution=people.ministry_of_justice)
    page = secretariat.post(reverse("assignment_new"), EVERYTHING).text
    assert "4 recommendations are chosen." in page
    assert "1 of them is an observation, which can&#x27;t be assigned. It will be left out." in page
    assert "1 of them has a lead already." in page
    assert "observation, which" not in secretariat.post(reverse("cluster_put"), EVERYTHING).text


def test_after_it_an_undo_is_offered(secretariat):
    RecommendationFactory.create_batch(2)
    RecommendationFactory(kind=Kind.OBSERVATION)
    page = secretariat.post(reverse("assignment_new"), EVERYTHING | HEALTH | {"seen": "3"}, follow=True).text
    assert "2 recommendations were assigned to Health. 1 was left out." in page
    assert f'<a href="{reverse("bulk_changes")}">Undo</a>' in page
    undo = reverse("bulk_undo", args=[BulkChange.objects.get().public_id])
    assert f'action="{undo}"' in secretariat.get(reverse("bulk_changes")).text
    assert "everything is as it was before" in secretariat.post(undo, follow=True).text
    assert not Assignment.objects.exists()
    assert f'action="{undo}"' not in secretariat.get(reverse("bulk_changes")).text
    assert "This was undone already." in secretariat.post(undo, follow=True).text


def test_a_result_that_changed_is_asked_about_again(secretariat):
    RecommendationFactory.create_batch(3)
    page = secretariat.post(reverse("assignment_new"), EVERYTHING | HEALTH | {"seen": "2"})
    assert "It had 2" not in page.text
    assert "it had 2 recommendations when you decided and has 3 now" in page.text
    assert "3 recommendations are chosen." in page.text
    assert '<input type="hidden" name="seen" value="3">' in page.text
    assert not Assignment.objects.exists()
    secretariat.post(reverse("assignment_new"), EVERYTHING | HEALTH | {"seen": "3"})
    assert Assignment.objects.count() == 3


def test_a_term_is_given_to_all(secretariat):
    RecommendationFactory.create_batch(3)
    term, merged = TermFactory(label="Prisons"), TermFactory(label="Jails", merged_into=TermFactory(label="Custody"))
    page = secretariat.post(reverse("bulk_tag"), EVERYTHING).text
    assert 'value="theme:prisons">Prisons</option>' in page
    assert merged.label not in page
    page = secretariat.post(reverse("bulk_tag"), EVERYTHING | {"confirm": "1", "term": f"theme:{term.code}"}, follow=True).text
    assert "3 recommendations were given “Prisons”." in page
    assert set(Tag.objects.values_list("term", "origin")) == {(term.pk, "national")}
    assert Tag.objects.count() == 3


@pytest.mark.parametrize("term", ["", "theme:nonsense", "issue:prisons"])
def test_a_term_must_be_one_of_the_list(secretariat, term):
    RecommendationFactory()
    TermFactory(kind="issue", label="Prisons")
    assert "There is a problem" in secretariat.post(reverse("bulk_tag"), EVERYTHING | {"confirm": "1", "term": term}).text
    assert not Tag.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_very_many_are_done_in_the_background(people, secretariat, monkeypatch):
    monkeypatch.setattr("recommendations.views.bulk.AT_ONCE", 2)
    RecommendationFactory.create_batch(3)
    term, cluster = TermFactory(), ClusterFactory()
    for address, given in [
        ("assignment_new", HEALTH | {"due_on": "2090-05-01"}),
        ("bulk_tag", {"term": f"theme:{term.code}"}),
        ("cluster_put", {"name": "Prisons"}),
        ("cluster_put", {"cluster": str(cluster.public_id)}),
        ("cluster_take", {"cluster": str(cluster.public_id)}),
    ]:
        answer = secretariat.post(reverse(address), EVERYTHING | {"confirm": "1", "seen": "3"} | given)
        job = claim_job()
        assert answer.url == reverse("job", args=[job.public_id])
        run_job(job)
        job.refresh_from_db()
        assert (job.state, job.error, job.result_url) == ("done", "", reverse("bulk_changes"))
    assert set(Assignment.objects.values_list("institution__slug", "role", "due_on__year")) == {("health", "lead", 2090)}
    assert (Assignment.objects.count(), Tag.objects.filter(term=term).count(), cluster.members.count()) == (3, 3, 0)
    assert Cluster.objects.get(name="Prisons").members.count() == 3
    assert list(BulkChange.objects.order_by("pk").values_list("kind", flat=True)) == ["assigned", "tagged", "clustered", "clustered", "unclustered"]


@pytest.mark.django_db(transaction=True)
def test_a_result_that_changed_before_the_job_began_is_left_alone(secretariat, monkeypatch):
    monkeypatch.setattr("recommendations.views.bulk.AT_ONCE", 2)
    RecommendationFactory.create_batch(3)
    secretariat.post(reverse("assignment_new"), EVERYTHING | HEALTH | {"seen": "3"})
    RecommendationFactory()
    run_job(claim_job())
    job = Job.objects.get()
    assert job.state == "failed"
    assert "had 3 recommendations when you decided and has 4 now" in job.error
    assert not Assignment.objects.exists()


def test_the_list_asks_as_much_for_many_as_for_one(people, secretariat):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            secretariat.get(reverse("bulk_changes"))
        return len(queries)

    def change(number: int) -> None:
        RecommendationFactory()
        put_all_into_cluster(by=people.secretariat, recommendations=Recommendation.objects.all(), name=f"Cluster of {number}")

    assert "Nothing yet." in secretariat.get(reverse("bulk_changes")).text
    change(1)
    asked()
    one = asked()
    for number in range(2, 6):
        change(number)
    assert asked() == one
