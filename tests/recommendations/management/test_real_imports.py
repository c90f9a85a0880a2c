"""Every real export, through the command: how many recommendations arrive, and that a second time nothing changes.

The counts of the OHCHR lists are the documents' own (data/README.md); UPR Info's are its rows with the recommending
States of one recommendation put together.
"""

import json
from collections import Counter

import pytest

from recommendations.importing.names import state_code
from recommendations.models import Document, Recommendation
from tests.recommendations.management.test_import_recommendations import everything, run

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]

FILES = {  # file: (format, --country, rows, created, rejected)
    "original/UPR20__Slovenia_ThematicListRecommendations_E.docx": ("ohchr_list", "SVN", 163, 163, 0),
    "original/upr48-slovenia-thematic-list-of-recommendatio.docx": ("ohchr_list", "SVN", 254, 254, 0),
    "original/voluntary.xls": ("upr_info", "all", 947, 945, 0),
    "uhri_format/uhri_slovenia.json": ("uhri_json", "SVN", 797, 797, 0),
    "uhri_format/uhri_slovenia.xlsx": ("uhri_xlsx", "SVN", 797, 797, 0),
    "uhri_format/uhri_upr_info.xlsx": ("uhri_xlsx", "all", 2246, 2246, 0),
    "upr_info/1-5.csv": ("upr_info", "all", 129, 129, 0),
    "upr_info/6-9.csv": ("upr_info", "all", 634, 634, 0),
    "upr_info/10-13.csv": ("upr_info", "all", 876, 876, 0),
    "upr_info/14-17.csv": ("upr_info", "all", 171, 171, 0),
    "upr_info/17-20.csv": ("upr_info", "all", 710, 710, 0),
}


@pytest.mark.parametrize("name", FILES)
def test_arrives_whole_and_once(shared_data, name):
    path = shared_data / "open" / name
    format, country, rows, created, rejected = FILES[name]
    _code, first, _err = run(path, "--country", country)
    assert (first["format"], first["rows"], first["created"], first["rejected"]) == (format, rows, created, rejected)
    assert (first["updated"], first["elsewhere"], Recommendation.objects.count()) == (0, 0, created)
    _code, again, _err = run(path, "--country", country)
    assert (again["created"], again["updated"], again["unchanged"], again["rejected"]) == (0, 0, rows - rejected, rejected)


@pytest.mark.parametrize("year", [2009, 2010, 2011, 2012, 2013, 2014])
def test_researchers_files_change_nothing_the_second_time(shared_data, year):
    path = shared_data / "open" / "upr_reports_v1" / f"{year}data.csv"
    _code, first, _err = run(path, "--country", "all")
    assert first["created"] > 90
    _code, again, _err = run(path, "--country", "all")
    assert (again["created"], again["updated"], again["rejected"]) == (0, 0, first["rejected"])


def test_rows_of_other_states_are_left_out(shared_data):
    _code, report, _err = run(shared_data / "open/uhri_format/uhri_upr_info.xlsx", "--country", "KEN")
    assert report["created"] + report["elsewhere"] == 2246
    assert set(Document.objects.values_list("state_id", flat=True)) == {"KEN"}
    assert Recommendation.objects.count() == report["created"] > 0


@pytest.mark.parametrize(
    ("name", "cycle"), [("UPR20__Slovenia_ThematicListRecommendations_E.docx", 2), ("upr48-slovenia-thematic-list-of-recommendatio.docx", 4)]
)
def test_position_and_recommending_states_row_for_row(shared_data, name, cycle):
    run(shared_data / "open/original" / name, "--country", "SVN")
    expected = json.loads((shared_data / f"open/reference/slovenia_thematic_list_cycle{cycle}.json").read_text())
    stored = Recommendation.objects.prefetch_related("recommending_states")
    assert Counter(one.paragraph for one in stored) == Counter(item["paragraph"] for item in expected)
    positions = {item["paragraph"]: item["position"].casefold() for item in expected}
    assert {one.paragraph: one.position for one in stored} == positions
    # the reference has the last bracket only, and takes "ICRMW" for a State once; three texts of cycle 2 name more States inside
    states = {item["paragraph"]: {state_code(name) for name in item["states"]} - {None} for item in expected}
    if cycle == 2:
        states |= {"115.38": {"EGY", "PER", "AZE"}, "115.106": {"NLD", "BHR"}, "115.124": {"ARM", "CRI", "UZB", "AZE"}}
    assert {one.paragraph: {state.code for state in one.recommending_states.all()} for one in stored} == states


def test_the_list_and_the_export_meet(shared_data):
    """The same document from two sources is one document, and its recommendations are found by their paragraphs."""
    run(shared_data / "open/uhri_format/uhri_slovenia.xlsx", "--country", "SVN")
    _code, report, _err = run(shared_data / "open/original/upr48-slovenia-thematic-list-of-recommendatio.docx", "--country", "SVN")
    assert (report["created"], report["updated"] + report["unchanged"]) == (0, 254)


def test_hostile_files_are_read_or_refused_with_a_sentence(shared_data):
    folder = shared_data / "hostile"
    expected = json.loads((folder / "EXPECTED.json").read_text())
    for name, item in expected.items():
        before = everything()
        code, report, err = run(folder / name, "--country", "all")
        if item["expect"] == "reject":
            assert (name, code, report) == (name, 2, None)
            assert (name, len(err.splitlines())) == (name, 1)
            assert (name, everything()) == (name, before)
        elif item["expect"] == "accept":
            assert (name, code) == (name, 0)
            assert (name, report["rows"], report["rejected"]) == (name, item["rows"], 0)
        else:
            assert (name, bool(err or report["errors"] or report["rejected"])) == (name, True)


def test_the_json_after_the_workbook_changes_nothing(shared_data):
    """Both are one export in two formats; only a key UHRI gives in one of them may be new."""
    folder = shared_data / "open" / "uhri_format"
    assert run(folder / "uhri_slovenia.xlsx", "--country", "SVN")[1]["created"] == 797
    after = run(folder / "uhri_slovenia.json", "--country", "SVN")[1]
    assert (after["created"], after["updated"], after["unchanged"]) == (0, 0, 797)
