"""The Celery application and its one schedule.

Redis is a bell, not a memory: everything that must happen is a row in PostgreSQL, and these beats look for such rows.
A lost message costs one beat.
"""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, celeryd_init

from nmirf import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nmirf.settings")

app = Celery("nmirf")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
@beat_init.connect
def servers(**_: object) -> None:
    embedded.ensure()


app.conf.beat_schedule = {
    "jobs waiting or orphaned": {"task": "nmirf.jobs.tasks.pick_up_jobs", "schedule": 30.0},
    "outbox": {"task": "nmirf.notifications.tasks.drain_outbox", "schedule": 10.0},
    "words of the register": {"task": "recommendations.tasks.refresh_words", "schedule": 60.0},
    "suggestions": {"task": "recommendations.tasks.keep_suggestions_fresh", "schedule": crontab(minute="20")},
    "published export": {"task": "recommendations.tasks.fetch_published", "schedule": crontab(minute="40", hour="2")},
    "answered things": {"task": "nmirf.notifications.tasks.close_answered", "schedule": 120.0},
    "reminders": {"task": "nmirf.notifications.tasks.send_reminders", "schedule": crontab(minute="5", hour="6-18")},
}
