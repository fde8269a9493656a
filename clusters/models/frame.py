"""The sampling frame: the list from which firms were drawn, its strata, and who was drawn."""

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters.models.cluster import Cluster


class OwnershipClass(models.TextChoices):
    FOREIGN = "foreign", _("Foreign")
    NATIONAL = "national", _("National")
    UNKNOWN = "unknown", _("Not known")


class SizeClass(models.TextChoices):
    MICRO = "micro", _("Micro (1 to 4)")
    SMALL = "small", _("Small (5 to 19)")
    MEDIUM = "medium", _("Medium (20 to 99)")
    LARGE = "large", _("Large (100 and more)")
    UNKNOWN = "unknown", _("Not known")


USUAL_BOUNDS = (5, 20, 100)
"""From how many employees on a firm is small, medium and large, unless a study says otherwise."""

SIZE_NAMES = {
    SizeClass.MICRO: _("Micro"),
    SizeClass.SMALL: _("Small"),
    SizeClass.MEDIUM: _("Medium"),
    SizeClass.LARGE: _("Large"),
    SizeClass.UNKNOWN: _("Not known"),
}


def size_words(size: SizeClass, bounds: Sequence[int] | None = None) -> str:
    """The words for a size class, with the head counts it holds by the usual bounds or by those given."""
    if not bounds or size is SizeClass.UNKNOWN:
        return str(size.label)
    place = list(SIZE_NAMES).index(size)
    name, low = SIZE_NAMES[size], (1, *bounds)[place]
    if size is SizeClass.LARGE:
        return gettext("%(size)s (%(low)d and more)") % {"size": name, "low": low}
    return gettext("%(size)s (%(low)d to %(high)d)") % {"size": name, "low": low, "high": bounds[place] - 1}


def ownership_by_size(ownership: OwnershipClass, size: SizeClass, bounds: Sequence[int] | None = None) -> str:
    """The words for a stratum that no file named."""
    owners = _("Ownership not known") if ownership is OwnershipClass.UNKNOWN else ownership.label
    employees = _("size not known") if size is SizeClass.UNKNOWN else size_words(size, bounds).lower()
    return f"{owners}, {employees}"


class Frame(models.Model):
    """One version of a cluster's list of firms; a later list is a new version."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="frames", verbose_name=_("cluster"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    source = models.CharField(_("source"), max_length=200)
    listed_on = models.DateField(_("date of the list"), null=True, blank=True)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    is_probability_sample = models.BooleanField(
        _("firms were drawn by chance"),
        default=False,
        help_text=_("Without a draw by chance no sampling interval is printed."),
    )
    reading = models.JSONField(
        _("how the file was read"),
        default=dict,
        blank=True,
        help_text=_("Encoding, columns, words and rows as they were chosen; the next list of the study is read alike."),
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("taken by"),
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("sampling frame")
        verbose_name_plural = _("sampling frames")
        ordering = ["cluster", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "version"], name="frame_version_unique_in_cluster"),
        ]

    def __str__(self) -> str:
        return f"{self.cluster}, {self.version}"


class Stratum(models.Model):
    """A cell of the frame: ownership by size unless the file names strata of its own."""

    frame = models.ForeignKey(Frame, on_delete=models.CASCADE, related_name="strata", verbose_name=_("frame"))
    code = models.CharField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=120, blank=True)
    population = models.PositiveIntegerField(
        _("firms in the population"),
        null=True,
        blank=True,
        help_text=_("N of the stratum; empty when not known."),
    )
    size_bounds = models.JSONField(
        _("size classes from"),
        null=True,
        blank=True,
        help_text=_("Head counts from which a firm was small, medium and large; empty for the usual ones."),
    )

    class Meta:
        verbose_name = _("stratum")
        verbose_name_plural = _("strata")
        ordering = ["frame", "code"]
        constraints = [
            models.UniqueConstraint(fields=["frame", "code"], name="stratum_code_unique_in_frame"),
        ]

    def __str__(self) -> str:
        """Ownership by size is told in the language of the reader, a name as the file gave it."""
        ownership, _dash, size = self.code.partition("-")
        if self.title != self.code and ownership in OwnershipClass.values and size in SizeClass.values:
            return ownership_by_size(OwnershipClass(ownership), SizeClass(size), self.size_bounds)
        return self.title or self.code


class FrameUnit(models.Model):
    """One line of the frame."""

    frame = models.ForeignKey(Frame, on_delete=models.CASCADE, related_name="units", verbose_name=_("frame"))
    stratum = models.ForeignKey(
        Stratum,
        on_delete=models.CASCADE,
        related_name="units",
        verbose_name=_("stratum"),
        null=True,
        blank=True,
    )
    code = models.CharField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    ownership = models.CharField(
        _("ownership"), max_length=10, choices=OwnershipClass.choices, default=OwnershipClass.UNKNOWN
    )
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    size = models.CharField(_("size"), max_length=10, choices=SizeClass.choices, default=SizeClass.UNKNOWN)
    sector = models.CharField(_("sector"), max_length=120, blank=True)
    is_selected = models.BooleanField(_("in the sample"), default=True)

    class Meta:
        verbose_name = _("frame unit")
        verbose_name_plural = _("frame units")
        ordering = ["frame", "code"]
        constraints = [
            models.UniqueConstraint(fields=["frame", "code"], name="frame_unit_code_unique_in_frame"),
        ]

    def __str__(self) -> str:
        return self.name
