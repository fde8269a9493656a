"""What reviewers and consultants write to each other about a question, append-only, and who has read it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.interview import Interview


class Awaits(models.TextChoices):
    CONSULTANT = "consultant", _("Waits for the consultant")
    REVIEWER = "reviewer", _("Waits for the reviewer")
    NOBODY = "nobody", _("Resolved")


class Thread(models.Model):
    """What is written about one question of an interview, or about the whole of it, where `item` is empty.

    `awaits` follows from its comments: whoever did not speak last is awaited, until a reviewer resolves it.
    """

    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="threads", verbose_name=_("interview")
    )
    item = models.CharField(_("item"), max_length=40, blank=True)
    awaits = models.CharField(_("awaits"), max_length=10, choices=Awaits.choices)
    opened_at = models.DateTimeField(_("opened"))
    last_at = models.DateTimeField(_("last comment"))

    class Meta:
        verbose_name = _("thread of comments")
        verbose_name_plural = _("threads of comments")
        ordering = ["interview", "opened_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["interview", "item"], name="thread_one_per_question")]
        indexes = [models.Index(fields=["interview", "awaits"], name="thread_awaits_idx")]

    def __str__(self) -> str:
        return f"{self.interview}: {self.item}"

    @property
    def is_open(self) -> bool:
        return self.awaits != Awaits.NOBODY


class CommentKind(models.TextChoices):
    SAID = "said", _("Comment")
    RESOLVED = "resolved", _("Resolved")
    REOPENED = "reopened", _("Opened again")


class Comment(models.Model):
    """One entry of a thread. Never changed, never deleted; its id is made where it was written."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments", verbose_name=_("thread"))
    kind = models.CharField(_("kind"), max_length=8, choices=CommentKind.choices, default=CommentKind.SAID)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments", verbose_name=_("by")
    )
    as_reviewer = models.BooleanField(_("written as reviewer"))
    text = models.TextField(_("text"), blank=True)
    made_at = models.DateTimeField(_("made"))
    received_at = models.DateTimeField(_("received"))
    device = models.CharField(_("device"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["thread", "received_at", "pk"]

    def __str__(self) -> str:
        return f"{self.thread}: {self.text[:40]}"


class ThreadReading(models.Model):
    """How far a person has read a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readings", verbose_name=_("thread"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    read_at = models.DateTimeField(_("read up to"))

    class Meta:
        verbose_name = _("reading of a thread")
        verbose_name_plural = _("readings of threads")
        constraints = [models.UniqueConstraint(fields=["thread", "person"], name="thread_reading_once")]

    def __str__(self) -> str:
        return f"{self.thread}: {self.person}"
