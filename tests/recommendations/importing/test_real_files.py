"""Real exports and hostile files of the shared folder: exact counts, and agreement with what a right import finds.

Sources: UPR Info (upr-info.org), OHCHR's lists of recommendations; see open/README.md beside them.
"""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from recommendations.importing.names import mechanism_code, state_code
from recommendations.importing.problems import message
from recommendations.importing.reading import read
from recommendations.importing.rows import FileRefused, Problem, Row

pytestmark = pytest.mark.real_data


def take(path: Path) -> tuple[str, list[Row], list[Problem]]:
    with read(path) as reading:
        items = list(reading)
    return reading.format, [item for item in items if isinstance(item, Row)], [item for item in items if isinstance(item, Problem)]


# file: format, recommendations, problems by code. UPR Info's 2,589 rows are 2,520 recommendations.
OPEN = {
    "uhri_format/uhri_slovenia.xlsx": ("uhri_xlsx", 797, {}),
    "uhri_format/uhri_slovenia.json": ("uhri_json", 797, {}),
    "uhri_format/uhri_upr_info.xlsx": ("uhri_xlsx", 2246, {}),
    "upr_info/1-5.csv": ("upr_info", 129, {}),
    "upr_info/6-9.csv": ("upr_info", 634, {}),
    "upr_info/10-13.csv": ("upr_info", 876, {}),
    "upr_info/14-17.csv": ("upr_info", 171, {}),
    "upr_info/17-20.csv": ("upr_info", 710, {}),
    # 947 rows; rows 939 and 940 say what 929 and 933 say
    "original/voluntary.xls": ("upr_info", 945, {"duplicate_row": 2}),
    "original/UPR20__Slovenia_ThematicListRecommendations_E.docx": ("ohchr_list", 163, {}),
    "original/upr48-slovenia-thematic-list-of-recommendatio.docx": ("ohchr_list", 254, {}),
}


@pytest.mark.parametrize("name", OPEN)
def test_open_files_in_a_listed_format(shared_data, name):
    format_name, count, codes = OPEN[name]
    found, rows, problems = take(shared_data / "open" / name)
    assert (found, len(rows), Counter(problem.code for problem in problems)) == (format_name, count, codes)
    assert {row.mechanism for row in rows if mechanism_code(row.mechanism) is None} == set()
    assert {state for row in rows for state in row.states + row.recommending_states if state_code(state) is None} <= {"ICRMW"}  # OHCHR's slip
    assert [row.line for row in rows if row.text != row.text.strip() or not row.text] == []


@pytest.mark.parametrize(("year", "count"), [("2009", 94), ("2010", 625), ("2011", 712), ("2012", 148), ("2013", 173), ("2014", 722)])
def test_researchers_tables_are_read_as_sheets(shared_data, year, count):
    found, rows, problems = take(shared_data / "open" / "upr_reports_v1" / f"{year}data.csv")
    assert (found, len(rows)) == ("sheet", count)
    assert not any(problem.is_fatal for problem in problems)


def test_every_row_of_upr_info_is_in_one_recommendation(shared_data):
    import csv

    with (shared_data / "open" / "reference" / "upr_info_utf8.csv").open(encoding="utf-8", newline="") as file:
        reference = list(csv.DictReader(file))
    expected: dict[tuple[str, ...], list[str]] = {}
    for row in reference:
        key = (row["To"], " ".join(row["Text"].split()), row["Session"], row["Response"], row["Action"], row["Issue"])
        expected.setdefault(key, []).append(row["From"])
    positions = {"supported": "Accepted", "noted": "Noted"}
    found = {}
    for name in ("1-5", "6-9", "10-13", "14-17", "17-20"):
        for row in take(shared_data / "open" / "upr_info" / f"{name}.csv")[1]:
            key = (row.states[0], row.text, row.session, positions[row.position], str(row.action_category), ",".join(row.issues))
            found[key] = list(row.recommending_states)
    assert found == expected
    assert sum(map(len, found.values())) == 2589


# What the reference, made by a script, has otherwise: States inside a text it leaves out, and it takes a treaty for a State.
STATES_INSIDE = {
    "115.38": ("Egypt", "Peru", "Azerbaijan"),
    "115.124": ("Armenia", "Costa Rica", "Uzbekistan", "Azerbaijan"),
    "115.106": ("Netherlands", "Bahrain"),
    "115.6": ("Iran (Islamic Republic of)",),
}


