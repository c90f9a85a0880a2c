"""Values of indicators from a spreadsheet: new ones and corrections, many indicators at once. Nothing is ever deleted."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.operations import operation
from recommendations.importing import problems
from recommendations.importing.cells import fold_space
from recommendations.importing.dates import NotADate
from recommendations.importing.table_rows import TableRow
from recommendations.importing.value_rows import NotANumber, day_of, number_of
from recommendations.models import Indicator, IndicatorValue
from recommendations.operations.indicators import Measured, enter_values
from recommendations.operations.row_outcomes import OtherOutcome, RowOutcome, taken_back
from recommendations.permissions import can_bring_values
from recommendations.queries.indicators import open_to_values

LONGEST = {"Broken down by": 80, "Group": 120, "Source": 250, "Note": 20_000}  # characters
Key = tuple[date, str, str]  # day, dimension, category


@operation
def preview_values(*, by: User, rows: Sequence[TableRow]) -> list[RowOutcome]:
    """What bringing the rows in would do: they are, and it is taken back."""
    require(can_bring_values(by))
    return taken_back(lambda: import_values(by=by, rows=rows))


@operation
def import_values(*, by: User, rows: Sequence[TableRow], expected: list[RowOutcome] | None = None) -> list[RowOutcome]:
    """Each row by indicator, day and group. A row without a value does nothing, an empty source or note leaves what is there.

    With `expected`, what the person saw, it is refused where something else would come of it by now.
    """
    require(can_bring_values(by))
    importer = _Importer(by)
    outcomes = [importer.take(row) for row in rows]
    for indicator, given in importer.given.items():
        enter_values(by=by, indicator=indicator, values=given)
    if expected is not None and outcomes != expected:
        raise OtherOutcome(_("The indicators have changed since you read the file. Read it again and look at what it does now."))
    return outcomes


class _Importer:
    def __init__(self, by: User) -> None:
        locked = open_to_values(by).order_by("pk").select_for_update(of=("self",))
        self.indicators = {one.title.casefold(): one for one in locked}
        self.there: dict[int, dict[Key, IndicatorValue]] = defaultdict(dict)
        for value in IndicatorValue.objects.filter(indicator__in=[one.pk for one in self.indicators.values()]):
            self.there[value.indicator_id][value.on, value.dimension, value.category] = value
        self.given: dict[Indicator, list[Measured]] = defaultdict(list)
        self.rows: dict[tuple[int, Key], int] = {}

    def take(self, row: TableRow) -> RowOutcome:
        title = fold_space(row.get("Indicator", ""))
        outcome = RowOutcome(int(row["row"]), title)
        if not row.get("Value", ""):
            return outcome
        indicator = self.indicators.get(title.casefold())
        if indicator is None:
            words = _("There is no indicator “%(title)s” that you may enter values of. Take its name from the downloaded workbook.")
            outcome.errors.append(("Indicator", words % {"title": title}))
            return outcome
        given = self._measured(indicator, row, outcome)
        if given and not outcome.errors:
            self._compare(indicator, given, outcome)
        return outcome

    def _measured(self, indicator: Indicator, row: TableRow, outcome: RowOutcome) -> Measured | None:
        said = {column: fold_space(row.get(column, "")) for column in LONGEST}
        for column, limit in LONGEST.items():
            if len(said[column]) > limit:
                outcome.errors.append((column, _("This has at most %(limit)d characters.") % {"limit": limit}))
        dimension, category = said["Broken down by"], said["Group"]
        if bool(dimension) != bool(category):
            empty = "Group" if dimension else "Broken down by"
            outcome.errors.append((empty, _("Fill in both “Broken down by” and “Group”, such as Sex and Women, or neither for the whole.")))
        try:
            on, value = _day(row, outcome), number_of(row["Value"])
        except NotANumber as error:
            plain = _("“%(cell)s” is no number. Write digits only, without the unit or a percent sign.")
            twofold = _("“%(cell)s” can mean two numbers. Write it without a mark between thousands, and with a point.")
            outcome.errors.append(("Value", (twofold if error.is_ambiguous else plain) % {"cell": row["Value"][:40]}))
            return None
        if on is None:
            return None
        before = self.there[indicator.pk].get((on, dimension, category))
        source = said["Source"] or (before.source if before else indicator.source)
        return Measured(on, value, dimension, category, note=said["Note"] or (before.note if before else ""), source=source)

    def _compare(self, indicator: Indicator, given: Measured, outcome: RowOutcome) -> None:
        key = (given.on, given.dimension, given.category)
        first = self.rows.setdefault((indicator.pk, key), outcome.row)
        if first != outcome.row:
            outcome.errors.append(("Measured for", _("Row %(row)d has a value of the same day and group already.") % {"row": first}))
            return
        group = f" · {given.dimension}: {given.category}" if given.dimension else ""
        outcome.label = f"{indicator.title} · {date_format(given.on)}{group}"
        before = self.there[indicator.pk].get(key)
        outcome.is_new = before is None
        for column, name in (("Value", "value"), ("Source", "source"), ("Note", "note")):
            old, new = _shown(getattr(before, name, "")), _shown(getattr(given, name))
            outcome.changes += [(column, old, new)] if old != new else []
        if outcome.changes:
            self.given[indicator].append(given)


def _day(row: TableRow, outcome: RowOutcome) -> date | None:
    """The day that was measured for; None with what is wrong as an error."""
    column, cell = "Measured for", row.get("Measured for", "")
    try:
        on = day_of(cell)
    except NotADate as error:
        outcome.errors.append((column, problems.message(error.code, {"value": cell[:40]})))
        return None
    if on is None:
        outcome.errors.append((column, _("Write the day, such as 2025-12-31; of a year alone its last day is taken.")))
    elif on > timezone.localdate():
        outcome.errors.append((column, _("That day is still to come. Give today or an earlier day.")))
        return None
    return on


def _shown(value: Any) -> str:
    """A number without noughts at its end, text as it is."""
    return value if isinstance(value, str) else f"{value.normalize():f}"
