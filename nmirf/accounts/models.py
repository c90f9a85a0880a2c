import uuid

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

SYSTEM_EMAIL = "system@invalid"


class Role(models.TextChoices):
    """What a person may do everywhere. All else comes from the posts they hold."""

    ADMINISTRATOR = "administrator", _("Administrator")
    SECRETARIAT = "secretariat", _("Secretariat")
    MEMBER = "member", _("Member of an institution")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def system(self) -> "User":
        """Who does what nobody did by hand: schedules, workers, the loading of samples."""
        return self.get_or_create(email=SYSTEM_EMAIL, defaults={"name": "System", "is_active": False, "role": Role.SECRETARIAT})[0]

    def secretariat(self) -> "models.QuerySet[User]":
        """Those of it who may sign in, always in the same order."""
        return self.filter(role=Role.SECRETARIAT, is_active=True).order_by("pk")


class User(AbstractBaseUser):  # type: ignore[django-manager-missing] # of the history's rows, which audit makes
    """A person who signs in with an e-mail address."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.MEMBER)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_case"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_system(self) -> bool:
        return self.email == SYSTEM_EMAIL
