import struct
import zipfile

import pytest

from recommendations.importing.guard import Contents, Limits, check
from recommendations.importing.rows import FileRefused

from .files import WORKBOOK_PARTS, inline, uhri_row, write_list, write_uhri, write_workbook, write_zip

GOOD_CELLS = f'<row r="1">{inline("A1", "Text")}{inline("B1", "Country")}</row>'


def refusal(path, limits=None):
    with pytest.raises(FileRefused) as refused:
        check(path, limits or Limits())
    return refused.value.code


def test_a_workbook_and_a_document_pass(tmp_path):
    assert check(write_uhri(tmp_path / "a.xlsx", [uhri_row()]), Limits()) == Contents("xlsx")
    assert check(write_list(tmp_path / "a.docx", 4, {}), Limits()) == Contents("docx")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"", "file_empty"),
        ("a.xlsx", b"PK\x03\x04 and nothing more", "file_damaged"),
        ("a.xlsx", b"Text,Country\nRatify,Samoa\n", "really_csv"),
        ("a.xls", b"<html><table><tr><td>Text</td></tr></table></html>", "really_html"),
        ("a.xls", b'\xef\xbb\xbf\n <TABLE border="1"><tr><td>Text</td></tr></TABLE>', "really_html"),
        ("a.csv", b'[{"Text": "Ratify"}]', "really_json"),
        ("a.json", b"Text,Country\nRatify,Samoa\n", "really_csv"),
        ("a.docx", b"%PDF-1.7", "really_pdf"),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(40), "really_image"),
        ("a.csv", bytes(range(256)) * 4, "really_binary"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file_damaged"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_with_what_it_is(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path) == code


def test_a_workbook_under_another_name_is_refused_and_under_none_is_taken(tmp_path):
    data = write_uhri(tmp_path / "a.xlsx", [uhri_row()]).read_bytes()
    (tmp_path / "a.csv").write_bytes(data)
    (tmp_path / "upload").write_bytes(data)
    assert refusal(tmp_path / "a.csv") == "really_xlsx"
    assert check(tmp_path / "upload", Limits()).kind == "xlsx"


def test_a_csv_that_begins_with_a_bracket_is_no_json(tmp_path):
    (tmp_path / "a.csv").write_text("[Draft] Text,Country\nRatify,Samoa\n")
    assert check(tmp_path / "a.csv", Limits()).kind == "csv"


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("xl/sharedStrings.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "doctype"),
        ("xl/sharedStrings.xml", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'.encode("utf-16"), "doctype"),
        ("xl/sharedStrings.xml", '<?xml version="1.0" encoding="UTF-7"?><x/>', "doctype"),
        ("docProps/app.xml", " " * 300_000 + "<!DOCTYPE x><x/>", "doctype"),
        ("xl/vbaProject.bin", b"macro", "macros"),
        ("xl/harmless.bin", b"\xd0\xcf\x11\xe0" + "_VBA_PROJECT".encode("utf-16-le"), "macros"),
        ("xl/macrosheets/sheet1.xml", "<x/>", "macros"),
        ("../../etc/cron.d/x", b"x", "zip_names"),
        ("/etc/passwd", b"x", "zip_names"),
        ("C:/x", b"x", "zip_names"),
        ("XL/WORKBOOK.XML", b"<x/>", "zip_names"),
    ],
)
def test_dangerous_parts_are_refused(tmp_path, part, content, code):
    path = write_workbook(tmp_path / "a.xlsx", GOOD_CELLS, **{part: content})
    assert refusal(path) == code


def test_a_declaration_across_the_cut_of_two_pieces_is_seen(tmp_path):
    for padding in range(256 * 1024 - 12, 256 * 1024 + 2, 3):
        path = write_workbook(tmp_path / "a.xlsx", GOOD_CELLS, **{"xl/styles.xml": "<!--" + "x" * (padding - 4) + "<!DOCTYPE x>"})
        assert refusal(path) == "doctype", padding


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"zip_parts": 3}, "bomb_parts"),
        ({"unpacked_bytes": 1000}, "bomb"),
        ({"ratio_from_bytes": 1_000_000, "part_ratio": 50}, "bomb"),
        ({"run_bytes": 1_000_000}, "bomb_cell"),
        ({"file_bytes": 100}, "file_too_large"),
    ],
)
def test_each_limit_refuses_alone(tmp_path, limits, code):
    path = write_workbook(tmp_path / "a.xlsx", f'<row r="1">{inline("A1", "A" * 3_000_000)}</row>')
    assert check(path, Limits()).kind == "xlsx"
    assert refusal(path, Limits(**limits)) == code


def test_a_bomb_that_declares_a_small_size_is_refused(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", GOOD_CELLS, **{"xl/styles.xml": "<x>" + "y" * 100_000 + "</x>"})
    data = path.read_bytes()
    true_size, lie = struct.pack("<L", 100_007), struct.pack("<L", 10)
    assert data.count(true_size) == 2  # the part's own header and the directory
    path.write_bytes(data.replace(true_size, lie))
    assert refusal(path) == "file_damaged"


def test_parts_that_share_bytes_are_refused(tmp_path):
    path = write_zip(tmp_path / "a.xlsx", {**WORKBOOK_PARTS, "xl/one.xml": "<x/>" * 500, "xl/two.xml": "<x/>" * 500})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        first = archive.getinfo("xl/one.xml").header_offset
    at = data.rindex(b"xl/two.xml") - 4  # in the directory, the offset stands just before the name
    data[at : at + 4] = struct.pack("<L", first)
    path.write_bytes(data)
    assert refusal(path) == "bomb_overlap"


def test_a_part_with_a_password_is_refused(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", GOOD_CELLS)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert refusal(path) == "password"


@pytest.mark.parametrize("cell", ["XFD1048576", "ZZ1048576", "XFD5"])
def test_a_sheet_whose_cells_span_a_giant_rectangle_is_refused(tmp_path, cell):
    path = write_workbook(tmp_path / "a.xlsx", f'{GOOD_CELLS}<row r="9">{inline(cell, "x")}</row>')
    assert refusal(path) == "sheet_too_large"


def test_links_and_formulas_are_noted(tmp_path):
    cells = f'{GOOD_CELLS}<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
    path = write_workbook(tmp_path / "a.xlsx", cells, **{"xl/externalLinks/externalLink1.xml": "<x/>"})
    assert check(path, Limits()) == Contents("xlsx", ("external_link",), ("xl/worksheets/sheet1.xml",))


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"a.txt": "x"}, "really_zip"),
        ({"xl/workbook.bin": "x"}, "really_xlsb"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, "really_opendocument"),
    ],
)
def test_other_zips_are_refused_by_name(tmp_path, parts, code):
    assert refusal(write_zip(tmp_path / "a.xlsx", parts)) == code
