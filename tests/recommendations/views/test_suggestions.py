import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nmirf.jobs.models import Job
from recommendations.models import Suggestion, Tag
from recommendations.operations.suggestions import train
from tests.factories import RecommendationFactory, TermFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat(people, sign_in):
    return sign_in(people.secretariat)


@pytest.fixture
def water():
    return TermFactory(label="Clean water", signal_words="drinking water\nsanitation")


def test_first_day(secretariat):
    assert "signal words of the taxonomy give the first ones" in secretariat.get(reverse("suggestions")).text
    assert "No training yet" in secretariat.get(reverse("trainings")).text


def test_words_are_marked_and_text_is_escaped(secretariat, people, water):
    RecommendationFactory(text="<b>Bring</b> drinking water")
    train(by=people.secretariat)
    page = secretariat.get(reverse("suggestions")).text
    assert "&lt;b&gt;Bring&lt;/b&gt; <mark>drinking water</mark>" in page
    assert "possible (50 %)" in page
    assert "signal words alone" in secretariat.get(reverse("trainings")).text


def test_accept_and_reject(secretariat, people, water):
    for _ in range(2):
        RecommendationFactory(text="Drinking water")
    train(by=people.secretariat)
    first, second = Suggestion.objects.order_by("pk")
    done = secretariat.post(reverse("suggestion_decide"), {"accept": first.pk, "next": "/suggestions/?above=10"})
    assert (done.status_code, done.url) == (302, "/suggestions/?above=10")
    assert secretariat.post(reverse("suggestion_decide"), {"reject": second.pk, "next": "//evil.example"}).url == reverse("suggestions")
    assert Tag.objects.get().recommendation == first.recommendation
    assert secretariat.post(reverse("suggestion_decide"), {"accept": "x"}).status_code == 404


def test_many_with_their_number_before_and_after(secretariat, people, water):
    RecommendationFactory(text="Drinking water")
    sure = RecommendationFactory(text="Drinking water and sanitation")
    train(by=people.secretariat)
    term = f"theme:{water.code}"
    assert "1 suggestion fits." in secretariat.get(reverse("suggestions_decide"), {"above": "70", "term": term}).text
    assert "2 suggestions fit." in secretariat.get(reverse("suggestions_decide"), {"above": "10", "term": term}).text
    sent = {"above": "70", "term": term, "decision": "accepted", "expected": "2", "confirm": "1"}
    assert "1 fit now" in secretariat.post(reverse("suggestions_decide"), sent).text
    assert not Tag.objects.exists()
    told = secretariat.post(reverse("suggestions_decide"), sent | {"expected": "1"}, follow=True).text
    assert "1 suggestion was decided." in told
    assert Tag.objects.get().recommendation == sure


@pytest.mark.parametrize(("asked", "decided"), [({}, 1), ({"above": ""}, 2)])
def test_the_form_as_it_is_shown_decides_about_what_it_counted(secretariat, people, water, asked, decided):
    for confidence in (0.9, 0.5):
        Suggestion.objects.create(recommendation=RecommendationFactory(), kind="theme", term=water, confidence=confidence)
    form = secretariat.get(reverse("suggestions_decide"), asked).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"decision": "accepted", "confirm": "1"}
    secretariat.post(reverse("suggestions_decide"), sent)
    assert (Tag.objects.count(), Suggestion.objects.filter(decision="accepted").count()) == (decided, decided)


def test_on_the_page_of_a_recommendation_for_the_secretariat_only(secretariat, people, water, sign_in):
    one = RecommendationFactory(text="Drinking water")
    train(by=people.secretariat)
    address = reverse("recommendation", args=[one.public_id])
    assert "Clean water" in secretariat.get(address).text
    assert "Clean water" not in sign_in(people.health).get(address).text


def test_train_now(secretariat):
    assert secretariat.post(reverse("suggestions_train")).url == reverse("job", args=[Job.objects.get().public_id])


@pytest.mark.parametrize("name", ["suggestions", "trainings"])
def test_query_count(secretariat, people, water, name):
    def count():
        with CaptureQueriesContext(connection) as queries:
            secretariat.get(reverse(name))
        return len(queries)

    RecommendationFactory(text="Drinking water")
    train(by=people.secretariat)
    one = count()
    for _ in range(6):
        RecommendationFactory(text="Drinking water")
    train(by=people.secretariat)
    assert count() == one
