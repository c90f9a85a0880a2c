"""Global roles. What posts allow is asked of ministries.permissions."""

from typing import Any

from nmirf.accounts.models import Role


def is_administrator(user: Any) -> bool:
    return getattr(user, "role", "") == Role.ADMINISTRATOR


def is_secretariat(user: Any) -> bool:
    return getattr(user, "role", "") == Role.SECRETARIAT


def is_staff(user: Any) -> bool:
    """Administrators and the secretariat: those who run the mechanism."""
    return is_administrator(user) or is_secretariat(user)
