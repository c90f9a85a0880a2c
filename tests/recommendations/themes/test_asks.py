import csv

import pytest

from recommendations.themes.asks import in_tokens, parts, strength
from recommendations.themes.treaties import TREATIES, named


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Ratify ICRMW", ["icrmw"]),
        ("Ratify the International Convention on the Protection of the Rights of All Migrant Workers and Members of Their Families", ["icrmw"]),
        ("Accede to the Optional Protocol to the Convention against Torture (OP-CAT) and to CAT", ["opcat", "cat"]),
        ("Ratify the OPCAT", ["opcat"]),
        ("Withdraw reservations to the Convention on the Elimination of Discrimination against Women", ["cedaw"]),
        ("Ratify the Optional Protocol to the Convention on the Rights of the Child on a communications procedure", ["op-crc-ic"]),
        ("Protect children, cats and the crc32 of files", []),
        ("Implement the recommendations of CERD", ["icerd"]),
    ],
)
def test_treaties_by_any_name(text, codes):
    assert named(text) == codes


def test_codes_of_treaties_are_told_apart():
    tokens = [code.replace("-", "") for code, _short, _title in TREATIES]
    assert len(set(tokens)) == len(tokens)


def test_a_treaty_is_one_word_and_joining_it_another():
    assert in_tokens("Consider ratifying ICRMW").split() == ["Consider", "joining", "treatyicrmwx"]
    assert in_tokens("Sign and ratify the deal").split() == ["Sign", "and", "ratify", "the", "deal"]
    assert "standinginvitation" in in_tokens("Extend a standing invitation to all special procedures")


@pytest.mark.parametrize(
    ("text", "category", "asked"),
    [
        ("Ratify OP-CAT", None, 5),
        ("Consider ratifying OP-CAT", None, 3),
        ("Continue to combat racism", None, 2),
        ("Continue and strengthen the fight against racism", None, 4),
        ("Share its experience with others", None, 1),
        ("Ensure access to schools", None, 4),
        ("44. While noting progress, the Committee is concerned. The State party should repeal the law.", None, 5),
        ("Consider ratifying OP-CAT", 4, 4),
        ("More schools", None, None),
    ],
)
def test_how_much_is_asked(text, category, asked):
    assert strength(text, category) == asked


def test_shared_words_are_marked_in_the_text():
    assert parts("Improve policies on housing.", ["polici", "hous"]) == [
        ("Improve ", False), ("policies", True), (" on ", False), ("housing", True), (".", False),
    ]  # fmt: skip
    assert parts("Accede to the OP-CAT", ["treatyopcatx", "join"]) == [("Accede", True), (" to the ", False), ("OP-CAT", True)]
    assert parts("Ratify the CED", ["treatycedx"]) == [("Ratify the ", False), ("CED", True)]
    assert parts("A policy", ["polici"])[-1] == ("policy", True)
    assert parts("<b>Nothing</b>", []) == [("<b>Nothing</b>", False)]


@pytest.mark.real_data
def test_the_verb_tells_upr_infos_category(shared_data):
    with (shared_data / "open/reference/upr_info_utf8.csv").open() as file:
        rows = list(csv.DictReader(file))
    right = sum(strength(row["Text"]) == int(row["Action"]) for row in rows)
    print(f"action category by the verb: {right} of {len(rows)} rows as UPR Info's staff ({right / len(rows):.1%})")
    assert right / len(rows) > 0.8
