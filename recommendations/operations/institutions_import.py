"""Institutions and posts from a spreadsheet: new ones, and changed ones by their address. Nothing is ever deleted.

It stands here, not in ministries, because files are read by this app's importing.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ministries.enums import InstitutionKind
from ministries.models import Institution, Post
from ministries.operations.institutions import add_institution, change_institution
from ministries.operations.posts import add_post, change_post
from ministries.permissions import can_manage_institutions
from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.operations import operation
from recommendations.importing.cells import fold_space
from recommendations.importing.table_rows import TableRow
from recommendations.operations.row_outcomes import OtherOutcome, RowOutcome, taken_back

YES, NO = "yes", "no"
LONGEST = {"Name": 250, "Short name": 60, "Territory": 200, "Post": 200}  # characters


@operation
def preview_institutions(*, by: User, rows: Sequence[TableRow]) -> list[RowOutcome]:
    """What bringing the rows in would do: they are, and it is taken back."""
    require(can_manage_institutions(by))
    return taken_back(lambda: import_institutions(by=by, rows=rows))


@operation
def import_institutions(*, by: User, rows: Sequence[TableRow], expected: list[RowOutcome] | None = None) -> list[RowOutcome]:
    """Each row by its address, or by its name where it has none; cells that are empty change nothing.

    Institutions and posts that the file leaves out stay. With `expected`, what the person saw, it is refused where something else
    would come of it by now.
    """
    require(can_manage_institutions(by))
    importer = _Importer(by)
    outcomes = [importer.take(row) for row in rows]
    if expected is not None and outcomes != expected:
        raise OtherOutcome(_("The institutions have changed since you read the file. Read it again and look at what it does now."))
    return outcomes


class _Importer:
    def __init__(self, by: User) -> None:
        self.by = by
        found = list(Institution.objects.select_for_update().order_by("pk"))
        self.by_address = {one.slug: one for one in found}
        self.by_name = {one.name.casefold(): one for one in found}
        self.posts = {(post.institution_id, post.title.casefold()): post for post in Post.objects.all()}

    def take(self, row: TableRow) -> RowOutcome:
        told = {column: fold_space(cell) for column, cell in row.items()}
        outcome = RowOutcome(int(row["row"]), told.get("Name", "") or told.get("Address", ""))
        outcome.errors += _errors(told)
        if outcome.errors:
            return outcome
        address = told.get("Address", "")
        institution = self.by_address.get(address) if address else self.by_name.get(told.get("Name", "").casefold())
        if institution is None and address:
            words = _("There is no institution with the address “%(address)s”. Leave it empty to add a new one.")
            outcome.errors.append(("Address", words % {"address": address}))
            return outcome
        institution = self._change(institution, told, row, outcome) if institution else self._add(told, row, outcome)
        if institution and told.get("Post"):
            self._post(institution, told, outcome)
        return outcome

    def _add(self, told: TableRow, row: TableRow, outcome: RowOutcome) -> Institution | None:
        for column in ("Name", "Kind"):
            if not told.get(column):
                outcome.errors.append((column, _("A new institution needs it.")))
        if outcome.errors:
            return None
        short_name, kind = told.get("Short name") or told["Name"][:60], _kind(told["Kind"])
        mandate, territory = row.get("Mandate", ""), told.get("Territory", "")
        made = add_institution(by=self.by, name=told["Name"], short_name=short_name, kind=kind, mandate=mandate, territory=territory)
        outcome.is_new = True
        self.by_address[made.slug] = self.by_name[made.name.casefold()] = made
        return made

    def _change(self, one: Institution, told: TableRow, row: TableRow, outcome: RowOutcome) -> Institution | None:
        name = told.get("Name") or one.name
        if self.by_name.get(name.casefold(), one).pk != one.pk:
            outcome.errors.append(("Name", _("Another institution has this name.")))
            return None
        is_active = one.is_active if not told.get("In existence") else _is_yes(told["In existence"])
        kind = _kind(told["Kind"]) if told.get("Kind") else one.kind
        cells = [
            ("Name", one.name, name),
            ("Short name", one.short_name, told.get("Short name") or one.short_name),
            ("Kind", one.kind, kind),
            ("Territory", one.territory, told.get("Territory") or one.territory),
            ("Mandate", one.mandate, row.get("Mandate", "") or one.mandate),
            ("In existence", YES if one.is_active else NO, YES if is_active else NO),
        ]
        changes = [(column, before, after) for column, before, after in cells if before != after]
        if not changes:
            return one
        _name, short_name, _code, territory, mandate, _active = (after for _column, _before, after in cells)
        changed = change_institution(
            by=self.by, institution=one, name=name, short_name=short_name, kind=kind, mandate=mandate, is_active=is_active, territory=territory
        )
        outcome.changes += changes
        self.by_address[changed.slug] = self.by_name[name.casefold()] = changed
        return changed

    def _post(self, institution: Institution, told: TableRow, outcome: RowOutcome) -> None:
        title, key = told["Post"], (institution.pk, told["Post"].casefold())
        post = self.posts.get(key)
        is_head = post.is_head if post and not told.get("Heads the unit") else _is_yes(told.get("Heads the unit", ""))
        if post is None:
            post = outcome.attempt("Post", lambda: add_post(by=self.by, institution=institution, title=title, is_head=is_head))
            outcome.changes += [("Post", "", title)] if post else []
        elif post.is_head != is_head:
            outcome.changes.append(("Heads the unit", YES if post.is_head else NO, YES if is_head else NO))
            post = change_post(by=self.by, post=post, title=post.title, is_head=is_head)
        if post:
            self.posts[key] = post


def _errors(told: TableRow) -> list[tuple[str, str]]:
    """What is wrong with single cells."""
    too_long = [(column, limit) for column, limit in LONGEST.items() if len(told.get(column, "")) > limit]
    found = [(column, _("It has at most %(limit)d characters.") % {"limit": limit}) for column, limit in too_long]
    if told.get("Kind") and not _kind(told["Kind"]):
        words = _("“%(value)s” is no kind. Write one of: %(kinds)s.")
        found.append(("Kind", words % {"value": told["Kind"], "kinds": ", ".join(InstitutionKind.values)}))
    for column in ("In existence", "Heads the unit"):
        if told.get(column) and not _says(told[column]):
            found.append((column, _("Write yes or no.")))
    return found


def _kind(cell: str) -> str:
    """A kind by its code, or by its name in the language of the page; empty where it is none."""
    wanted = cell.casefold()
    return next((code for code, label in InstitutionKind.choices if wanted in (code, str(label).casefold())), "")


def _says(cell: str) -> str:
    words = {YES: YES, NO: NO, _("yes"): YES, _("no"): NO, "true": YES, "false": NO, "1": YES, "0": NO}
    return words.get(cell.casefold(), "")


def _is_yes(cell: str) -> bool:
    return _says(cell) == YES
