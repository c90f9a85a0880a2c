import csv
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from nmirf.accounts.models import User
from recommendations.enums import Scheme, TermKind
from recommendations.importing.cells import read_themes
from recommendations.models import Concordance, Term, TermAlias
from recommendations.operations.seeding import seed_taxonomy
from recommendations.queries.taxonomy import meant, with_concordance
from recommendations.seed import taxonomy
from tests.factories import TermFactory

pytestmark = pytest.mark.django_db


def test_the_lists_are_loaded_once(people):
    added = seed_taxonomy(by=people.admin)
    counts = {kind: Term.objects.filter(kind=kind).exclude(scheme=Scheme.UHRI_CODES).count() for kind in TermKind}
    assert counts == {TermKind.THEME: len(taxonomy.THEMES), TermKind.AFFECTED_PERSONS: 29, TermKind.SDG: 17 + 169, TermKind.ISSUE: 54}
    assert added == Term.objects.count()
    rows = (added, TermAlias.objects.count(), Concordance.objects.count())
    assert seed_taxonomy(by=people.admin) == 0
    assert (Term.objects.count(), TermAlias.objects.count(), Concordance.objects.count()) == rows


def test_a_term_that_came_with_a_file_is_known_from_now_on(people):
    came = TermFactory(kind=TermKind.THEME, label="death penalty", code="death penalty", is_to_review=True)
    seed_taxonomy(by=people.admin)
    came.refresh_from_db()
    assert (came.label, came.is_to_review) == ("death penalty", False)
    assert Term.objects.filter(kind=TermKind.THEME, code="death penalty").count() == 1


def test_what_people_decided_stays(people):
    target = TermFactory(kind=TermKind.THEME, label="Our theme", code="our theme")
    TermFactory(kind=TermKind.THEME, label="Death penalty", code="death penalty", merged_into=target)
    TermAlias.objects.create(kind=TermKind.THEME, code="migrants", label="Migrants", term=target)
    seed_taxonomy(by=people.admin)
    assert meant(TermKind.THEME, "death penalty") == target
    assert meant(TermKind.THEME, "Migrants") == target
    assert meant(TermKind.THEME, "G4 Migrants") is None  # its term isn't there, and nothing is guessed


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("acceptance of international norms", "Ratification of & accession to international instruments"),
        ("A12 Acceptance of international norms", "Ratification of & accession to international instruments"),
        ("A12", "Ratification of & accession to international instruments"),
        ("d27", "Human trafficking & contemporary forms of slavery"),
        ("A1", None),
        ("Death  PENALTY", "Death penalty"),
        ("Domestic violence", "Domestic violence"),
        ("D29", "Domestic violence"),
        ("nothing of the kind", None),
    ],
)
def test_old_codes_and_labels_find_their_term(people, value, label):
    seed_taxonomy(by=people.admin)
    term = meant(TermKind.THEME, value)
    assert (term and term.label) == label


def test_a_theme_has_its_concordance(people):
    seed_taxonomy(by=people.admin)
    term = meant(TermKind.THEME, "Labour rights and right to work")
    assert term is not None
    assert set(with_concordance(term).values_list("label", flat=True)) == {
        "Labour rights and right to work", "Labour", "Right to work", "Right to just and favourable conditions of work", "Trade union rights",
    }  # fmt: skip


def test_every_target_is_a_theme_or_group_of_today():
    themes, persons = set(taxonomy.THEMES), set(taxonomy.PERSONS)
    targets = [
        *taxonomy.ISSUES.values(),
        *(t for *_rest, ts in taxonomy.CODED_THEMES for t in ts),
        *(t for _l, ts in taxonomy.FORMER_THEMES for t in ts),
    ]
    assert set(targets) <= themes
    assert {t for _label, ts in taxonomy.FORMER_PERSONS for t in ts} <= persons
    assert {code for code, *_rest in taxonomy.CODED_THEMES} >= taxonomy.NARROWER


def test_the_command_is_safe_to_run_again(db, capsys):
    call_command("seed_taxonomy")
    call_command("seed_taxonomy")
    first, second = capsys.readouterr().out.splitlines()
    assert (first, second) == (f"{Term.objects.count()} terms added.", "0 terms added.")


@pytest.mark.parametrize("who", ["secretariat", "health", "nhri", "cso"])
def test_only_administrators(people, who):
    with pytest.raises(PermissionDenied):
        seed_taxonomy(by=getattr(people, who))
    assert not Term.objects.exists()


@pytest.mark.real_data
def test_every_label_of_the_real_files_is_known(db, shared_data):
    """OHCHR's lists of three cycles and UPR Info's twelve States: nothing is left to be looked at but a group called "general"."""
    seed_taxonomy(by=User.objects.system())
    rows = json.loads((shared_data / "open/uhri_format/uhri_slovenia.json").read_text())
    themes = {label for row in rows for label in read_themes(row["Themes"] or [], row["Text"])[0]}
    persons = {label for row in rows for label in row["AffectedPersons"] or []}
    with (shared_data / "open/reference/upr_info_utf8.csv").open() as file:
        issues = {issue for row in csv.DictReader(file) for issue in row["Issue"].split(",") if issue}
    found = {(TermKind.THEME, label) for label in themes} | {(TermKind.AFFECTED_PERSONS, label) for label in persons}
    found |= {(TermKind.ISSUE, issue) for issue in issues}
    assert len(found) > 200
    assert {label for kind, label in found if meant(kind, label) is None} == {"general"}
