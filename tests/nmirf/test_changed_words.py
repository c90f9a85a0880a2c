import time

import pytest
from django.template.loader import render_to_string

from nmirf.common.changed_words import CHANGED, FOLDED, FOLDS_FROM, Piece, changed_words


def shown(pieces):
    return "".join({CHANGED: "<{}>", FOLDED: "…"}.get(piece.mark, "{}").format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("Ratify the Protocol now.", "Ratify the Covenant now.", "Ratify the <Protocol >now.", "Ratify the <Covenant >now."),
        ("Ratify it.", "Ratify it. Report in 2027.", "Ratify it.", "Ratify it. <Report in 2027.>"),
        ("Swiftly ratify it.", "Ratify it.", "<Swiftly ratify >it.", "<Ratify >it."),
        ("Ratify  it", "Ratify it", "Ratify  it", "Ratify it"),  # spaces are no words
        ("Noted", "Supported", "Noted", "Supported"),  # nothing in both: nothing to mark
        ("", "new", "", "new"),
        ("old", "", "old", ""),
        ("", "", "", ""),
        ("same", "same", "same", "same"),
        ("إنهاء التعذيب الآن", "إنهاء العنف الآن", "إنهاء <التعذيب >الآن", "إنهاء <العنف >الآن"),
        ("批准公约", "批准条约", "批准<公>约", "批准<条>约"),
    ],
)
def test_words_that_differ_are_marked(before, after, old, new):
    pieces = changed_words(before, after)
    assert (shown(pieces[0]), shown(pieces[1])) == (old, new)
    assert ("".join(piece.text for piece in pieces[0]), "".join(piece.text for piece in pieces[1])) == (before, after)


def test_long_texts_are_folded_around_their_changes():
    many = [f"w{n}" for n in range(100)]
    _old, new = changed_words(" ".join(many), " ".join([*many[:50], "new", *many[50:]]))
    assert shown(new) == "…w42 w43 w44 w45 w46 w47 w48 w49 <new >w50 w51 w52 w53 w54 w55 w56 w57 …"


def test_what_is_short_or_has_no_change_is_not_folded():
    words = " ".join(["w"] * (FOLDS_FROM - 1))
    assert shown(changed_words(words + " old", words + " new")[0]) == words + " <old>"
    long = " ".join(["w"] * 200)
    assert changed_words(long, long) == ([Piece(long)], [Piece(long)])


def test_texts_that_differ_throughout_take_no_long_time():
    """Beyond a size what stands between the first and the last change counts as changed."""
    before = " ".join(["first", *(f"a{n}" for n in range(20_000)), "last"])
    after = " ".join(["first", *(f"b{n}" for n in range(20_000)), "last"])
    start = time.perf_counter()
    old, _new = changed_words(before, after)
    assert time.perf_counter() - start < 2
    assert [piece.mark for piece in old] == ["", CHANGED, ""]


def test_marks_have_words_for_those_who_do_not_see_them_and_text_is_never_markup():
    old, _new = changed_words("End <b>all</b> torture", "End torture")
    html = render_to_string("common/changed_words.html", {"pieces": old, "is_after": False})
    assert "Removed:" in html
    assert "&lt;b&gt;all&lt;/b&gt; " in html
    assert "<b>" not in html
