from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from ministries.operations.people import invite_person
from nmirf.accounts.models import Role, User
from nmirf.common.errors import Refused


class Command(BaseCommand):
    help = "Invite an administrator: the first one of a new deployment, or another when all are lost. Prints the mail with the link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", help="first and last name, in quotation marks")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
            person = invite_person(by=User.objects.system(), email=options["email"], name=options["name"], role=Role.ADMINISTRATOR, language="en")
        except ValidationError as error:
            raise CommandError(f"{options['email']}: {error.messages[0]}", returncode=2) from error
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self.stdout.write(person.messages.latest("created_at").text)
