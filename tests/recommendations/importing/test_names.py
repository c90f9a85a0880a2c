import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.importing.names import committee_and_state, fold_name, mechanism_code, normalise_text, state_code
from recommendations.seed.mechanisms import MECHANISM_ALIASES, MECHANISMS, SYMBOL_PREFIXES


def test_texts_are_one_without_case_space_and_punctuation():
    assert normalise_text(" Ratify  the CAT; ") == normalise_text("ratify the cat")
    assert normalise_text("cafe\u0301") == normalise_text("café") != normalise_text("cafe")
    assert normalise_text("article 5") != normalise_text("article 6")


def test_labels_are_one_without_accents_and_ampersands():
    assert fold_name("Côte  d’Ivoire") == fold_name("cote d'ivoire")
    assert fold_name("Budget &resources") == fold_name("Budget and resources")
    assert fold_name("İstanbul") == fold_name("istanbul")


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert normalise_text(normalise_text(text)) == normalise_text(text)
    assert fold_name(fold_name(text)) == fold_name(text)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Slovenia", "SVN"),
        ("PK", "PAK"),
        ("SVN", "SVN"),
        ("UK", "GBR"),
        ("State of Palestine*", "PSE"),
        ("Palestine", "PSE"),
        ("Kosovo*", "XKX"),
        ("European Union", "EUE"),
        ("Holy See", "VAT"),
        ("Cook Islands", "COK"),
        ("Niue", "NIU"),
        ("DPR Korea", "PRK"),
        ("DR Congo", "COD"),
        ("Republic of Congo", "COG"),
        ("Congo", "COG"),
        ("Democratic Republic of the Congo", "COD"),
        ("Macedonia FYR", "MKD"),
        ("the former Yugoslav Republic of Macedonia", "MKD"),
        ("North Macedonia", "MKD"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Islamic Republic of Iran", "IRN"),
        ("Bolivarian Republic of Venezuela", "VEN"),
        ("Venezuela (Bolivarian Republic of)", "VEN"),
        ("United Kingdom of Great Britain and Northern Ireland", "GBR"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("Côte d’Ivoire", "CIV"),
        ("Cote d'Ivoire", "CIV"),
        ("saotomeandprincipe", "STP"),
        ("Sao Tome & Principe", "STP"),
        ("Viet Nam", "VNM"),
        ("Republic of Korea", "KOR"),
        ("Lao People's Democratic Republic", "LAO"),
        ("Micronesia (Federated States of)", "FSM"),
        ("Netherlands (Kingdom of the)", "NLD"),
        ("Maroc", "MAR"),
        ("Eslovenia", "SVN"),
        ("مصر", "EGY"),
        ("Freedonia", None),
        ("XX", None),
        ("", None),
    ],
)
def test_states_under_every_name(name, code):
    assert state_code(name) == code


def test_every_alias_leads_to_a_mechanism_and_every_kind_is_known():
    assert set(MECHANISM_ALIASES.values()) | set(SYMBOL_PREFIXES.values()) <= MECHANISMS.keys()
    assert {kind for _name, kind in MECHANISMS.values()} == {"treaty_body", "upr", "special_procedure"}
    assert {mechanism_code(code) for code in MECHANISMS} == set(MECHANISMS)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("- UPR", "UPR"),
        ("Committee on the Rights of the Child", "CRC"),
        ("IE  Albinism", "IE-ALBINISM"),
        ("sr torture", "SR-TORTURE"),
        ("Human Rights Committee", "CCPR"),
        ("Ministry of Magic", None),
        ("", None),
    ],
)
def test_mechanisms(name, code):
    assert mechanism_code(name) == code


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("CEDAW/C/SVN/CO/6", ("CEDAW", "SVN")),
        ("E/C.12/PER/CO/4", ("CESCR", "PER")),
        ("CRC/C/PER/CO/6-7", ("CRC", "PER")),
        ("CRC/C/OPAC/SVN/CO/1", ("CRC-OP-AC", "SVN")),
        ("CRC/C/OPSC/SVN/CO/1", ("CRC-OP-SC", "SVN")),
        ("CAT/OP/PER/1", ("SPT", "PER")),
        ("CAT/C/SVN/CO/4", ("CAT", "SVN")),
        ("cmw/c/mar/co/1", ("CMW", "MAR")),
        ("CCPR/C/123/D/2", ("CCPR", None)),
        ("A/HRC/59/15", (None, None)),
        ("", (None, None)),
    ],
)
def test_symbols_of_treaty_bodies(symbol, expected):
    assert committee_and_state(symbol) == expected


def test_names_are_there_without_django_and_without_pycountry_until_a_state_is_asked_for():
    script = "import sys; import recommendations.importing.names; print([m for m in ('django', 'pycountry') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
