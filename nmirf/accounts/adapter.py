from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


class ByInvitation(DefaultAccountAdapter):
    """Nobody makes an account for themselves; administrators invite (ministries.operations)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Links in mails start with the address of the deployment, never with what a request claims the host to be."""
        uid, _dash, secret = key.partition("-")
        return settings.NMIRF_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": secret})
