from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    name = "consultations"
    verbose_name = _("consultations")

    def ready(self) -> None:
        from consultations import notifications, panels, queries
        from nmirf.audit import words
        from nmirf.common.panels import register
        from nmirf.notifications import due
        from recommendations.enums import Voice
        from recommendations.queries import voices

        register("recommendation", 40, panels.on_recommendation)
        register("home", 20, panels.on_home)
        voices.register(Voice.INDEPENDENT, 10, queries.independent_comments)
        nobody_above = due.Timing(leads=(7, 2), late_every=0, deputies_after=None, heads_after=None, secretariat_after=None)
        due.register("consultation", notifications.due_consultations, _("Consultation that closes"), nobody_above)
        words.register(
            {
                "consultations.create_consultation": _("Prepared a consultation"),
                "consultations.change_consultation": _("Changed a consultation"),
                "consultations.publish_consultation": _("Published a consultation"),
                "consultations.close_consultation": _("Closed a consultation"),
                "consultations.contribute": _("Sent a comment or contribution"),
                "consultations.change_contribution": _("Changed a comment or contribution"),
                "consultations.reply": _("Replied to a comment or contribution"),
            }
        )