@pytest.mark.parametrize(
    ("cycle", "name"), [(2, "UPR20__Slovenia_ThematicListRecommendations_E.docx"), (4, "upr48-slovenia-thematic-list-of-recommendatio.docx")]
)
def test_the_thematic_lists_row_for_row(shared_data, cycle, name):
    reference = json.loads((shared_data / "open" / "reference" / f"slovenia_thematic_list_cycle{cycle}.json").read_text())
    expected = {one["paragraph"]: one for one in reference}
    rows = {row.paragraph: row for row in take(shared_data / "open" / "original" / name)[1]}
    assert rows.keys() == expected.keys()
    for paragraph, row in rows.items():
        one = expected[paragraph]
        text = one["parts"][0]["text"] + (" (ICRMW)" if paragraph == "115.6" else "")
        assert row.text == " ".join(text.replace("\u2011", "-").split()), paragraph
        assert row.recommending_states == (STATES_INSIDE.get(paragraph) if cycle == 2 else None) or tuple(one["states"]), paragraph
        assert row.position == one["position"].lower(), paragraph
        assert row.position_source == one["source_of_position"], paragraph
        codes = row.extra.get("Theme codes", "").split(", ") if cycle == 2 else [""] * len(row.themes)
        assert [f"{code} {theme}".strip() for code, theme in zip(codes, row.themes, strict=True)] == list(dict.fromkeys(one["themes"])), paragraph
        assert list(row.affected_persons) == one["persons"], paragraph
        assert list(row.sdgs) == list(dict.fromkeys(goal.split(" ")[0] for goal in one["sdgs"])), paragraph
        assert row.extra["Theme heading"] == one["heading"], paragraph
        assert (row.cycle, row.session, row.symbol) == (one["cycle"], one["session"], one["symbol"])
        assert row.extra["State in the page header"] == "Slovenia"


def test_the_workbook_and_the_json_of_the_uhri_say_the_same(shared_data):
    folder = shared_data / "open" / "uhri_format"
    workbook, objects = (take(folder / f"uhri_slovenia.{suffix}")[1] for suffix in ("xlsx", "json"))
    names = [name for name in Row.__slots__ if name not in ("line", "extra")]
    assert [[getattr(row, name) for name in names] for row in workbook] == [[getattr(row, name) for name in names] for row in objects]
    assert Counter(row.kind for row in workbook) == {"recommendation": 744, "observation": 53}
    assert Counter(row.position for row in workbook) == {"supported": 541, "noted": 91, "": 165}
    assert all(row.paragraph for row in workbook)


def test_every_body_of_the_uhri_has_a_code(shared_data):
    reference = json.loads((shared_data / "open" / "reference" / "uhri_bodies.json").read_text())
    assert len(reference["bodies"]) == 75
    assert [name for name in reference["bodies"] if mechanism_code(name) is None] == []
    assert [name for name in reference["countries_out_of_form"] if state_code(name) is None] == []


