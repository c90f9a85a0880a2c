from django.http import HttpRequest

from nmirf.accounts.models import User


class SignedInRequest(HttpRequest):
    """What pages for people who signed in are given: LoginRequiredMiddleware lets nobody else reach them. For types only."""

    user: User
