import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.management.base import BaseCommand
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from recommendations.enums import BatchState
from recommendations.importing import problems
from recommendations.importing.detect import FORMATS
from recommendations.importing.resolving import ALL
from recommendations.models import ImportBatch
from recommendations.operations.imports import import_at_once, read_import, receive_file
from recommendations.queries.imports import problems_of

REFUSED = 2  # exit code


class NothingKept(Exception):
    """Rolls everything back, with what was found out."""


class Command(BaseCommand):
    help = "Brings recommendations in from a file: UHRI xlsx or json, UPR Info csv or xls, OHCHR's Word lists, or any table with known headers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", default="auto", choices=["auto", *FORMATS], help="default: told by the contents")
        parser.add_argument("--country", default=settings.NMIRF_STATE, help="whose rows are taken: ISO 3166-1 alpha-3, or all (others as reference)")
        parser.add_argument(
            "--missing", action="store_true", help="mark what the file's documents no longer hold; wrong for a file that is an extract"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen; write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, file: Path, format: str, country: str, missing: bool, dry_run: bool, json: bool, **options: Any) -> None:
        try:
            report = self.run(file, format, ALL if country.lower() == ALL else country.upper(), missing=missing, keep=not dry_run)
        except (Refused, OSError) as reason:
            self.stderr.write(" ".join(str(reason).split()))
            raise SystemExit(REFUSED) from reason
        self.print_json(report) if json else self.print_words(report, dry_run)

    def run(self, path: Path, format: str, country: str, *, missing: bool, keep: bool) -> dict[str, Any]:
        """Read and import in one transaction. Raises Refused where the file is refused; then, and without `keep`, nothing stays."""
        batch = None
        try:
            with transaction.atomic(), path.open("rb") as stream:
                by = User.objects.system()
                batch = receive_file(by=by, file=File(stream), file_name=path.name, format=format, country=country)
                batch = import_at_once(by=by, batch=batch, marks_missing=missing) if keep else read_import(by=by, batch=batch)
                if batch.state == BatchState.REFUSED:
                    raise Refused(batch.refusal)
                if batch.state == BatchState.MAPPING:
                    words = _(
                        "%(why)s Upload the file once on the page %(page)s and say what its columns mean; from then on such files are read here too."
                    )
                    raise Refused(words % {"why": batch.refusal, "page": settings.NMIRF_URL + reverse("import_new")})
                report = _report(batch)
                if not keep:
                    raise NothingKept
        except NothingKept:
            pass
        finally:
            if batch is not None and not ImportBatch.objects.filter(public_id=batch.public_id).exists():
                batch.file.storage.delete(str(batch.file))
        return report

    def print_json(self, report: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(report, ensure_ascii=False))

    def print_words(self, report: dict[str, Any], dry_run: bool) -> None:
        counts = {name: report[name] for name in ("rows", "created", "updated", "unchanged", "rejected", "elsewhere")}
        self.stdout.write(f"{report['format']}: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
        for error in report["errors"]:
            self.stdout.write(_("row %(row)s %(column)s: %(message)s") % error)
        if dry_run:
            self.stdout.write(_("Nothing was written."))


def _report(batch: ImportBatch) -> dict[str, Any]:
    found = problems_of(batch)
    errors = [{"row": row, "column": p["column"], "message": problems.message(p["code"], p["params"])} for row, p in found]
    return {
        "format": batch.format,
        "rows": batch.rows,
        "created": batch.created,
        "updated": batch.updated,
        "unchanged": batch.unchanged,
        "rejected": batch.rejected,
        "elsewhere": batch.elsewhere,
        "errors": errors,
    }