# What becomes of each hostile file: the refusal's code, or how many rows are taken and which problems are fatal and not.
HOSTILE: dict[str, str | tuple[int, dict[str, int], dict[str, int]]] = {
    "00_good.xlsx": (10, {}, {}),
    "01_empty.xlsx": "file_empty",
    "02_not_a_zip.xlsx": "really_csv",
    "03_truncated.xlsx": "file_damaged",
    "05_csv_named.xlsx": "really_csv",
    "06_html_table_named.xls": "really_html",
    "07_encrypted_ole.xlsx": "password",
    "08_real_xls_renamed.xlsx": "really_xls",
    "09_macros.xlsm": "macros",
    "11_zip_bomb.xlsx": "bomb_cell",
    "13_entity_bomb.xlsx": "doctype",
    "14_external_entity.xlsx": "doctype",
    "18_external_link.xlsx": (0, {"formula": 1}, {"external_link": 1}),
    "20_formulas_as_formulas.xlsx": (0, {"formula": 10}, {}),
    "21_formulas_as_text.xlsx": (10, {}, {}),
    "22_huge_cells.xlsx": (2, {"cell_too_long": 3}, {"cell_too_long": 1}),
    "24_mixed_scripts.xlsx": (10, {}, {}),
    "30_merged_header.xlsx": (10, {}, {}),
    "31_header_row_5.xlsx": (10, {}, {}),
    "33_missing_columns.xlsx": (10, {}, {"no_states_column": 1, "no_mechanism_column": 1}),
    "34_no_text_column.xlsx": "no_text_column",
    "35_duplicate_headers.xlsx": (10, {}, {}),
    "37_headers_french_spanish.xlsx": "headers_unknown",
    "39_duplicate_rows.xlsx": (10, {"id_taken": 1}, {"duplicate_row": 8}),
    "41_unknown_ministries.xlsx": (8, {}, {"no_states_column": 1, "no_mechanism_column": 1}),
    "50_wrong_dates.xlsx": (30, {}, {"date_impossible": 9, "date_implausible": 1, "date_ambiguous": 6, "date_unreadable": 1}),
    "60_uhri_quirks.xlsx": (12, {}, {"position_mixed": 2}),
    "70_cp1252_semicolon.csv": (3, {}, {}),
    "71_utf16_tab.csv": (3, {}, {}),
    "72_utf8_bom_semicolon.csv": (3, {}, {}),
    "73_cr_only_macroman.csv": (3, {}, {}),
    "75_ragged_and_quotes.csv": (2, {"too_many_fields": 1, "quote_not_closed": 1}, {"too_few_fields": 1}),
    "77_invalid_utf8.csv": (0, {"bytes_unreadable": 2}, {}),
    "79_header_only.csv": "no_rows",
    "81_html_and_sql.csv": (4, {}, {}),
    "=cmd calc' OR 1=1 --.csv": (1, {}, {}),
}


def test_every_hostile_file_is_looked_at(shared_data):
    expected = json.loads((shared_data / "hostile" / "EXPECTED.json").read_text())
    assert HOSTILE.keys() == expected.keys()
    refused = {name for name, outcome in HOSTILE.items() if isinstance(outcome, str)}
    assert {name for name, one in expected.items() if one["expect"] == "reject"} == refused - {"37_headers_french_spanish.xlsx"}
    for name, one in expected.items():
        if one["expect"] == "accept":
            assert HOSTILE[name] == (one["rows"], {}, {}), name


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_read_right_or_refused(shared_data, name):
    outcome = HOSTILE[name]
    path = shared_data / "hostile" / name
    if isinstance(outcome, str):
        with pytest.raises(FileRefused) as refused:
            read(path)
        assert refused.value.code == outcome
        assert message(refused.value.code, refused.value.params).endswith(".")
        return
    _format, rows, problems = take(path)
    fatal = Counter(problem.code for problem in problems if problem.is_fatal)
    other = Counter(problem.code for problem in problems if not problem.is_fatal)
    assert (len(rows), fatal, other) == outcome
    assert all(message(problem.code, problem.params) for problem in problems)


def test_the_wrong_dates_one_by_one(shared_data):
    expected = json.loads((shared_data / "hostile" / "EXPECTED.json").read_text())["50_wrong_dates.xlsx"]
    _format, rows, problems = take(shared_data / "hostile" / "50_wrong_dates.xlsx")
    days = {row.paragraph.removeprefix("140."): row.published_on for row in rows}
    assert {number: days[number] for number in expected["good_dates"]} == {
        number: date.fromisoformat(text[:10]) for number, text in expected["good_dates"].items()
    }
    assert {number for number, day in days.items() if day} - expected["good_dates"].keys() == {"15", "26"}  # Czech, Arabic-Indic digits
    ambiguous = {str(problem.line - 1) for problem in problems if problem.code == "date_ambiguous"}
    assert ambiguous - {"25"} == set(expected["ambiguous"])


def test_four_encodings_of_one_table_say_the_same(shared_data):
    names = ("70_cp1252_semicolon", "71_utf16_tab", "72_utf8_bom_semicolon")
    first, *others = ([row.text for row in take(shared_data / "hostile" / f"{name}.csv")[1]] for name in names)
    assert first == [
        "Protéger les droits de l’enfant – sans délai",
        "Ratifier la Convention « torture »; adopter une loi",
        "Œuvrer à l'égalité, 50 % de femmes, 3,5 €",
    ]
    assert others == [first, first]
    mac = take(shared_data / "hostile" / "73_cr_only_macroman.csv")[1]
    assert [state_code(state) for row in mac for state in row.states] == ["CIV", "STP", "SVN"]
    assert mac[2].text == "Ouvrer à l'égalité, 50 % de femmes, 3,5 €"
