import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from recommendations.enums import TermKind
from recommendations.folding import fold_name
from recommendations.importing import problems
from recommendations.importing.reading import read
from recommendations.importing.rows import FileRefused, Row
from recommendations.themes.evaluation import Labelled, NothingToJudge, evaluate
from recommendations.themes.shipped import shipped_words

REFUSED = 2  # exit code


class Unusable(Exception):
    """A file can't be read, or there is nothing to learn from; with a sentence."""


class Command(BaseCommand):
    help = (
        "Trains suggestions on some exports and says how well they do on others. Labels are UPR Info's issues where the files to train on "
        "have any, else themes. Needs no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--train", nargs="+", type=Path, required=True, metavar="FILE")
        parser.add_argument("--test", nargs="+", type=Path, required=True, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, train: list[Path], test: list[Path], **options: Any) -> None:
        try:
            figures = run(train, test)
        except (Unusable, OSError) as reason:
            self.stderr.write(" ".join(str(reason).split()))
            raise SystemExit(REFUSED) from reason
        self.stdout.write(json.dumps(figures) if options["json"] else "\n".join(f"{name}: {value}" for name, value in figures.items()))


def run(train_files: list[Path], test_files: list[Path]) -> dict[str, float | int]:
    """The figures of themes.evaluation.evaluate. Raises Unusable with a sentence."""
    learnt, judged = ([row for path in paths for row in rows_of(path)] for paths in (train_files, test_files))
    kind = TermKind.ISSUE if any(row.issues for row in learnt) else TermKind.THEME
    words = {code: text.splitlines() for (of, code), text in shipped_words().items() if of == kind}
    try:
        train, test = ([labelled_row(row, kind) for row in rows] for rows in (learnt, judged))
        return evaluate(train, test, {code: [*words.get(code, []), code] for row in train for code in row.labels})
    except NothingToJudge as nothing:
        raise Unusable(_("There is nothing to compare: both sides need rows with issues, or both with themes.")) from nothing


def rows_of(path: Path) -> list[Row]:
    path.stat()  # says so where there is no such file
    try:
        with read(path) as reading:
            return [item for item in reading if isinstance(item, Row)]
    except FileRefused as refused:
        raise Unusable(f"{path.name}: {problems.message(refused.code, refused.params)}") from refused


def labelled_row(row: Row, kind: TermKind) -> Labelled:
    names = row.issues if kind == TermKind.ISSUE else row.themes
    return Labelled(row.text, frozenset(fold_name(name) for name in names), ";".join(row.states) or row.symbol)
