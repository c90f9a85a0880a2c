import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.jobs.operations import claim_job, run_job
from nmirf.sample.loading import load_sample
from recommendations.models import Recommendation


class Command(BaseCommand):
    help = "Load the sample State into an empty database: institutions, accounts, recommendations, updates, a consultation, a report."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are recommendations already")
        parser.add_argument("--quiet", action="store_true", help="do not print the password")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Recommendation.objects.exists():
            return
        password = settings.NMIRF_SAMPLE_PASSWORD or secrets.token_urlsafe(9)
        try:
            load_sample(by=User.objects.system(), password=password)
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        while job := claim_job():  # the report's draft: built now rather than by the first worker
            run_job(job)
        if not options["quiet"]:
            self.stdout.write(f"Sample accounts sign in with the password {password}")
