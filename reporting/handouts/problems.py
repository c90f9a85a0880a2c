"""The words for what is wrong with a workbook that came back, in the language of the interface. Each says what to do."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from recommendations.importing import problems as of_files

# Of the workbook as a whole: nothing of it is kept.
REFUSALS = {
    "not_a_handout": _(
        "This is not a workbook that was downloaded here, or its hidden first row is gone. Download a fresh one and copy your texts into it."
    ),
    "token_broken": _(
        "The mark of the workbook was changed, so it is not clear what it belongs to. Download a fresh one and copy your texts into it."
    ),
    "of_another": _("This workbook belongs to an institution in which you hold no post. Somebody of that institution can upload it."),
    "no_columns": _("None of the columns to be filled in is left in the workbook. Download a fresh one and copy your texts into it."),
    "nothing_in_it": _("The workbook holds none of the rows that were given out. Download a fresh one and copy your texts into it."),
}
# Of one row: it is not taken.
ROWS = {
    "row_added": _("This row was not in the workbook when it was downloaded. Write on the row of the recommendation it is about."),
    "row_twice": _("The same row stands at line %(line)s already. That one is read."),
    "row_mixed": _("The row belongs to %(expected)s, but its first column says %(found)s. Cells were moved; copy the texts into their own row."),
}
# Of one cell: its row is not taken until it is mended.
CELLS = {
    "status_unknown": _("“%(value)s” is not a status that can be chosen. Choose one from the list in the cell."),
    "cell_too_long": _("The text has %(length)s characters; it may have up to %(limit)s. Shorten it."),
    "formula": _("The cell holds a formula, so it is not clear what it says. Write the text itself."),
    "link_unreadable": _("“%(value)s” is not an address of a web page. Write addresses that begin with https://, one a line."),
}
# Of the workbook, told beside the rest.
NOTES = {
    "column_missing": _("The column “%(column)s” was removed. What is saved there stays as it is."),
    "rows_missing": _("Rows were removed (%(count)s). What is saved there stays as it is."),
}
OF_CELLS = frozenset(CELLS)
OF_NOTES = frozenset(NOTES)


def message(code: str, params: Mapping[str, str]) -> str:
    """The sentence a person reads; also for a file that can't be read at all."""
    words = (REFUSALS | ROWS | CELLS | NOTES).get(code)
    return gettext(words) % params if words else of_files.message(code, params)
