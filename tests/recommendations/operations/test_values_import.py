from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from recommendations.models import IndicatorValue
from recommendations.operations.indicators import Measured, enter_values
from recommendations.operations.row_outcomes import OtherOutcome, RowOutcome
from recommendations.operations.values_import import import_values, preview_values
from tests.factories import IndicatorFactory

pytestmark = pytest.mark.django_db

NO_INDICATOR = "There is no indicator “Nothing” that you may enter values of. Take its name from the downloaded workbook."


@pytest.fixture
def deaths(people):
    return IndicatorFactory(title="Maternal mortality", provider=people.ministry_of_health, source="Registers")


def row(number=2, **cells):
    said = {"Indicator": "Maternal mortality", "Measured for": "2025-12-31", "Value": "81.5"}
    return {"row": str(number), **said, **{name.replace("_", " ").capitalize(): value for name, value in cells.items()}}


def test_new_values_a_correction_and_what_is_there_already(people, deaths):
    enter_values(
        by=people.health,
        indicator=deaths,
        values=[Measured(date(2024, 12, 31), Decimal("90"), note="Early"), Measured(date(2023, 12, 31), Decimal("95"))],
    )
    rows = [
        row(2, value="81,25"),
        row(3, measured_for="2024", value="89.5"),
        row(4, measured_for="2023-12-31", value="95"),
        row(5, measured_for="2025", value="٧٧", broken_down_by="Sex ", group="Women", source="Survey"),
        row(6, value=""),
    ]  # fmt: skip
    done = import_values(by=people.health, rows=rows)
    assert done == [
        RowOutcome(2, "Maternal mortality · 31 Dec 2025", True, [("Value", "", "81.25"), ("Source", "", "Registers")]),
        RowOutcome(3, "Maternal mortality · 31 Dec 2024", False, [("Value", "90", "89.5")]),
        RowOutcome(4, "Maternal mortality · 31 Dec 2023", False),
        RowOutcome(5, "Maternal mortality · 31 Dec 2025 · Sex: Women", True, [("Value", "", "77"), ("Source", "", "Survey")]),
        RowOutcome(6, "Maternal mortality"),
    ]
    found = IndicatorValue.objects.order_by("on", "dimension").values_list("on__year", "category", "value", "note", "entered_by__email")
    assert [(*one[:4],) for one in found] == [
        (2023, "", Decimal("95"), ""), (2024, "", Decimal("89.5"), "Early"), (2025, "", Decimal("81.25"), ""), (2025, "Women", Decimal("77"), ""),
    ]  # fmt: skip
    assert [one.does_nothing for one in import_values(by=people.health, rows=rows)] == [True] * 5


def test_a_look_first_writes_nothing_and_holds_what_was_seen(people, deaths):
    seen = preview_values(by=people.health, rows=[row()])
    assert seen[0].is_new
    assert not IndicatorValue.objects.exists()
    enter_values(by=people.secretariat, indicator=deaths, values=[Measured(date(2025, 12, 31), Decimal("80"))])
    with pytest.raises(OtherOutcome, match="have changed since you read the file"):
        import_values(by=people.health, rows=[row()], expected=seen)
    assert deaths.values.get().value == Decimal("80")


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"indicator": "Nothing"}, "Indicator", NO_INDICATOR),
        ({"measured_for": ""}, "Measured for", "Write the day, such as 2025-12-31; of a year alone its last day is taken."),
        ({"measured_for": "04/05/2025"}, "Measured for", "“04/05/2025” can mean more than one day. No date was taken. Write it as 2025-04-05."),
        ({"measured_for": "2026-02-30"}, "Measured for", "“2026-02-30” is a day that does not exist. No date was taken."),
        ({"value": "81.5 %"}, "Value", "“81.5 %” is no number. Write digits only, without the unit or a percent sign."),
        ({"value": "1,234"}, "Value", "“1,234” can mean two numbers. Write it without a mark between thousands, and with a point."),
        ({"value": "=1+1"}, "Value", "“=1+1” is no number. Write digits only, without the unit or a percent sign."),
        ({"value": "1E30"}, "Value", "“1E30” is no number. Write digits only, without the unit or a percent sign."),
        ({"group": "Women"}, "Broken down by", "Fill in both “Broken down by” and “Group”, such as Sex and Women, or neither for the whole."),
        ({"source": "x" * 251}, "Source", "This has at most 250 characters."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_other_rows_are_taken(people, deaths, cells, column, sentence):
    wrong, _right = import_values(by=people.health, rows=[row(2, **cells), row(3, measured_for="2024")])
    assert wrong.errors == [(column, sentence)]
    assert [value.on for value in deaths.values.all()] == [date(2024, 12, 31)]


def test_days_to_come_and_the_same_value_twice(people, deaths):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    done = import_values(by=people.health, rows=[row(2, measured_for=tomorrow), row(3), row(4, value="99")])
    assert [one.errors for one in done] == [
        [("Measured for", "That day is still to come. Give today or an earlier day.")],
        [],
        [("Measured for", "Row 3 has a value of the same day and group already.")],
    ]
    assert deaths.values.get().value == Decimal("81.5")


def test_each_provider_fills_its_own_and_the_secretariat_all(people, deaths):
    other = import_values(by=people.justice, rows=[row()])
    assert other[0].errors[0][0] == "Indicator"
    assert not IndicatorValue.objects.exists()
    assert import_values(by=people.secretariat, rows=[row()])[0].is_new
    for who in (people.nhri, people.cso, people.admin):
        with pytest.raises(PermissionDenied):
            import_values(by=who, rows=[row()])
        with pytest.raises(PermissionDenied):
            preview_values(by=who, rows=[row()])


def test_what_is_there_already_takes_few_queries(people, deaths, django_assert_max_num_queries):
    rows = [row(n + 2, measured_for=(date(2020, 1, 1) + timedelta(days=n)).isoformat(), value=str(n)) for n in range(60)]
    import_values(by=people.health, rows=rows)
    with django_assert_max_num_queries(20):
        done = import_values(by=people.health, rows=rows)
    assert all(one.does_nothing for one in done)
