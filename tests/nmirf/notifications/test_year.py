"""A year of 40 institutions and 300 recommendations, with workers killed at random: who was told of what on which day.

What should have been told is worked out here from the rules as people read them, with nothing of the planner's.
"""

import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_string, policy
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils import timezone

from ministries.models import Holding, Institution, Post
from nmirf.accounts.models import Role, User
from nmirf.notifications.models import Holiday, Message, Preference, Reminder, Snooze
from recommendations.models import Action, Assignment, Indicator, Recommendation
from reporting.models import Obligation
from tests.bench.databases import environment
from tests.factories import DocumentFactory, InstitutionFactory, ObligationFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
NEW_YEAR, DAY = date(2027, 1, 1), timedelta(days=1)
HOLIDAYS = [date(2027, *day) for day in [(1, 1), (3, 1), (3, 2), (3, 29), (5, 3), (5, 13), (7, 14), (8, 16), (11, 1), (12, 24), (12, 27)]]
HANDOVER = date(2027, 7, 1)
STEPS = ["planning", "planned", "claimed", "text", "accepted", "ended"]
# Days before; every … days late, until; deputies, heads, secretariat when so many days late. As the page of rules has them.
RULES = {
    "assignment": ((14, 3, 0), 7, 91, 3, 14, 30),
    "answer": ((7, 2, 0), 7, 28, 3, 7, 14),
    "action": ((30, 7), 7, 91, 3, 14, 30),
    "indicator": ((14, 0), 7, 91, 3, 14, 30),
    "obligation": ((90, 30, 14, 3, 0), 7, 91, 3, 14, 30),
}


@dataclass
class Thing:
    kind: str
    row: object
    institution: int | None  # None: the secretariat's own
    due_on: date
    answered_on: date | None  # from that morning on nobody is told

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.row.public_id}"


@dataclass
class Country:
    things: list[Thing] = field(default_factory=list)
    seats: dict[int, dict[str, list[tuple[User, date, date]]]] = field(default_factory=dict)  # institution -> seat -> who, from, until
    secretariat: list[User] = field(default_factory=list)
    weekly: dict[int, int] = field(default_factory=dict)  # person -> day of the week
    snoozed: dict[tuple[int, str], date] = field(default_factory=dict)

    def chain(self, thing: Thing, day: date) -> list[list[User]]:
        if thing.institution is None:
            return [self.secretariat]
        seats = self.seats[thing.institution]
        return [[u for u, first, last in seats[s] if first <= day <= last] for s in ("holder", "deputy", "head")] + [self.secretariat]


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def moved(day: date, step: timedelta) -> date:
    while not works(day):
        day += step
    return day


def year() -> list[date]:
    return [NEW_YEAR + n * DAY for n in range(365)]


def steps_of(kind: str, level: int) -> list[tuple[int, str]]:
    leads, every, until, *above = RULES[kind]
    late = [(n, f"late_{n}") for n in range(every, until + 1, every)]
    if level == 0:
        return [(-n, f"lead_{n}") for n in leads] + late
    begins = above[level - 1]
    own = [(begins, ["deputies", "heads", "secretariat"][level - 1])]
    return own + [step for step in late if step[0] > begins] if level == 1 else own


