from typing import Any

from django.core.management.base import BaseCommand

from nmirf.accounts.models import User
from recommendations.operations.seeding import seed_taxonomy


class Command(BaseCommand):
    help = "Adds what is missing of the current lists of themes, affected persons, SDGs and issues, with their older names. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        added = seed_taxonomy(by=User.objects.system())
        if options["verbosity"]:
            self.stdout.write(f"{added} terms added.")
