"""An interview is an append-only log of revisions, and their fold: the current answers."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Firm
from surveys.models.questionnaire import Questionnaire
from surveys.review_table import OPEN


class InterviewState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    RESUBMITTED = "resubmitted", _("Submitted again")
    CHECKED = "checked", _("Waits for headquarters")
    APPROVED = "approved", _("Approved")


class Origin(models.TextChoices):
    ENTERED = "entered", _("Entered in an interview")
    IMPORTED = "imported", _("Imported from a file")
    RECONSTRUCTED = "reconstructed", _("Reconstructed from published totals")


class InterviewManager(models.Manager["Interview"]):
    """Interviews whose firm is not in the bin: they go there and come back with it, without a mark of their own."""

    def get_queryset(self) -> models.QuerySet["Interview"]:
        binned = Firm.everything.filter(binned_at__isnull=False).order_by().values("pk")
        return super().get_queryset().exclude(firm__in=binned)


class Interview(models.Model):
    """Bears an id made where it was begun. `answers` is the fold of its revisions and can be made anew from them.

    `answers` maps an item's code to {"state", "value", "done_by", "note", "evidence", "revision"}; an item without an
    entry was never touched, which is the state "missing".
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="interviews", verbose_name=_("firm"))
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="interviews", verbose_name=_("questionnaire")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="interviews",
        verbose_name=_("consultant"),
        null=True,
        blank=True,
    )
    origin = models.CharField(_("origin"), max_length=14, choices=Origin.choices, default=Origin.ENTERED)
    is_second_scoring = models.BooleanField(_("second scoring"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=InterviewState.choices, default=InterviewState.DRAFT)
    answers = models.JSONField(_("current answers"), default=dict, blank=True)
    conflicts = models.JSONField(_("open conflicts"), default=dict, blank=True)
    revision_count = models.PositiveIntegerField(_("revisions"), default=0)
    answered_count = models.PositiveIntegerField(_("items with an answer"), default=0)
    begun_at = models.DateTimeField(_("begun"))
    changed_at = models.DateTimeField(_("last change"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    objects = InterviewManager()

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        ordering = ["firm", "begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["firm"],
                condition=models.Q(is_second_scoring=False),
                name="interview_one_first_scoring_per_firm",
            ),
        ]
        indexes = [models.Index(fields=["state"], name="interview_state_idx")]

    def __str__(self) -> str:
        return str(self.firm)

    @property
    def is_open(self) -> bool:
        """Whether the consultant may still change answers."""
        return self.state in OPEN


class Revision(models.Model):
    """One save: the answers that changed. Never changed, never deleted; its id is made on the device.

    `changes` maps an item's code to {"state", "value", "done_by", "note", "evidence", "seen"}, where `seen` is the id
    of the revision whose answer stood on the page when this one was given, or null.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="revisions", verbose_name=_("interview")
    )
    sequence = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="revisions",
        verbose_name=_("author"),
        null=True,
        blank=True,
    )
    made_at = models.DateTimeField(_("made"))
    received_at = models.DateTimeField(_("received"))
    device = models.CharField(_("device"), max_length=80, blank=True)
    changes = models.JSONField(_("changes"))

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["interview", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "sequence"], name="revision_sequence_unique"),
        ]

    is_new = False
    """Whether the row at hand was stored by the verb that returned it, and not known before. Not stored itself."""

    def __str__(self) -> str:
        return f"{self.interview} · {self.sequence}"
