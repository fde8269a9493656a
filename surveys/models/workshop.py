"""The pillar workshop: panel, evidence, votes, agreed phases with their history, and validation."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Binnable, Cluster

PHASES = [MinValueValidator(1), MaxValueValidator(5)]


class Pillar(models.TextChoices):
    """One list, three labels in the paper: its Table 4 says organizations, its text infrastructure (method, A.7)."""

    BASIC = "basic", _("Basic infrastructure")
    HIGHTECH = "hightech", _("High tech institutions")
    NETWORK = "network", _("Network cohesion")
    INTEGRATION = "integration", _("Integration in international markets")


class Criterion(models.TextChoices):
    DEFAULT = "default", _("IQR of at most 1, and 75 % of votes within two adjacent phases around the median")
    STRICT = "strict", _("75 % of votes at one phase")


class AgreementStatus(models.TextChoices):
    CONSENSUS = "consensus", _("Consensus")
    ADJUDICATED = "adjudicated", _("Adjudicated")
    NO_CONSENSUS = "no_consensus", _("No consensus")


class PanelistKind(models.TextChoices):
    ASSOCIATION = "association", _("Industry association")
    FIRM = "firm", _("Firm")
    MESO = "meso", _("Training, testing or research organisation")
    GOVERNMENT = "government", _("Government")
    RESEARCHER = "researcher", _("Researcher")
    OTHER = "other", _("Other")


class Verdict(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    DISPUTED = "disputed", _("Disputed")


class WorkshopManager(models.Manager["Workshop"]):
    """Workshops that are not in the bin: what every page, list and verb begins from."""

    def get_queryset(self) -> models.QuerySet["Workshop"]:
        return super().get_queryset().filter(binned_at__isnull=True)


class Workshop(Binnable):
    """`objects` leaves out what lies in the bin (docs/bin.md); only the bin itself asks `everything`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="workshops", verbose_name=_("cluster"))
    held_on = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=120)
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="workshops",
        verbose_name=_("moderator"),
        null=True,
        blank=True,
    )
    criterion = models.CharField(
        _("criterion of consensus, fixed before the first round"),
        max_length=10,
        choices=Criterion.choices,
        default=Criterion.DEFAULT,
    )
    note = models.TextField(_("note"), blank=True)
    is_reconstruction = models.BooleanField(_("reconstructed"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changes = models.PositiveIntegerField(_("changes so far"), default=0, editable=False)

    objects = WorkshopManager()
    everything = models.Manager["Workshop"]()

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["cluster", "-held_on"]

    def __str__(self) -> str:
        return f"{self.cluster}, {self.held_on}"


class Panelist(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="panelists", verbose_name=_("workshop")
    )
    seat = models.PositiveSmallIntegerField(_("seat"))
    label = models.CharField(_("name or function"), max_length=120)
    kind = models.CharField(_("comes from"), max_length=12, choices=PanelistKind.choices)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    conflict_of_interest = models.TextField(_("conflict of interest"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="seats",
        verbose_name=_("account"),
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("panelist")
        verbose_name_plural = _("panelists")
        ordering = ["workshop", "seat"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "seat"], name="panelist_seat_unique"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def called(self) -> str:
        """Seat and name, as the log of the sessions names them."""
        return f"{self.seat}. {self.label}"


class Evidence(models.Model):
    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("workshop")
    )
    pillar = models.CharField(_("pillar"), max_length=12, choices=Pillar.choices)
    citation = models.CharField(_("source"), max_length=300)
    note = models.TextField(_("what it shows"), blank=True)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["workshop", "pillar", "pk"]

    def __str__(self) -> str:
        return self.citation


class VotingRound(models.Model):
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="rounds", verbose_name=_("workshop"))
    number = models.PositiveSmallIntegerField(_("round"), validators=[MinValueValidator(1), MaxValueValidator(3)])
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("opened by"),
        null=True,
        blank=True,
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("closed by"),
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["workshop", "number"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "number"], name="round_number_unique"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Vote(models.Model):
    """A panelist's phase for a pillar in a round; an empty phase says "cannot judge".

    `in_place` holds a yes or no on lower phases, by their number as text, so that phase jumping shows; `evidence` is
    what the vote rests on. A vote from a phone bears the seat as it was held (`hold`), the id the phone made for it
    (`cast`) and its place among the phone's votes (`turn`); one entered by the moderator bears none of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(VotingRound, on_delete=models.CASCADE, related_name="votes", verbose_name=_("round"))
    panelist = models.ForeignKey(Panelist, on_delete=models.CASCADE, related_name="votes", verbose_name=_("panelist"))
    pillar = models.CharField(_("pillar"), max_length=12, choices=Pillar.choices)
    phase = models.PositiveSmallIntegerField(_("phase"), null=True, blank=True, validators=PHASES)
    confidence = models.PositiveSmallIntegerField(
        _("confidence"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    reason = models.TextField(_("reason"), blank=True)
    in_place = models.JSONField(_("lower phases fully in place"), default=dict, blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="+", verbose_name=_("evidence"), blank=True)
    hold = models.ForeignKey(
        "surveys.SeatHold",
        on_delete=models.RESTRICT,
        related_name="votes",
        verbose_name=_("held seat"),
        null=True,
        blank=True,
    )
    cast = models.UUIDField(_("id made on the phone"), null=True, blank=True)
    turn = models.PositiveIntegerField(_("turn"), default=0)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["round", "pillar", "panelist"]
        constraints = [
            models.UniqueConstraint(fields=["round", "panelist", "pillar"], name="vote_unique"),
            models.CheckConstraint(
                condition=models.Q(phase__isnull=True) | models.Q(phase__range=(1, 5)),
                name="vote_phase_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pillar}: {self.phase or '–'}"


class AgreedPhase(models.Model):
    """What the panel agreed on for a pillar. Append-only: the newest row holds, the older ones are its history."""

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="agreed_phases", verbose_name=_("workshop")
    )
    pillar = models.CharField(_("pillar"), max_length=12, choices=Pillar.choices)
    phase = models.PositiveSmallIntegerField(_("agreed phase"), validators=PHASES)
    low = models.PositiveSmallIntegerField(_("lowest phase held"), validators=PHASES)
    high = models.PositiveSmallIntegerField(_("highest phase held"), validators=PHASES)
    status = models.CharField(_("status"), max_length=14, choices=AgreementStatus.choices)
    dissent = models.TextField(_("dissent"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    round = models.ForeignKey(
        VotingRound,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("round"),
        null=True,
        blank=True,
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
        null=True,
    )
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("agreed phase")
        verbose_name_plural = _("agreed phases")
        ordering = ["workshop", "pillar", "-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("phase")) & models.Q(phase__lte=models.F("high")),
                name="agreed_phase_within_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_pillar_display()}: {self.phase}"


class Validation(models.Model):
    """The word of somebody who was not on the panel."""

    agreed_phase = models.ForeignKey(
        AgreedPhase, on_delete=models.CASCADE, related_name="validations", verbose_name=_("agreed phase")
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    validator = models.CharField(_("who validated, and in what function"), max_length=160)
    validated_on = models.DateField(_("date"))
    note = models.TextField(_("note"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
        null=True,
    )
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("validation")
        verbose_name_plural = _("validations")
        ordering = ["agreed_phase", "recorded_at"]

    def __str__(self) -> str:
        return self.get_verdict_display()
