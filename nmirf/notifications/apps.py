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
                "notifications.flag_address": _("Stopped mail to an address that refuses it"),
                "notifications.clear_bounce": _("Let an address get mail again"),
                "notifications.change_rule": _("Changed a rule of reminders"),
                "notifications.reset_rule": _("Set a rule of reminders back"),
                "notifications.add_holiday": _("Added a holiday"),
                "notifications.add_holidays": _("Added the holidays of a year"),
                "notifications.remove_holiday": _("Removed a holiday"),
                "notifications.change_preferences": _("Changed how one is reminded"),
                "notifications.unsubscribe": _("Asked for fewer mails"),
                "notifications.snooze": _("Put a thing off"),
                "notifications.end_snooze": _("Took back that a thing was put off"),
                "notifications.make_feed": _("Made a calendar address"),
                "notifications.revoke_feed": _("Revoked a calendar address"),
                "reminders.plan_reminders": _("Wrote the reminders of the day"),
                "reminders.close_answered": _("Closed the reminders of what was answered"),
            }
        )
