import pytest
from django.urls import reverse

from recommendations.enums import Scheme, TermKind
from recommendations.models import Concordance, Term, TermAlias
from tests.factories import RecommendationFactory, TagFactory, TermFactory
from tests.recommendations.views.test_clusters import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(people, sign_in):
    return sign_in(people.admin)


def address(name, term):
    return reverse(name, args=[term.kind, term.code])


def test_the_list_counts_names_and_finds_by_old_ones(admin):
    term = TermFactory(label="Prisons", code="prisons")
    TagFactory(term=term)
    TagFactory(term=term, recommendation__document__state__code="PER", recommendation__document__state__name="Peru")
    TermAlias.objects.create(kind=term.kind, code="d26 jails", label="D26 Jails", term=term, scheme=Scheme.UHRI_CODES)
    TermFactory(label="Courts", code="courts")
    TermFactory(label="Gaols", code="gaols", merged_into=term)
    page = admin.get(reverse("taxonomy"))
    assert [(t.label, n, [str(name) for name in names]) for t, n, names in page.context["terms"]] == [
        ("Courts", 0, []),
        ("Prisons", 1, ["D26 Jails"]),
    ]
    assert [t.label for t, *_rest in admin.get(reverse("taxonomy"), {"q": "jail"}).context["terms"]] == ["Prisons"]
    assert "part of Prisons" in admin.get(reverse("taxonomy"), {"q": "gaols"}).text
    assert "No term fits this filter." in admin.get(reverse("taxonomy"), {"scheme": "national"}).text
    assert "No terms of this kind yet." in admin.get(reverse("taxonomy"), {"kind": "issue"}).text
    assert admin.get(reverse("taxonomy"), {"kind": "nonsense"}).status_code == 200


def test_the_number_of_queries_stays(admin):
    def grow():
        term = TagFactory(term__is_to_review=True).term
        known = TagFactory(term=TermFactory(label=f"{term.label} known")).term
        TermAlias.objects.create(kind=known.kind, code=f"name {known.pk}", label="Name", term=known)
        Concordance.objects.create(source=known, target=TermFactory())
        Concordance.objects.create(source=TermFactory(kind="issue"), target=Term.objects.order_by("pk")[1])

    grow()
    grow()
    first = Term.objects.filter(is_to_review=False).order_by("pk").first()
    addresses = [reverse("taxonomy"), reverse("taxonomy_review"), address("term", first)]
    few = [queries(admin, a) for a in addresses]
    for _ in range(8):
        grow()
    assert [queries(admin, a) for a in addresses] == few


def test_a_label_to_be_looked_at_is_shown_with_examples_and_the_closest(admin):
    known = TermFactory(label="Right to education", code="right to education")
    named = TermFactory(label="Schooling", code="schooling")
    TermAlias.objects.create(kind=named.kind, code="education rights", label="Education rights", term=named)
    TermFactory(label="Torture", code="torture")
    new = TermFactory(label="Rights to educations", code="rights to educations", is_to_review=True)
    shown = [TagFactory(term=new, recommendation=RecommendationFactory(text=f"Build school {n}.")).recommendation for n in range(3)]
    page = admin.get(reverse("taxonomy_review"))
    [item] = page.context["reviewed"]
    assert (item.term, item.count, item.closest[0]) == (new, 3, known)
    assert set(item.closest) == {known, named}
    assert item.examples == [shown[2], shown[1]]
    assert "1 label is to be looked at" in admin.get(reverse("taxonomy")).text


def test_it_is_merged_or_new(admin):
    into, first, second = TermFactory(), TermFactory(is_to_review=True), TermFactory(is_to_review=True, label="Second")
    answer = admin.post(address("term_merge", first), {"into": into.code})
    assert answer.url == reverse("taxonomy_review")
    assert Term.objects.get(pk=first.pk).merged_into == into
    answer = admin.post(address("term_confirm", second), follow=True)
    assert "“Second” is a term of its own." in answer.text
    assert "Nothing to be looked at." in answer.text


def test_a_merged_terms_page_points_on(admin):
    into = TermFactory(label="Prisons", code="prisons")
    term = TermFactory(label="Jails", code="jails", merged_into=into)
    page = admin.get(address("term", term)).text
    assert "This term was merged." in page
    assert address("term", into) in page
    assert address("term_edit", term) not in page
    assert address("term", term) in admin.get(address("term", into)).text


def test_an_old_code_leads_to_todays_page(admin):
    term = TermFactory(label="Prisons", code="prisons")
    TermAlias.objects.create(kind=term.kind, code="d26 jails", label="D26 Jails", term=term, scheme=Scheme.UHRI_CODES)
    for code in ("D26", "d26 jails"):
        assert admin.get(reverse("term", args=["theme", code])).url == address("term", term)
    assert admin.get(reverse("term", args=["theme", "nothing"])).status_code == 404
    assert admin.get(reverse("term", args=["nonsense", "prisons"])).status_code == 404


def test_a_term_is_renamed_and_a_refusal_stands_by_the_form(admin):
    term = TermFactory(label="Prisons", code="prisons")
    TermFactory(label="Courts", code="courts")
    page = admin.post(address("term_edit", term), {"label": "courts", "signal_words": "cell"}).text
    assert "means the term “Courts” already" in page
    assert ">\ncell</textarea>" in page
    answer = admin.post(address("term_edit", term), {"label": "Jails", "signal_words": "cell"}, follow=True)
    assert "<h1>Jails</h1>" in answer.text
    assert "Prisons" in answer.text


def test_names_and_lists_are_changed_on_the_terms_page(admin):
    term, theme = TermFactory(kind=TermKind.ISSUE, label="Detention", code="detention"), TermFactory(label="Prisons")
    admin.post(address("term_name", term), {"label": "Jails"})
    assert admin.post(address("term_name", term), {"label": "jails"}, follow=True).text.count("means the term “Detention” already") == 1
    assert "Write the name" in admin.post(address("term_name", term), {"label": ""}, follow=True).text
    admin.post(address("term_relate", term), {"target": theme.pk})
    assert Concordance.objects.get().target == theme
    assert "Choose the term it leads to." in admin.post(address("term_relate", term), {"target": "x"}, follow=True).text
    admin.post(address("term_relate", term), {"remove": theme.pk})
    assert not Concordance.objects.exists()
    assert admin.post(address("term_relate", term), {"remove": "x"}).status_code == 404
    admin.post(address("term_name_remove", term), {"name": "jails"})
    assert not TermAlias.objects.exists()


def test_the_current_lists_are_loaded_and_a_term_is_added(admin):
    assert "terms were added from the current lists." in admin.post(reverse("taxonomy_seed"), follow=True).text
    assert "0 terms were added" in admin.post(reverse("taxonomy_seed"), follow=True).text
    answer = admin.post(reverse("term_new"), {"kind": "theme", "label": "Islands"}, follow=True)
    assert "<h1>Islands</h1>" in answer.text
    assert "already" in admin.post(reverse("term_new"), {"kind": "theme", "label": "islands"}).text


def test_the_secretariat_reads(people, sign_in):
    client, term = sign_in(people.secretariat), TermFactory(is_to_review=True)
    for page in (reverse("taxonomy"), reverse("taxonomy_review"), address("term", term)):
        answer = client.get(page)
        assert answer.status_code == 200
        assert answer.text.split('<main id="main"')[1].count('<form method="post"') == 0
