import json
from collections import Counter
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from nmirf.accounts.models import User
from nmirf.notifications.delivery import drain
from nmirf.notifications.models import Message
from nmirf.notifications.reminders import plan_reminders


class Command(BaseCommand):
    help = "Write the reminders of a moment, as the schedule would, and hand the outbox over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", type=moment, default=None, metavar="ISO", help="the moment, e.g. 2027-03-01T08:00Z; now when left out")
        parser.add_argument("--json", action="store_true", help="print one object of figures")

    def handle(self, *args: Any, **options: Any) -> None:
        planned = plan_reminders(by=User.objects.system(), at=options["at"] or timezone.now())
        drain()
        states = Counter(Message.objects.filter(pk__in=[m.pk for m in planned]).values_list("state", flat=True))
        figures = {"planned": len(planned)} | {state: states[state] for state in ("sent", "held", "flagged")}
        line = json.dumps(figures) if options["json"] else ", ".join(f"{name}: {count}" for name, count in figures.items())
        self.stdout.write(line)


def moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is not a moment such as 2027-03-01T08:00Z") from error
    return at if at.tzinfo else timezone.make_aware(at)
