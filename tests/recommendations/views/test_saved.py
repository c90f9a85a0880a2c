import pytest
from django.urls import reverse

from recommendations.models import SavedFilter
from tests.factories import RecommendationFactory
from tests.recommendations.views.test_register import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def saved(people):
    return SavedFilter.objects.create(owner=people.cso, name="Prisons", query="q=prison&status=planned", columns=["symbol", "text"])


def test_filters_in_force_can_be_saved_and_are_found_again(people, sign_in):
    RecommendationFactory(text="Close the prison.")
    client = sign_in(people.cso)
    new = reverse("saved_filter_new")
    assert new not in client.get(reverse("recommendations")).text
    assert f'href="{new}?q=prison"' in client.get(reverse("recommendations"), {"q": "prison"}).text
    answer = client.post(f"{new}?q=prison&page=2&columns=text&columns=nonsense", {"name": "Prisons"}, follow=True)
    assert "The filter “Prisons” was saved." in answer.text
    one = SavedFilter.objects.get()
    assert (one.owner, one.query, one.columns) == (people.cso, "q=prison", ["text"])
    assert reverse("saved_filter", args=[one.public_id]) in answer.text


def test_a_taken_name_is_said_beside_the_form(people, sign_in, saved):
    answer = sign_in(people.cso).post(f"{reverse('saved_filter_new')}?q=jail", {"name": "prisons"})
    assert "You already have a saved filter named “prisons”." in answer.text
    assert SavedFilter.objects.count() == 1


def test_the_link_takes_whoever_signs_in_to_the_register(people, sign_in, saved):
    answer = sign_in(people.health).get(reverse("saved_filter", args=[saved.public_id]))
    assert answer.url == f"{reverse('recommendations')}?q=prison&status=planned&columns=symbol&columns=text"


def test_rename_and_delete_are_the_owners(people, sign_in, saved):
    edit, delete = (reverse(name, args=[saved.public_id]) for name in ("saved_filter_edit", "saved_filter_delete"))
    stranger = sign_in(people.secretariat)
    assert [stranger.post(edit, {"name": "Mine"}).status_code, stranger.post(delete).status_code] == [404, 404]
    assert "Prisons" not in stranger.get(reverse("saved_filters")).text
    owner = sign_in(people.cso)
    owner.post(edit, {"name": "Jails"})
    saved.refresh_from_db()
    assert saved.name == "Jails"
    assert "The filter “Jails” was deleted." in owner.post(delete, follow=True).text
    assert not SavedFilter.objects.exists()


def test_the_number_of_queries_of_the_list_stays(people, sign_in, saved):
    client = sign_in(people.cso)
    few = queries(client, reverse("saved_filters"))
    for n in range(9):
        SavedFilter.objects.create(owner=people.cso, name=f"Filter {n}", query="q=x")
    assert queries(client, reverse("saved_filters")) == few
