from knox.models import AuthToken

from nmirf.accounts.models import User
from nmirf.common.operations import operation


@operation
def change_profile(*, by: User, name: str, language: str) -> User:
    by.name, by.language = name, language
    by.save(update_fields=["name", "language"])
    return by


@operation
def make_token(*, by: User) -> str:
    """A token for the API in the person's name. Returned once; only its hash is kept."""
    return AuthToken.objects.create(by)[1]


@operation
def revoke_token(*, by: User, digest: str) -> None:
    AuthToken.objects.filter(user=by, digest=digest).delete()