def should_be_told(country: Country) -> set[tuple[date, str, str, str, date]]:
    """(day, person, thing, step, due day), worked out day by day."""
    found, told = set(), set()
    for day in filter(works, year()):
        for thing in country.things:
            if thing.answered_on and thing.answered_on <= day:
                continue
            last = max(RULES[thing.kind][2] // RULES[thing.kind][1] * RULES[thing.kind][1], *RULES[thing.kind][3:])
            if day > thing.due_on + (last + 30) * DAY:
                continue
            nearest, seen = None, set()
            for level, people in enumerate(country.chain(thing, day)):
                if people and nearest is None:
                    nearest = level
                for person in people:
                    if person.pk in seen:
                        continue
                    seen.add(person.pk)
                    reached = [
                        code
                        for days, code in steps_of(thing.kind, 0 if level == nearest else level)
                        if moved(thing.due_on + days * DAY, -DAY if days <= 0 else DAY) <= day
                    ]
                    if not reached or (fact := (reached[-1], thing.name, person.pk)) in told:
                        continue
                    if country.snoozed.get((person.pk, thing.name), day) > day:
                        continue
                    wish = country.weekly.get(person.pk)
                    own = wish is None or any(moved(day - n * DAY, DAY) == day for n in range(7) if (day - n * DAY).isoweekday() == wish)
                    if own or day == first_working_day():
                        told.add(fact)
                        found.add((day, person.email, thing.name, reached[-1], thing.due_on))
    return found


def first_working_day() -> date:
    """Nothing ran before it, so whoever reads once a week is told on it too."""
    return next(filter(works, year()))


@pytest.fixture
def dice() -> random.Random:
    seed = int(os.environ.get("YEAR_SEED", "2027"))
    return random.Random(seed)


@pytest.fixture
def country(dice, settings) -> Country:
    settings.NMIRF_URL = "https://nmirf.example"
    found = Country(secretariat=[UserFactory(role=Role.SECRETARIAT) for _ in range(2)])
    Holiday.objects.bulk_create(Holiday(on=day, name="Holiday") for day in HOLIDAYS)
    institutions = InstitutionFactory.create_batch(40)
    for number, institution in enumerate(institutions):
        found.seats[institution.pk] = _seats(institution, number)
    _assignments(found, dice, institutions)
    _others(found, dice, institutions)
    people = [user for seats in found.seats.values() for seat in seats.values() for user, _first, _last in seat]
    found.weekly = {user.pk: 1 + n % 5 for n, user in enumerate(people) if n % 9 == 0}
    Preference.objects.bulk_create(Preference(user_id=pk, rhythm="weekly", weekday=day) for pk, day in found.weekly.items())
    for thing in dice.sample([t for t in found.things if t.institution and found.seats[t.institution]["holder"]], 20):
        holder, _first, _last = found.seats[thing.institution]["holder"][0]
        until = thing.due_on + 10 * DAY
        found.snoozed[holder.pk, thing.name] = until
        Snooze.objects.create(user=holder, thing=thing.name, title="A thing", address="/", until=until, reason="The law is in parliament")
    return found


def _seats(institution: Institution, number: int) -> dict[str, list[tuple[User, date, date]]]:
    """Of three institutions one has everybody; some have no holder, one has nobody at all; eight change their holder in July."""
    seats: dict[str, list[tuple[User, date, date]]] = {"holder": [], "deputy": [], "head": []}
    point = Post.objects.create(institution=institution, title="Focal point")
    chief = Post.objects.create(institution=institution, title="Head", is_head=True)

    def sit(seat: str, first: date = date(2020, 1, 1), last: date = date(2099, 1, 1)) -> None:
        user = UserFactory()
        Holding.objects.create(post=chief if seat == "head" else point, user=user, is_deputy=seat == "deputy", starts_on=first, ends_on=last)
        seats[seat].append((user, first, last))

    if number == 0:
        return seats
    if number in (1, 2):
        sit("deputy")
    elif number % 5 == 0:
        sit("holder", last=HANDOVER - DAY)
        sit("holder", first=HANDOVER)
    else:
        sit("holder")
    if number % 3 == 0:
        sit("deputy")
    if number % 2 == 0 or number == 1:
        sit("head")
    return seats


def _assignments(found: Country, dice: random.Random, institutions: list[Institution]) -> None:
    document, by = DocumentFactory(), found.secretariat[0]
    rows = Recommendation.objects.bulk_create(
        Recommendation(document=document, paragraph=str(n), paragraph_key=f"{n:06}", text=f"Take measure {n}.", text_key=f"{n:032}")
        for n in range(300)
    )
    now = timezone.now()
    for n, row in enumerate(rows):
        waits = n % 5 == 0
        response = {} if waits else {"response": "accepted", "responded_at": now, "responded_by": by}
        due_on = NEW_YEAR + dice.randrange(-30, 380) * DAY
        institution = institutions[n % 40]
        given = Assignment.objects.create(recommendation=row, institution=institution, assigned_by=by, due_on=due_on, **response)
        answered = None if n % 4 == 0 else due_on + dice.randrange(-20, 60) * DAY
        found.things.append(Thing("assignment", given, institution.pk, due_on, answered))
        if waits:
            on = NEW_YEAR + dice.randrange(0, 300) * DAY
            Assignment.objects.filter(pk=given.pk).update(assigned_at=datetime(on.year, on.month, on.day, 12, tzinfo=UTC))
            said = None if n % 3 == 0 else on + dice.randrange(1, 40) * DAY
            ends = min((day for day in (said, answered) if day), default=None)
            found.things.append(Thing("answer", given, institution.pk, on + 14 * DAY, ends))


def _others(found: Country, dice: random.Random, institutions: list[Institution]) -> None:
    by = found.secretariat[0]
    for n in range(50):
        due_on, institution = NEW_YEAR + dice.randrange(20, 380) * DAY, institutions[(n * 7) % 40]
        answered = None if n % 4 == 0 else due_on + dice.randrange(-20, 60) * DAY
        if n % 5 < 3:
            row: object = Action.objects.create(
                title=f"Bill {n}", need="law", is_draft=False, institution=institution, starts_on=date(2020, 1, 1), ends_on=due_on, created_by=by
            )
            found.things.append(Thing("action", row, institution.pk, due_on, answered))
        elif n % 5 == 3:
            row = Indicator.objects.create(title=f"Rate {n}", kind="outcome", unit="%", provider=institution, next_value_on=due_on, created_by=by)
            found.things.append(Thing("indicator", row, institution.pk, due_on, answered))
        else:
            row = ObligationFactory(due_on=due_on, created_by=by)
            found.things.append(Thing("obligation", row, None, due_on, answered))


def answer(thing: Thing, day: date, by: User) -> None:
    now = timezone.now()
    match thing.kind:
        case "assignment":
            Assignment.objects.filter(pk=thing.row.pk).update(answered_at=now)
        case "answer":
            Assignment.objects.filter(pk=thing.row.pk, response="waiting").update(response="accepted", responded_at=now, responded_by=by)
        case "action":
            Action.objects.filter(pk=thing.row.pk).update(status="done", ended_on=day)
        case "indicator":
            Indicator.objects.filter(pk=thing.row.pk).update(next_value_on=None)
        case "obligation":
            Obligation.objects.filter(pk=thing.row.pk).update(done_on=day)


def send(day: date) -> None:
    call_command("send_reminders", "--at", f"{day}T08:00Z", stdout=StringIO())


def send_and_die(day: date, step: str, number: int, mail_server: str) -> None:
    command = [sys.executable, str(Path(__file__).with_name("dying_reminder.py")), f"{day}T08:00Z", step, str(number)]
    own = environment() | {"EMAIL_URL": mail_server, "DJANGO_SETTINGS_MODULE": "nmirf.settings", "PYTHONPATH": str(django_settings.BASE_DIR)}
    own["NMIRF_URL"] = django_settings.NMIRF_URL
    ended = subprocess.run(command, env=own, cwd=django_settings.BASE_DIR, capture_output=True, timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-2000:]


def test_a_year(country, dice, sink, settings):
    expected = should_be_told(country)
    mails_of = Counter(day for day, _person in {(day, person) for day, person, *_ in expected})
    busy = [day for day in sorted(mails_of) if mails_of[day] >= 6]
    deaths = dict(zip(dice.sample(busy, len(STEPS)), STEPS, strict=True))
    for day in year():
        for thing in country.things:
            if thing.answered_on and (thing.answered_on == day or (day == NEW_YEAR and thing.answered_on < day)):
                answer(thing, day, country.secretariat[0])
        if step := deaths.get(day):
            send_and_die(day, step, dice.randrange(1, mails_of[day]), settings.EMAIL_URL)
            send(day)  # what the next worker does
            Message.objects.filter(state="sending").update(claimed_at=timezone.now() - timedelta(minutes=11))  # time goes by
        if works(day) or day.day < 8:  # some of the days without work are enough to see that they bring nothing
            send(day)

    rows = Reminder.objects.values_list("on", "user__email", "thing", "rule", "due_on")
    told = set(rows)
    assert len(rows) == len(told) == len(expected)
    assert told == expected

    flagged = Message.objects.filter(state="flagged")
    assert set(Message.objects.values_list("state", flat=True)) == {"sent", "flagged"}
    # One a kill that came while a mail was handed over: the end of one claims the next.
    assert flagged.count() == len({"claimed", "text", "accepted", "ended"})
    arrived = {}
    for to, content in sink.mails:
        mail = message_from_string(content, policy=policy.default)
        assert mail["Message-ID"] not in arrived, "it came twice"
        arrived[mail["Message-ID"]] = (to, mail.get_body(("plain",)).get_content())
    ids = {f"<{public_id}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>": pk for pk, public_id in Message.objects.values_list("pk", "public_id")}
    assert arrived.keys() <= ids.keys()
    lost = ids.keys() - arrived.keys()
    assert {ids[one] for one in lost} <= set(flagged.values_list("pk", flat=True)), "it was lost silently"

    things_of = Counter(Reminder.objects.values_list("message", flat=True))
    for one, (_to, text) in arrived.items():
        assert len(re.findall(r"https://nmirf\.example/[a-z]+/[0-9a-f-]{36}/\s", text)) == things_of[ids[one]]
    print(
        f"\n{len(country.things)} due things, {len(told)} reminders in {len(ids)} digests, {len(deaths)} workers killed, "
        f"{flagged.count()} mails flagged, {len(lost)} of them did not arrive; none twice, none lost silently."
    )
