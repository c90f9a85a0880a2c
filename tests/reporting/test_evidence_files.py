"""Evidence is told by its content; what a browser or an office program could run is refused."""

import io
import zipfile

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from reporting.evidence_files import OOXML, FileRefused, check, safe_name


def word() -> bytes:
    stream = io.BytesIO()
    docx.Document().save(stream)
    return stream.getvalue()


def excel() -> bytes:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def opendocument(kind: str, **more: bytes) -> bytes:
    return zipped(mimetype=f"application/vnd.oasis.opendocument.{kind}".encode(), **{"content.xml": b"<x/>"}, **more)


def picture(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (2, 2)).save(stream, kind)
    return stream.getvalue()


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("law.pdf", PDF, "application/pdf"),
        ("LAW.PDF", PDF, "application/pdf"),
        ("law.docx", word(), OOXML + "wordprocessingml.document"),
        ("table.xlsx", excel(), OOXML + "spreadsheetml.sheet"),
        ("law.odt", opendocument("text"), "application/vnd.oasis.opendocument.text"),
        ("table.ods", opendocument("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
        ("photo.png", picture("png"), "image/png"),
        ("photo.jpg", picture("jpeg"), "image/jpeg"),
        ("photo.jpeg", picture("jpeg"), "image/jpeg"),
        ("figures.csv", "année;cas\n2026;12\n".encode(), "text/csv"),
        ("figures.csv", "année;cas\n2026;12\n".encode("cp1252"), "text/csv"),
        ("figures.csv", "سنة;عدد\n2026;12\n".encode("utf-16"), "text/csv"),
        ("note.txt", b"\xef\xbb\xbfa note", "text/plain"),
    ],
)
def test_accepted(name, content, content_type):
    file = SimpleUploadedFile(name, content, content_type="text/html")  # what a browser claims is not asked
    checked = check(file)
    assert (checked.name, checked.content_type) == (name, content_type)
    assert file.read() == content


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.html", b"<!doctype html><script>alert(1)</script>", "not accepted"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not accepted"),
        ("program.exe", b"MZ\x90\x00", "not accepted"),
        ("law.docm", word(), "not accepted"),
        ("law", PDF, "not accepted"),
        ("law.pdf.html", PDF, "not accepted"),
        ("law.pdf\u202efdp.exe", PDF, "not accepted"),
        ("page.pdf", b"<html><script>alert(1)</script>", "not what its name says"),
        ("page.txt", b"\n \t<script>alert(1)</script>", "not what its name says"),
        ("page.csv", b"\xef\xbb\xbf <svg onload=alert(1)>", "not what its name says"),
        ("page.csv", "<svg>".encode("utf-16"), "not what its name says"),
        ("program.txt", b"MZ\x90\x00\x03", "not what its name says"),
        ("program.png", b"MZ\x90\x00\x03" + bytes(60), "not what its name says"),
        ("photo.png", picture("jpeg"), "not what its name says"),
        ("law.docx", excel(), "not what its name says"),
        ("law.docx", zipped(**{"run.exe": b"MZ"}), "not what its name says"),
        ("law.docx", word()[:200], "not what its name says"),
        ("law.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not what its name says"),  # with a password it is an OLE file
        ("law.odt", opendocument("spreadsheet"), "not what its name says"),
        ("law.odt", opendocument("text", **{"Basic/Standard/Module1.xml": b"Sub Main"}), "macros"),
        ("empty.pdf", b"", "empty"),
    ],
)
def test_refused(name, content, words):
    with pytest.raises(FileRefused, match=words):
        check(SimpleUploadedFile(name, content))


def test_macros_under_an_innocent_name():
    stream = io.BytesIO(word())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf")
    with pytest.raises(FileRefused, match="macros"):
        check(SimpleUploadedFile("law.docx", stream.getvalue()))


def test_a_zip_that_unpacks_to_far_too_much_is_not_unpacked():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", bytes(64 * 1024 * 1024))
    with pytest.raises(FileRefused, match="not what its name says"):
        check(SimpleUploadedFile("law.docx", stream.getvalue()))


def test_too_large(settings):
    settings.MAX_EVIDENCE_BYTES = 10
    with pytest.raises(FileRefused, match="up to 10"):
        check(SimpleUploadedFile("law.pdf", PDF))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\law.pdf", "law.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("fdp\u202e.txt", "fdp.txt"),
        ("تقرير.pdf", "تقرير.pdf"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_safe_name(name, safe):
    assert safe_name(name) == safe
