from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from recommendations.models import IndicatorValue
from tests.factories import IndicatorFactory, IndicatorValueFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/indicators/values/import/"


def upload(client, content, name="values.xlsx"):
    if isinstance(content, Workbook):
        file = BytesIO()
        content.save(file)
        content = file.getvalue()
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})


def test_taken_along_filled_in_and_brought_back(people, sign_in):
    mine = IndicatorFactory(title="=Deaths", provider=people.ministry_of_health, unit="deaths", source="Registers")
    IndicatorValueFactory(indicator=mine, on=date(2024, 12, 31), value=9, dimension="Sex", category="Women")
    IndicatorFactory(title="Of others")
    client = sign_in(people.health)
    book = load_workbook(BytesIO(b"".join(client.get(reverse("values_file")).streaming_content)))
    page = book.active
    assert list(page.iter_rows(values_only=True, max_row=3)) == [
        ("Indicator", "NMIRF: Unit", "Measured for", "Value", "Broken down by", "Group", "Source", "Note"),
        ("=Deaths", "deaths", None, None, None, None, "Registers", None),
        ("=Deaths", "deaths", None, None, "Sex", "Women", "Registers", None),
    ]
    assert page["A2"].data_type == "s"
    assert "Of others" not in {cell.value for cell in page["A"]}

    page["A2"].data_type = "s"
    page["A3"].data_type = "s"
    page["C2"], page["D2"] = datetime(2025, 12, 31), 81.5
    seen = upload(client, book)
    assert seen.context["counts"] == [("New", 1), ("Changed", 0), ("With an error", 0), ("Left as they are", 1)]
    assert "Enter 1 value" in seen.content.decode()
    assert IndicatorValue.objects.count() == 1
    done = client.post(ADDRESS, {"read": seen.context["read"]}, follow=True)
    assert "1 value was entered or corrected." in done.content.decode()
    assert mine.values.get(dimension="").value == Decimal("81.5")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"a,b\n1,2\n", "values.csv", "has no row with the headers Indicator, Measured for, Value."),
        (b"Indicator,Measured for,Value\n", "values.csv", "no rows"),
        (b"%PDF-1.4", "values.xlsx", "PDF"),
        (b"PK\x03\x04 broken", "values.xlsx", "damaged"),
    ],
)
def test_a_file_that_is_no_table_of_values_says_why(people, sign_in, content, name, said):
    answer = upload(sign_in(people.health), content, name)
    assert answer.status_code == 200
    assert said in str(answer.context["form"].errors["file"])


def test_what_was_read_is_not_believed_when_somebody_changed_it(people, sign_in):
    answer = sign_in(people.health).post(ADDRESS, {"read": "W10:forged"}, follow=True)
    assert "got lost on its way" in answer.content.decode()
