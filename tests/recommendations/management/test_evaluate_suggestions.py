import io
import json

import pytest
from django.core.management import call_command

from tests.recommendations.bringing import sheet


def run(train, test):
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("evaluate_suggestions", "--train", str(train), "--test", str(test), "--json", stdout=out, stderr=err)
    except SystemExit as end:
        code = end.code
    return code, json.loads(out.getvalue()) if out.getvalue() else None, err.getvalue()


def file(folder, name, *rows):
    path = folder / name
    path.write_bytes(sheet(*rows))
    return path


def test_one_object(tmp_path):
    train = [{"Text": f"Improve prisons of region {n}", "Themes": "Conditions of detention", "Paragraph": str(n)} for n in range(9)]
    train += [{"Text": f"Build schools in region {n}", "Themes": "Right to education", "Paragraph": str(20 + n)} for n in range(9)]
    test = {"Text": "Reduce overcrowding of prisons", "Themes": "Conditions of detention"}
    code, figures, err = run(file(tmp_path, "train.csv", *train), file(tmp_path, "test.csv", test))
    assert (code, err) == (0, "")
    assert list(figures) == ["micro_f1", "macro_f1", "precision_at_1", "hit_at_3", "rows", "seconds_train", "seconds_predict"]
    assert (figures["precision_at_1"], figures["rows"]) == (1.0, 1)


@pytest.mark.parametrize(("content", "reason"), [(b"", "The file is empty."), (b"a,b\n1,2\n", "None of the first 20 rows")])
def test_a_file_that_cannot_be_read(tmp_path, content, reason):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    good = file(tmp_path, "good.csv", {})
    for sides in [(bad, good), (good, bad)]:
        code, figures, err = run(*sides)
        assert (code, figures, err.count("\n")) == (2, None, 1)
        assert err.startswith(f"bad.csv: {reason}")


def test_no_file_and_no_labels(tmp_path):
    good = file(tmp_path, "good.csv", {})
    assert run(tmp_path / "none.csv", good)[0] == 2
    code, _figures, err = run(file(tmp_path, "bare.csv", {"Themes": ""}), good)
    assert (code, err.count("\n")) == (2, 1)
    assert "nothing to compare" in err
