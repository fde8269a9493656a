"""The live workshop: the session a panel joins with a code, who holds which seat, and what happened when."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.workshop import Panelist, Pillar, VotingRound, Workshop


class LiveSession(models.Model):
    """While it is open, panelists vote on their own phones; at most one is open for a workshop.

    `code` is what people type to join, `screen_key` what a projector's computer types to show the big screen, and
    `shown` the pillar that stands there (none: all four).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("workshop")
    )
    code = models.CharField(_("code"), max_length=6)
    screen_key = models.CharField(_("key of the big screen"), max_length=12, unique=True)
    may_join = models.BooleanField(_("new seats by code"), default=True)
    shown = models.CharField(_("on the screen"), max_length=12, choices=Pillar.choices, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by"), null=True
    )
    opened_at = models.DateTimeField(_("opened"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("closed by"),
        null=True,
        blank=True,
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("live session")
        verbose_name_plural = _("live sessions")
        ordering = ["workshop", "opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop"], condition=models.Q(closed_at__isnull=True), name="session_open_once"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(closed_at__isnull=True), name="session_open_code_unique"
            ),
        ]

    def __str__(self) -> str:
        return str(self.workshop)


class SeatHold(models.Model):
    """A seat in somebody's hand: from taking it until it is given back, whatever phone it is on meanwhile.

    The phone keeps a secret and shows its holder a key; of both only hashes are stored. Coming back with the key on
    another phone replaces the secret, so that the older phone no longer has the seat.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    panelist = models.ForeignKey(Panelist, on_delete=models.CASCADE, related_name="holds", verbose_name=_("panelist"))
    secret_hash = models.CharField(_("hash of the phone's secret"), max_length=64)
    key_hash = models.CharField(_("hash of the seat's key"), max_length=64)
    wrong_keys = models.PositiveSmallIntegerField(_("wrong keys in a row"), default=0)
    taken_at = models.DateTimeField(_("taken"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("held seat")
        verbose_name_plural = _("held seats")
        ordering = ["panelist", "taken_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["panelist"], condition=models.Q(ended_at__isnull=True), name="seat_held_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.panelist)


class LiveEventKind(models.TextChoices):
    SESSION_OPENED = "session_opened", _("Session opened")
    SESSION_CLOSED = "session_closed", _("Session closed")
    SEAT_TAKEN = "seat_taken", _("Seat taken")
    SEAT_ADDED = "seat_added", _("New seat taken")
    SEAT_MOVED = "seat_moved", _("Back on another phone, with the key")
    SEAT_LEFT = "seat_left", _("Seat given back")
    SEAT_RELEASED = "seat_released", _("Seat released by the moderator")
    KEY_BLOCKED = "key_blocked", _("Key blocked after wrong tries")
    VOTES_ON_PAPER = "votes_on_paper", _("Votes entered on paper over those of a phone")


class LiveEvent(models.Model):
    """One line of the log of a workshop's sessions. Append-only; `seat` names the seat as it was called then."""

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="live_events", verbose_name=_("workshop")
    )
    kind = models.CharField(_("what"), max_length=16, choices=LiveEventKind.choices)
    seat = models.CharField(_("seat"), max_length=140, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
        null=True,
        blank=True,
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("event of a session")
        verbose_name_plural = _("events of sessions")
        ordering = ["workshop", "at", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class DiscussionNote(models.Model):
    """What was said between two rounds, as the moderator wrote it down. Append-only."""

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="discussion_notes", verbose_name=_("workshop")
    )
    pillar = models.CharField(_("pillar"), max_length=12, choices=Pillar.choices, blank=True)
    after_round = models.ForeignKey(
        VotingRound,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("after round"),
        null=True,
        blank=True,
    )
    text = models.TextField(_("text"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"), null=True
    )
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("note of the discussion")
        verbose_name_plural = _("notes of the discussion")
        ordering = ["workshop", "written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class WrongCode(models.Model):
    """A code or key that opened nothing, by the keyed hash of the address it came from; kept for minutes only."""

    address_hash = models.CharField(_("hash of the address"), max_length=64)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("wrong code")
        verbose_name_plural = _("wrong codes")
        indexes = [models.Index(fields=["address_hash", "at"], name="wrong_code_idx")]

    def __str__(self) -> str:
        return str(self.at)
