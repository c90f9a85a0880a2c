"""Planning reminders and handing the digests over, beside a bare loop of smtplib that hands over the same bytes."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from smtplib import SMTP

import environ
from django.conf import settings
from django.db import connection
from django.utils import timezone

from ministries.models import Holding, Institution, Post
from nmirf.accounts.models import Role, User
from nmirf.notifications.delivery import _content, drain
from nmirf.notifications.models import Message, Reminder
from nmirf.notifications.reminders import plan_reminders
from recommendations.models import Assignment, Recommendation
from tests.bench import databases
from tests.factories import DocumentFactory, UserFactory

THINGS = 10_000
SETS = 3
SENDER = "nmirf@localhost"


def measure(count: int) -> dict[str, float]:
    """reminder_planning_and_mail_vs_smtplib: 10,000 due things of as many people planned, written and handed to an SMTP sink of its own
    process, in seconds, ÷ a bare smtplib loop on one connection that hands the same bytes to the same sink; median of 3 pairs.
    """
    settings.WEEKEND = []
    ratios, ours, bare = [], [], []
    with databases.empty():
        _things()
        for _ in range(SETS):
            Reminder.objects.all().delete()
            Message.objects.all().delete()
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            with sink() as port:
                settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
                settings.EMAIL_DELIVERY = environ.Env.email_url_config(settings.EMAIL_URL)
                start = time.perf_counter()
                planned = len(plan_reminders(by=User.objects.system(), at=timezone.now()))
                planning = time.perf_counter() - start
                sent = drain()["sent"]
                ours.append(time.perf_counter() - start)
                if planned != THINGS or sent != THINGS:
                    raise RuntimeError(f"{planned} digests were written, {sent} sent.")
                print(f"  planning {planning:.1f} s, handing over {ours[-1] - planning:.1f} s", file=sys.stderr)
                mails = [(message.address, _content(message)) for message in Message.objects.order_by("pk").select_related("user")]
                bare.append(_bare(port, mails))
                ratios.append(ours[-1] / bare[-1])
    return {
        "reminder_planning_and_mail_s": round(statistics.median(ours), 2),
        "reminder_smtplib_s": round(statistics.median(bare), 2),
        "reminder_planning_and_mail_vs_smtplib": round(statistics.median(ratios), 2),
    }


def _bare(port: int, mails: list[tuple[str, bytes]]) -> float:
    start = time.perf_counter()
    with SMTP("127.0.0.1", port) as server:
        for address, content in mails:
            server.sendmail(SENDER, [address], content)
    return time.perf_counter() - start


def _things() -> None:
    """One assignment due today for each of 10,000 people, each in an institution of their own."""
    by, document, now = UserFactory(role=Role.SECRETARIAT), DocumentFactory(), timezone.now()
    people = User.objects.bulk_create(User(email=f"person{n}@bench.example", name=f"Person {n}") for n in range(THINGS))
    houses = Institution.objects.bulk_create(
        Institution(slug=f"office-{n}", name=f"Office {n}", short_name=f"Office {n}", kind="ministry") for n in range(THINGS)
    )
    posts = Post.objects.bulk_create(Post(institution=house, title="Focal point") for house in houses)
    start = timezone.localdate() - timedelta(days=300)
    Holding.objects.bulk_create(Holding(post=post, user=user, starts_on=start) for post, user in zip(posts, people, strict=True))
    rows = Recommendation.objects.bulk_create(
        Recommendation(document=document, paragraph=str(n), paragraph_key=f"{n:06}", text=f"Take measure {n}.", text_key=f"{n:032}")
        for n in range(THINGS)
    )
    said = {"assigned_by": by, "due_on": timezone.localdate(), "response": "accepted", "responded_at": now, "responded_by": by}
    Assignment.objects.bulk_create(Assignment(recommendation=row, institution=house, **said) for row, house in zip(rows, houses, strict=True))


@contextmanager
def sink() -> Iterator[int]:
    """The port of an SMTP server in a process of its own that takes everything and keeps nothing."""
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.mail_sink"], stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()
