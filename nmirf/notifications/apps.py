from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from nmirf.audit import words


class NotificationsConfig(AppConfig):
    name = "nmirf.notifications"
    verbose_name = _("notifications")

    def ready(self) -> None:
        words.register(
            {
                "notifications.queue_message": _("Wrote a mail"),
                "reminders.plan_reminders": _("Wrote the reminders of the day"),
            }
        )
