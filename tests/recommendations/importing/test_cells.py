import pytest

from recommendations.importing.cells import (
    as_text,
    cycle_of_session,
    fold_space,
    has_controls,
    read_kind,
    read_position,
    read_sdg,
    read_session,
    read_themes,
    split_commas,
    split_lines,
    split_list,
    split_paragraph,
    split_states,
    state_name,
    without_html,
)


@pytest.mark.parametrize(("value", "text"), [(20.0, "20"), (3.5, "3.5"), (None, ""), (True, "TRUE"), (" a ", " a "), (1e20, "1e+20")])
def test_stored_values_as_a_person_reads_them(value, text):
    assert as_text(value) == text


def test_space_is_folded_and_noise_goes():
    assert fold_space(" a\u00a0 b\t\r\nc\x07\ufeff ") == "a b c"
    assert fold_space("cafe\u0301") == "café"
    assert fold_space("👩\u200d👧 नि\u200dम") == "👩\u200d👧 नि\u200dम", "joiners belong to the text"
    assert has_controls("a\x00b")
    assert not has_controls("a\tb\r\nc")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Adopt</p><p>a &amp; b</p>", "Adopt a & b"),
        ("line<br/>line", "line line"),
        ("&lt;b&gt; stays", "<b> stays"),
        ("if a < b then", "if a < b then"),
        ("if <y then <b>c</b>", "if <y then c"),
        ("<script>alert(1)</script>Ratify", "Ratify"),
        ("&#40;Unknown&#41;&nbsp;x", "(Unknown) x"),
    ],
)
def test_html_is_taken_off_and_nothing_else(html, text):
    assert fold_space(without_html(html)) == text


def test_lists_one_a_line_behind_dashes():
    assert split_lines("- Kenya\n- Somalia\r\n-  Peru\n\n- \n-Mali") == ("Kenya", "Somalia", "Peru", "Mali")
    assert split_lines("- IE  Albinism; - Special Procedures") == ("IE Albinism", "Special Procedures")
    assert split_lines("Children: definition; general principles") == ("Children: definition; general principles",)
    assert split_lines("A; B - C, D") == ("A; B - C, D",)
    assert split_lines("") == ()


def test_lists_in_peoples_own_sheets():
    assert split_list("MoJ; Ministry for Justice | Police") == ("MoJ", "Ministry for Justice", "Police")
    assert split_list("Children: definition; general principles; protection; Housing") == (
        "Children: definition; general principles; protection",
        "Housing",
    )
    assert split_commas("Minorities,National plan of action, Minorities") == ("Minorities", "National plan of action")


def test_asterisks_and_entities_leave_names():
    assert state_name("State of Palestine*") == "State of Palestine"
    assert state_name("Cote d&#39;Ivoire ") == "Cote d'Ivoire"


@pytest.mark.parametrize(
    ("words", "position", "problem"),
    [
        ("- Supported", "supported", ""),
        ("Accepted", "supported", ""),
        ("Rejected", "noted", ""),
        ("- Noted", "noted", ""),
        ("- Supported\n- Noted", "", "position_mixed"),
        ("Supported/Noted", "", "position_mixed"),
        ("Voluntary Pledge", "", ""),
        ("", "", ""),
        ("perhaps", "", "position_unknown"),
    ],
)
def test_positions(words, position, problem):
    assert read_position(words) == (position, problem)


