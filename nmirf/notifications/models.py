import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """One mail of the outbox. The row is the truth about it; a task hands it to SMTP."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        HELD = "held", _("Kept here, no mail server is set")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FLAGGED = "flagged", _("May have been sent; look into it")
        FAILED = "failed", _("Given up")

    class Kind(models.TextChoices):
        ACCOUNT = "account", _("Account")
        REMINDER = "reminder", _("Reminder")
        REVIEW = "review", _("Review")
        COMMENT = "comment", _("Comment")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="messages")
    address = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    reason = models.CharField(_("why"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [models.Index(fields=["state", "next_attempt_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False) | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="message_sent_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Reminder(models.Model):
    """That a person was reminded of a thing due on a day, by a rule: each such fact at most once."""

    rule = models.CharField(_("rule"), max_length=40)  # e.g. "due in 14 days", as a code
    thing = models.CharField(_("thing"), max_length=80)  # e.g. "assignment:<uuid>"
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders")
    due_on = models.DateField(_("due"))
    message = models.ForeignKey(Message, models.PROTECT, related_name="reminders")

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [models.UniqueConstraint(fields=["rule", "thing", "user", "due_on"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.thing} {self.rule}"
