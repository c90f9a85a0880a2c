from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    """Who reads a contribution: its author's choice, in plain words beside the button that sends it."""

    EVERYONE = "everyone", _("Everyone who signs in, and the public once it is published")
    STATE = "state", _("The ministries and the secretariat")
    SECRETARIAT = "secretariat", _("The secretariat only")


class ConsultationState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    OPEN = "open", _("Published")
    CLOSED = "closed", _("Closed")
