"""The sample's files have the exact shape of the real exports, and the real readers give back what was written."""

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from nmirf.sample.data import load
from nmirf.sample.files import WRITERS, annotation_id, upr_info_states, write_files
from nmirf.sample.shapes import Document, Format, Item
from recommendations.importing.reading import read
from recommendations.importing.rows import Problem, Row

SAMPLE = load()
READ_AS = {
    "uhri_xlsx": "uhri_xlsx",
    "uhri_json": "uhri_json",
    "upr_info_csv": "upr_info",
    "ohchr_docx": "ohchr_list",
    "homemade_xlsx": "sheet",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[Format, Path]:
    return dict(zip(WRITERS, write_files(tmp_path_factory.mktemp("sample")), strict=True))


def expected(document: Document, item: Item) -> dict[str, object]:
    """What the file can say of the item, in the words of its format."""
    row: dict[str, object] = {
        "text": item.text,
        "kind": item.kind,
        "mechanism": document.mechanism,
        "symbol": document.symbol,
        "paragraph": item.paragraph,
        "published_on": None if document.mechanism == "UPR" else document.published_on,
        "states": ("Valmera",) if document.format in ("uhri_xlsx", "uhri_json", "upr_info_csv") else (),
        "recommending_states": item.recommending_states,
        "position": item.position,
        "session": document.session,
        "cycle": document.cycle,
        "themes": item.themes,
        "affected_persons": item.affected_persons,
        "sdgs": item.sdgs,
        "issues": item.issues,
        "action_category": item.action_category,
        "annotation_id": annotation_id(document, item) if document.format in ("uhri_xlsx", "uhri_json") else "",
    }
    if document.format == "upr_info_csv":
        row["recommending_states"] = tuple(upr_info_states()[state]["upr_info_name"] for state in item.recommending_states)
    if document.format == "homemade_xlsx":
        row |= {"affected_persons": (), "sdgs": ()}
    return row


@pytest.mark.parametrize("format_", WRITERS)
def test_readers_give_back_what_was_written(files: dict[Format, Path], format_: Format) -> None:
    with read(files[format_]) as reading:
        found = list(reading)
    assert reading.format == READ_AS[format_]
    assert [item.code for item in found if isinstance(item, Problem)] == (["no_states_column"] if format_ == "homemade_xlsx" else [])
    wanted = {item.text: expected(document, item) for document, item in SAMPLE.items.values() if document.format == format_}
    rows = [item for item in found if isinstance(item, Row)]
    assert len(rows) == len(wanted)
    for row in rows:
        want = wanted.pop(row.text)
        assert {name: getattr(row, name) for name in want} == want
    assert wanted == {}


def test_uhri_workbook_has_the_shape_of_the_export(files: dict[Format, Path]) -> None:
    sheet = CalamineWorkbook.from_path(files["uhri_xlsx"]).get_sheet_by_name("Sheet1").to_python()
    headers, first = sheet[0], sheet[1]
    assert len(headers) == 16
    assert headers[2] == "Reccomending Body"
    assert first[:4] == [f"9. {SAMPLE.text_of('cat-5#9')}", "- Valmera", "- CAT", "CAT/C/XVM/CO/5"]
    assert first[4].split("\n") == [
        "- Prohibition of torture & cruel, inhuman or degrading treatment",
        "- Constitutional & legislative framework",
    ]
    assert (first[7], first[10]) == (43258, "- Recommendations")  # 2018-06-07
    assert not first[15].is_integer()


def test_upr_info_csv_is_mac_roman_with_bare_returns(files: dict[Format, Path]) -> None:
    content = files["upr_info_csv"].read_bytes()
    assert b"\n" not in content
    assert not content.endswith(b"\r")
    rows = sum(len(item.recommending_states) for document, item in SAMPLE.items.values() if document.key == "upr-3")
    assert content.count(b"\r") == rows
    assert "José Martín Añorga".encode("mac_roman") in content
    assert "“including in public procurement”".encode("mac_roman") in content


def test_files_are_the_same_at_each_writing(files: dict[Format, Path], tmp_path: Path) -> None:
    """So that a second import of the same sample changes nothing. The Word file's zip carries its time, so its rows count."""
    again = dict(zip(WRITERS, write_files(tmp_path), strict=True))
    for format_ in ("uhri_xlsx", "uhri_json", "upr_info_csv", "homemade_xlsx"):
        assert again[format_].read_bytes() == files[format_].read_bytes()