def test_codes_leave_themes_and_the_default_tag_is_dropped():
    assert read_themes(["A12 Acceptance of international norms", "G1 Members of minorities"], "x") == (
        ("Acceptance of international norms", "Members of minorities"),
        "A12, G1",
    )
    assert read_themes(["Reservations", "Right to health"], "Improve hospitals") == (("Right to health",), "")
    assert read_themes(["Reservations"], "Lift the reservation to article 16") == (("Reservations",), "")


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("10 - REDUCED INEQUALITIES", "10"),
        ("16.3", "16.3"),
        ("SDG 5", "5"),
        ("Target 16.a", "16.a"),
        ("S16 SDG 16 - peace, justice and strong institutions", "16"),
        ("18 - NOTHING", ""),
        ("0", ""),
        ("general", ""),
        ("2030", ""),
    ],
)
def test_goals(label, number):
    assert read_sdg(label) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("153.13 Ratify", ("153.13", "", "Ratify")),
        ("115.146.Recognize", ("115.146", "", "Recognize")),
        ("92.3.1 pursue", ("92.3.1", "", "pursue")),
        ("129.1. Establish", ("129.1", "", "Establish")),
        ("49.The Committee", ("49", "", "The Committee")),
        ("12. (a) Adopt", ("12 (a)", "", "Adopt")),
        ("12 (b) Adopt", ("12 (b)", "", "Adopt")),
        ("Rural women 49.The Committee notes", ("49", "Rural women", "The Committee notes")),
        ("In line with article 5. The State should", ("", "", "In line with article 5. The State should")),
        ("10 years after", ("", "", "10 years after")),
        ("3.5 million people", ("", "", "3.5 million people")),
        ("140.1 مواصلة", ("140.1", "", "مواصلة")),
        ("Adopt", ("", "", "Adopt")),
    ],
)
def test_numbers_glued_to_texts(text, expected):
    assert split_paragraph(text) == expected


@pytest.mark.parametrize(
    ("text", "rest", "states"),
    [
        ("Ratify (Portugal);", "Ratify", ("Portugal",)),
        ("Ratify (Maldives) (Portugal) ;", "Ratify", ("Maldives", "Portugal")),
        ("Ratify (Iran (Islamic Republic of)).", "Ratify", ("Iran (Islamic Republic of)",)),
        (
            "Ratify (Senegal, Venezuela (Bolivarian Republic of),Peru, Uruguay)",
            "Ratify",
            ("Senegal", "Venezuela (Bolivarian Republic of)", "Peru", "Uruguay"),
        ),
        ("Ratify ICRMW (ICRMW) (Iran (Islamic Republic of));", "Ratify ICRMW (ICRMW)", ("Iran (Islamic Republic of)",)),
        ("Ratify (Bosnia and Herzegovina)", "Ratify", ("Bosnia and Herzegovina",)),
        ("Ratify (Norway and Peru)", "Ratify", ("Norway", "Peru")),
        ("Ratify Convention (No. 189);", "Ratify Convention (No. 189);", ()),
        ("Ratify the protocol (OPCAT)", "Ratify the protocol (OPCAT)", ()),
        ("Do this (Egypt); do that (Peru); and this (Mali);", "Do this (Egypt); do that (Peru); and this", ("Egypt", "Peru", "Mali")),
        ("Follow the plan (2009–2014) and act (Bahrain);", "Follow the plan (2009–2014) and act", ("Bahrain",)),
        ("واصل (البرتغال)؛", "واصل", ("البرتغال",)),
        ("継続（葡萄牙）；", "継続", ("葡萄牙",)),
    ],
)
def test_recommending_states_in_brackets(text, rest, states):
    assert split_states(text) == (rest, states)


def test_brackets_with_names_nobody_knows():
    assert split_states("Ratify (Freedonia)") == ("Ratify (Freedonia)", ())
    assert split_states("Ratify (Freedonia)", trusting=True) == ("Ratify", ("Freedonia",))
    assert split_states("Ratify (freedonia)", known=["Freedonia"]) == ("Ratify", ("freedonia",))
    assert split_states("Ratify the protocol (OPCAT)", trusting=True) == ("Ratify the protocol (OPCAT)", ())


@pytest.mark.parametrize(("text", "session"), [("- 20th Session", "20"), ("8", "8"), ("Session 07", "7"), ("A/HRC/2025", ""), ("", ""), ("0", "")])
def test_sessions(text, session):
    assert read_session(text) == session


@pytest.mark.parametrize(
    ("session", "cycle"), [("1", 1), ("12", 1), ("13", 2), ("26", 2), ("27", 3), ("40", 3), ("41", 4), ("54", 4), ("55", None), ("", None)]
)
def test_cycles_of_fourteen_sessions(session, cycle):
    assert cycle_of_session(session) == cycle


def test_kinds():
    assert read_kind("- Concerns/Observations") == "observation"
    assert read_kind("- Recommendations") == read_kind("") == "recommendation"
