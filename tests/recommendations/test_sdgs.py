import pytest

from recommendations.sdgs import is_indicator_code


@pytest.mark.parametrize("code", ["1.1.1", "3.d.1", "8.10.2", "16.b.1", "17.19.2"])
def test_codes_of_targets_that_exist(code):
    assert is_indicator_code(code)


@pytest.mark.parametrize("code", ["", "3.1", "3.1.0", "3.10.1", "18.1.1", "17.a.1", "3.e.1", "7.c.1", "03.1.1", "3.1.1 ", "3.1.1\n", "goal 3"])
def test_others_are_not(code):
    assert not is_indicator_code(code)
