import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from recommendations.models import SavedFilter
from recommendations.operations.saved import FilterNameTaken, NothingToSave, delete_filter, rename_filter, save_filter
from recommendations.permissions import can_save_filter

pytestmark = pytest.mark.django_db


def test_filters_get_a_name(people):
    saved = save_filter(by=people.cso, name="Prisons", query="q=prison", columns=["text"])
    assert (saved.owner, saved.name, saved.query, saved.columns) == (people.cso, "Prisons", "q=prison", ["text"])
    assert not can_save_filter(AnonymousUser())


def test_a_name_is_used_once_by_a_person_whatever_its_case(people):
    save_filter(by=people.cso, name="Prisons", query="q=prison")
    other = save_filter(by=people.cso, name="Courts", query="q=court")
    save_filter(by=people.nhri, name="prisons", query="q=prison")
    with pytest.raises(FilterNameTaken, match="“prisons”"):
        save_filter(by=people.cso, name="prisons", query="q=jail")
    with pytest.raises(FilterNameTaken):
        rename_filter(by=people.cso, saved=other, name="PRISONS")
    assert rename_filter(by=people.cso, saved=other, name="courts").name == "courts"
    assert SavedFilter.objects.filter(owner=people.cso).count() == 2


def test_nothing_chosen_is_nothing_to_save(people):
    with pytest.raises(NothingToSave):
        save_filter(by=people.cso, name="All", query="")
    assert not SavedFilter.objects.exists()


def test_only_the_owner_changes_it(people):
    saved = save_filter(by=people.cso, name="Prisons", query="q=prison")
    with pytest.raises(PermissionDenied):
        rename_filter(by=people.secretariat, saved=saved, name="Mine")
    with pytest.raises(PermissionDenied):
        delete_filter(by=people.admin, saved=saved)
    saved.refresh_from_db()
    assert saved.name == "Prisons"
    delete_filter(by=people.cso, saved=saved)
    assert not SavedFilter.objects.exists()
