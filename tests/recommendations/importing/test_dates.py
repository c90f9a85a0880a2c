from datetime import date, datetime

import pytest

from recommendations.importing.dates import EPOCH_1904, NotADate, read_date


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (45740, date(2025, 3, 24)),
        (45740.99999, date(2025, 3, 24)),
        ("45740", date(2025, 3, 24)),
        (datetime(2025, 3, 24, 23, 59), date(2025, 3, 24)),
        (date(2025, 3, 24), date(2025, 3, 24)),
        ("2025-03-24", date(2025, 3, 24)),
        ("2025-03-24T00:00:00Z", date(2025, 3, 24)),
        ("20250324", date(2025, 3, 24)),
        ("24/03/2025", date(2025, 3, 24)),
        ("24. 3. 2025", date(2025, 3, 24)),
        ("03/24/2025", date(2025, 3, 24)),
        ("05/05/2025", date(2025, 5, 5)),
        ("١٥/٠٣/٢٠١٠", date(2010, 3, 15)),
        ("1er janvier 2025", date(2025, 1, 1)),
        ("10 décembre 2014", date(2014, 12, 10)),
        ("12 de marzo de 2024", date(2024, 3, 12)),
        ("15 března 2010", date(2010, 3, 15)),
        ("24. marec 2025", date(2025, 3, 24)),
        ("24-Mar-2025", date(2025, 3, 24)),
        ("March 24, 2025", date(2025, 3, 24)),
        ("24 марта 2025", date(2025, 3, 24)),
        ("24 مارس 2025", date(2025, 3, 24)),
        ("", None),
        ("- ", None),
        (None, None),
    ],
)
def test_days_with_one_reading(value, day):
    assert read_date(value) == day


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("31/02/2024", "date_impossible"),
        ("2024-02-30", "date_impossible"),
        ("29.02.2023", "date_impossible"),
        ("00/00/0000", "date_impossible"),
        ("13/13/2020", "date_impossible"),
        ("31 février 2024", "date_unreadable"),
        (0, "date_impossible"),
        (-5, "date_impossible"),
        (2_958_466, "date_impossible"),
        (1e12, "date_impossible"),
        (60, "date_implausible"),
        ("1234-05-06", "date_implausible"),
        ("04/05/2025", "date_ambiguous"),
        ("１２/０３/２０２５", "date_ambiguous"),
        ("24/03/25", "date_ambiguous"),
        ("Mar-25", "date_ambiguous"),
        ("May 2025 ", "date_ambiguous"),
        ("2025", "date_ambiguous"),
        ("TBC", "date_unreadable"),
        ("tomorrow", "date_unreadable"),
        ("in 3 days", "date_unreadable"),
        (True, "date_unreadable"),
    ],
)
def test_days_that_are_reported_and_not_guessed(value, code):
    with pytest.raises(NotADate) as problem:
        read_date(value)
    assert problem.value.code == code


def test_workbooks_of_the_old_mac_count_from_1904():
    assert read_date(45740 - 1462, epoch=EPOCH_1904) == date(2025, 3, 24)


def test_a_number_that_is_a_year_is_no_day():
    with pytest.raises(NotADate) as problem:
        read_date(2025.0)
    assert problem.value.code == "date_ambiguous"
