from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from nmirf.audit import words


class MinistriesConfig(AppConfig):
    name = "ministries"
    verbose_name = _("institutions")

    def ready(self) -> None:
        words.register(
            {
                "ministries.add_institution": _("Added an institution"),
                "ministries.change_institution": _("Changed an institution"),
                "ministries.add_post": _("Added a post"),
                "ministries.change_post": _("Changed a post"),
                "ministries.appoint": _("Gave a post to a person"),
                "ministries.end_holding": _("Ended the holding of a post"),
                "ministries.change_holding": _("Made somebody holder or deputy of a post"),
                "ministries.hand_over": _("Handed over what a post owned"),
                "ministries.invite_person": _("Invited a person"),
                "ministries.resend_invitation": _("Sent an invitation again"),
                "ministries.change_person": _("Changed an account"),
            }
        )
