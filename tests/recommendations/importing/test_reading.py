"""The child process: what it may, and what happens when it can't."""

import ast
import json
import os
import signal
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from recommendations.importing import wire
from recommendations.importing.guard import Limits
from recommendations.importing.reading import Reading, read
from recommendations.importing.rows import FileRefused, Problem, Row

from .files import inline, uhri_object, uhri_row, write_json, write_uhri, write_workbook

WORDS = st.text(st.characters(exclude_categories=["Cs"]))
NAMES = st.lists(WORDS).map(tuple)
ROWS = st.builds(
    Row,
    line=st.integers(1),
    text=WORDS,
    published_on=st.none() | st.dates(),
    states=NAMES,
    themes=NAMES,
    cycle=st.none() | st.integers(1, 5),
    extra=st.dictionaries(WORDS, WORDS),
)
PROBLEMS = st.builds(Problem, line=st.integers(0), column=WORDS, code=WORDS, params=st.dictionaries(WORDS, WORDS), is_fatal=st.booleans())


@examples(suppress_health_check=[HealthCheck.too_slow])  # the first draw reads the table of all characters
@given(ROWS | PROBLEMS)
def test_what_crosses_the_pipe_arrives_as_it_was(item):
    writer, reader = wire.Writer(), wire.Reader()
    lines = [writer.item_line(item) for _time in range(2)]
    assert [line.count(b"\n") for line in lines] == [1, 1]
    assert [reader.item(json.loads(line)) for line in lines] == [item, item]


def test_a_word_is_said_once_and_counted_each_time():
    writer = wire.Writer()
    first, second, long = (writer.item_line(Row(1, "Ratify", mechanism=name)) for name in ("CEDAW", "CEDAW", "x" * 200))
    assert (b'["CEDAW"]' in first, b"CEDAW" in second, b"x" * 200 in long) == (True, False, True)
    assert writer.characters == sum(map(len, ["Ratify", "CEDAW", "recommendation"] * 2)) + len("Ratify" + "recommendation") + 200


def is_running(reading: Reading) -> bool:
    return reading._child.poll() is None


def big_export(tmp_path):
    """More rows than a pipe holds, so that the child waits for its reader."""
    return write_json(tmp_path / "a.json", [uhri_object(n, Text=f"140.{n} " + "many words " * 200) for n in range(1, 1500)])


def test_the_format_is_known_before_the_first_row(tmp_path):
    with read(big_export(tmp_path)) as reading:
        assert reading.format == "uhri_json"
        assert is_running(reading)


def test_a_reading_that_is_left_ends_its_child(tmp_path):
    with read(big_export(tmp_path)) as reading:
        rows = iter(reading)
        assert isinstance(next(rows), Row)
        assert is_running(reading)
    assert not is_running(reading)


def test_a_reading_that_fails_in_its_users_hands_ends_its_child(tmp_path):
    with pytest.raises(ZeroDivisionError), read(big_export(tmp_path)) as reading:
        1 / 0  # noqa: B018
    assert not is_running(reading)


def test_a_reading_to_the_end_ends_its_child_by_itself(tmp_path):
    reading = read(big_export(tmp_path))
    assert len(list(reading)) == 1499
    assert not is_running(reading)


def test_how_far_it_is_in_bytes_or_rows(tmp_path):
    path = big_export(tmp_path)
    with read(path) as reading:
        assert reading.far == (0, None)
        list(reading)
        done, total = reading.far
    assert (total, 0 < done <= path.stat().st_size) == (path.stat().st_size, True)
    with read(write_uhri(tmp_path / "a.xlsx", [uhri_row(n) for n in range(1, 600)])) as reading:
        list(reading)
        assert reading.far == (501, 600)


def test_a_child_that_dies_half_way_is_a_refusal(tmp_path):
    with read(big_export(tmp_path)) as reading:
        rows = iter(reading)
        next(rows)
        os.kill(reading._child.pid, signal.SIGKILL)
        with pytest.raises(FileRefused, match="reader_died"):
            list(rows)


def test_a_workbook_that_aborts_its_parser_is_a_refusal(tmp_path):
    """calamine wants memory for the full rectangle up to the last cell (tafia/calamine#693)."""
    cells = f'<row r="1">{inline("A1", "Text")}{inline("B1", "Country")}</row><row r="1048576">{inline("XFD1048576", "x")}</row>'
    path = write_workbook(tmp_path / "a.xlsx", cells)
    careless = Limits(columns=20_000, cells=10**12, memory_bytes=1024**3)
    with pytest.raises(FileRefused, match="reader_died"):
        read(path, limits=careless)


def test_processor_time_is_limited(tmp_path):
    path = write_json(tmp_path / "a.json", [uhri_object(n, Text=f"140.{n} " + "many words " * 200) for n in range(1, 30_000)])
    with pytest.raises(FileRefused, match="reader_died"), read(path, limits=Limits(cpu_seconds=1)) as reading:
        list(reading)


def test_a_child_that_says_nothing_is_a_refusal(tmp_path):
    with pytest.raises(FileRefused, match="reader_slow"):
        read(write_uhri(tmp_path / "a.xlsx", [uhri_row()]), limits=Limits(silence_seconds=0.001))


def test_the_child_knows_no_secret_and_loads_no_django(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    with read(big_export(tmp_path)) as reading:
        environment = Path(f"/proc/{reading._child.pid}/environ").read_bytes()
        assert b"secret" not in environment
        assert {line.split(b"=")[0] for line in environment.split(b"\0") if line} <= {
            b"PATH",
            b"LANG",
            b"PYTHONPATH",
            b"PYTHONDONTWRITEBYTECODE",
            b"LC_CTYPE",
        }
    script = (
        "import sys; from recommendations.importing import child; from recommendations.importing.readers import tabular, uhri_json, ohchr_list;"
        "print('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "False"


def test_a_name_made_to_be_a_command_is_a_name(tmp_path):
    path = write_uhri(tmp_path / "--help; touch x.xlsx", [uhri_row()])
    with read(path) as reading:
        assert len(list(reading)) == 1


def test_what_is_read_out_of_a_file_is_counted(tmp_path):
    path = write_json(tmp_path / "a.json", [uhri_object(n) for n in range(1, 40)])
    with read(path, limits=Limits(characters=40_000)) as reading:
        assert len(list(reading)) == 39
    with pytest.raises(FileRefused, match="too_many_characters"), read(path, limits=Limits(characters=4_000)) as reading:
        list(reading)


def test_limits_come_from_the_settings(tmp_path, settings):
    settings.IMPORT_LIMITS = {"unpacked_bytes": 1000}
    with pytest.raises(FileRefused, match="bomb"):
        read(write_uhri(tmp_path / "a.xlsx", [uhri_row()]))


@pytest.mark.parametrize("name", [f.name for f in fields(Limits) if f.name not in ("zip_parts", "ratio_from_bytes")])
def test_each_limit_can_be_set_in_the_environment(name):
    command = [sys.executable, "-c", "from django.conf import settings; print(settings.IMPORT_LIMITS)"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "nmirf.settings", f"IMPORT_{name.upper()}": "77"}
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=settings.BASE_DIR).stdout
    assert ast.literal_eval(said) == {name: 77}
    assert f"IMPORT_{name.upper()}=" in (settings.BASE_DIR / ".env.example").read_text()
    assert f"`IMPORT_{name.upper()}`" in (settings.BASE_DIR / "docs/operating.md").read_text()
