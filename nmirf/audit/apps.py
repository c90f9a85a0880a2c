from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from nmirf.audit import words


class AuditConfig(AppConfig):
    name = "nmirf.audit"
    verbose_name = _("history")

    def ready(self) -> None:
        words.register(  # of accounts, which lie below
            {
                "accounts.change_profile": _("Changed their own profile"),
                "accounts.make_token": _("Made a token for programs"),
                "accounts.revoke_token": _("Revoked a token for programs"),
            }
        )
