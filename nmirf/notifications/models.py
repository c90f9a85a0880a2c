import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmirf.common.tracking import tracked
from nmirf.notifications.due import Timing


class Message(models.Model):
    """One mail of the outbox. The row is the truth about it; a task hands it to SMTP."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        HELD = "held", _("Kept here, not sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FLAGGED = "flagged", _("May have been sent; look into it")
        FAILED = "failed", _("Given up")

    class Kind(models.TextChoices):
        ACCOUNT = "account", _("Account")
        REMINDER = "reminder", _("Reminder")
        REVIEW = "review", _("Review")
        COMMENT = "comment", _("Comment")
        NOTICE = "notice", _("Notice to those who run the mechanism")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="messages")
    address = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(_("text with layout"), blank=True, default="", db_default="")
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

    rule = models.CharField(_("rule"), max_length=40)  # a step of the kind's rule, as a code: "lead_14"
    thing = models.CharField(_("thing"), max_length=80)  # e.g. "assignment:<uuid>"
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders")
    due_on = models.DateField(_("due"))
    message = models.ForeignKey(Message, models.PROTECT, related_name="reminders")
    on = models.DateField(_("day"), default=timezone.localdate, db_default=Now())  # whose digest it was in
    closed_at = models.DateTimeField(_("no longer open"), null=True, blank=True)  # the thing was answered, given away or moved

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = [
            models.Index(fields=["user"], condition=Q(closed_at=None), name="reminder_open"),
            models.Index(fields=["user", "on"], name="reminder_user_day"),
        ]
        constraints = [models.UniqueConstraint(fields=["rule", "thing", "user", "due_on"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.thing} {self.rule}"


@tracked
class ReminderRule(models.Model):
    """When people are told of one kind of due thing, where an administrator has changed what the kind came with; see due.Timing."""

    kind = models.CharField(_("kind"), max_length=40, unique=True)
    is_active = models.BooleanField(_("remind"), default=True)
    leads = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("days before"))
    late_every = models.PositiveSmallIntegerField(_("then every … days"))
    late_until = models.PositiveSmallIntegerField(_("until … days late"))
    deputies_after = models.PositiveSmallIntegerField(_("deputies, when … days late"), null=True, blank=True)
    heads_after = models.PositiveSmallIntegerField(_("heads of the unit, when … days late"), null=True, blank=True)
    secretariat_after = models.PositiveSmallIntegerField(_("the secretariat, when … days late"), null=True, blank=True)

    class Meta:
        verbose_name = _("rule of reminders")
        verbose_name_plural = _("rules of reminders")

    def __str__(self) -> str:
        return self.kind

    @property
    def timing(self) -> Timing:
        names = ("late_every", "late_until", "deputies_after", "heads_after", "secretariat_after", "is_active")
        return Timing(leads=tuple(self.leads), **{name: getattr(self, name) for name in names})


@tracked
class Holiday(models.Model):
    """A national holiday: nobody is reminded on it."""

    on = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")

    def __str__(self) -> str:
        return self.name


class PlanningDay(models.Model):
    """A working day on which reminders were written: what a day without it would have brought is made up for."""

    on = models.DateField(unique=True)

    class Meta:
        verbose_name = _("day of planning")
        verbose_name_plural = _("days of planning")

    def __str__(self) -> str:
        return str(self.on)


@tracked
class Preference(models.Model):
    """How a person wants mails. Who has none gets a digest on each day that has something new, and every other mail."""

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("On each working day that has something new")
        WEEKLY = "weekly", _("Once a week")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preference")
    rhythm = models.CharField(_("reminders"), max_length=10, choices=Rhythm.choices, default=Rhythm.DAILY)
    weekday = models.PositiveSmallIntegerField(_("on"), default=1)  # ISO: 1 is Monday
    is_plain = models.BooleanField(_("plain text only, without layout"), default=False)
    wants_reviews = models.BooleanField(_("mails about reviews of updates"), default=True)
    wants_comments = models.BooleanField(_("mails about comments and replies"), default=True)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(condition=Q(rhythm__in=["daily", "weekly"]), name="preference_rhythm_known"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="preference_weekday_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.rhythm}"

    def wants(self, kind: str) -> bool:
        """Reminders of own duties and mails about the account can't be switched off."""
        return {Message.Kind.REVIEW: self.wants_reviews, Message.Kind.COMMENT: self.wants_comments}.get(Message.Kind(kind), True)


@tracked
class Snooze(models.Model):
    """That a person put a thing off: no reminder of it until a day, for a reason that the secretariat can read."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="snoozes")
    thing = models.CharField(_("thing"), max_length=80)
    title = models.CharField(_("what"), max_length=300)  # as it was called when it was put off
    address = models.CharField(max_length=300)
    until = models.DateField(_("until"))  # the first day on which reminders come again
    reason = models.TextField(_("reason"))
    created_at = models.DateTimeField(_("put off"), auto_now_add=True)

    class Meta:
        verbose_name = _("thing put off")
        verbose_name_plural = _("things put off")
        constraints = [
            models.UniqueConstraint(fields=["user", "thing"], name="snooze_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="snooze_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.thing} {self.until}"


@tracked
class Feed(models.Model):
    """That a person's calendar can be read at a secret address. Only its hash is kept, so nobody can read it here."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feed")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return f"{self.user_id}"


@tracked
class Bounce(models.Model):
    """An address that a mail server refused for good: it gets no more mail until an administrator clears it, or it changes."""

    address = models.EmailField(_("address"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), null=True, blank=True, related_name="+")
    said = models.TextField(_("what the mail server said"))
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("address that refuses mail")
        verbose_name_plural = _("addresses that refuse mail")
        constraints = [models.UniqueConstraint(Lower("address"), name="bounce_once_an_address")]

    def __str__(self) -> str:
        return self.address
