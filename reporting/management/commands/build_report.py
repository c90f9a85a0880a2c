import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from nmirf.accounts.models import User
from reporting.documents.draft import report_docx
from reporting.models import Report
from reporting.operations.reports import build_report
from reporting.queries.reports import draft


class Command(BaseCommand):
    help = "Builds a report's draft from the approved updates, without a worker, and writes it as a Word file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", nargs="?", help="The report's id, as in its address; without it the newest report.")
        parser.add_argument("--out", type=Path, metavar="FILE.docx", help="Where to write the Word file.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object instead of a sentence.")

    def handle(self, *args: Any, report: str | None, out: Path | None, **options: Any) -> None:
        built = build_report(by=User.objects.system(), report=_find(report))
        done = draft(built)
        if out:
            try:
                out.write_bytes(report_docx(done))
            except OSError as error:
                raise CommandError(f"The draft was built, but {out} can't be written: {error.strerror}.", returncode=2) from error
        figures = {
            "report": str(built.public_id),
            "recommendations": done.recommendations,
            "updates": done.updates,
            "gaps": len(done.gaps),
            "words": done.budget.words,
            "limit": done.budget.limit,
        }
        words = "{recommendations} recommendations, {updates} paragraphs from updates, {gaps} gaps, {words} of {limit} words."
        self.stdout.write(json.dumps(figures) if options["json"] else words.format(**figures))


def _find(public_id: str | None) -> Report:
    reports = Report.objects.order_by("-created_at", "-pk")
    try:
        found = reports.filter(public_id=public_id).first() if public_id else reports.first()
    except ValidationError:
        found = None  # not even the shape of an id
    if found is None:
        raise CommandError("There is no such report." if public_id else "There is no report yet.", returncode=2)
    return found
