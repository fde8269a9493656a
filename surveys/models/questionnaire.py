"""A questionnaire is data: a version with sections, items and sector cards, frozen once published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import SectorVariant
from surveys.models.frozen import Freezable, PartQuerySet, Status, VersionQuerySet


class Part(models.TextChoices):
    """The firm sheet and the three ladders; the tables of the paper print the last two as PT and RD."""

    FIRM = "firm", _("Firm sheet")
    HR = "hr", _("Human resources")
    PROCESS = "process", _("Process technology")
    PRODUCT = "product", _("Product technology")


class ItemKind(models.TextChoices):
    YES_NO = "yes_no", _("Yes or no")
    SHARE = "share", _("Per cent")
    COUNT = "count", _("Count")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Amount of money")
    YEAR = "year", _("Year")
    SINGLE = "single", _("One of several")
    MULTIPLE = "multiple", _("Any of several")
    TEXT = "text", _("Text")
    LEVEL = "level", _("Level 0 to 6")


class Questionnaire(Freezable):
    """One version of the instrument: firm sheet, HR, process and product together."""

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    language = models.CharField(_("language of the source text"), max_length=10, default="en")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    content_hash = models.CharField(_("SHA-256 of the content"), max_length=64, blank=True)
    is_reconstruction = models.BooleanField(_("reconstructed wording"), default=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="questionnaire_version_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    def is_frozen(self) -> bool:
        return self.pk is not None and Questionnaire.objects.filter(pk=self.pk, status=Status.PUBLISHED).exists()


class QuestionnairePart(Freezable):
    """Whatever belongs to a version freezes with it."""

    questionnaire_id: int

    class Meta:
        abstract = True

    def is_frozen(self) -> bool:
        return Questionnaire.objects.filter(pk=self.questionnaire_id, status=Status.PUBLISHED).exists()


class Section(QuestionnairePart):
    """What stands on one page of the phone."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="sections", verbose_name=_("questionnaire")
    )
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    code = models.CharField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=200)
    help = models.TextField(_("help"), blank=True)
    rung = models.PositiveSmallIntegerField(_("rung"), null=True, blank=True)
    translations = models.JSONField(_("translations"), default=dict, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="section_code_unique"),
        ]

    def __str__(self) -> str:
        return self.title


class Item(QuestionnairePart):
    """One question. Its code is what rules, mappings and exports call it by."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="items", verbose_name=_("questionnaire")
    )
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="items", verbose_name=_("section"))
    code = models.CharField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind.choices)
    text = models.TextField(_("question"))
    help = models.TextField(_("help"), blank=True)
    unit = models.CharField(_("unit"), max_length=80, blank=True)
    rung = models.PositiveSmallIntegerField(_("rung"), null=True, blank=True)
    role = models.CharField(_("role"), max_length=2, blank=True)
    source = models.CharField(_("source"), max_length=2, blank=True)
    cites = models.CharField(_("cites"), max_length=120, blank=True)
    na_allowed = models.BooleanField(_("may be not applicable"), default=False)
    asks_evidence = models.BooleanField(_("asks for evidence"), default=False)
    asks_who = models.BooleanField(_("asks who did it"), default=False)
    only_in = models.JSONField(_("asked only in"), default=list, blank=True)
    not_applicable_in = models.JSONField(_("not applicable in"), default=list, blank=True)
    options = models.JSONField(_("options"), default=list, blank=True)
    year = models.CharField(_("year"), max_length=10, blank=True)
    minimum = models.FloatField(_("least value"), null=True, blank=True)
    maximum = models.FloatField(_("greatest value"), null=True, blank=True)
    is_long = models.BooleanField(_("long text"), default=False)
    translations = models.JSONField(_("translations"), default=dict, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="item_code_unique"),
        ]

    def __str__(self) -> str:
        return self.code

    def applies_to(self, variant: str) -> bool:
        """Whether the item is asked in clusters of this sector variant."""
        return variant not in self.not_applicable_in and (not self.only_in or variant in self.only_in)


class SectorCard(QuestionnairePart):
    """What one rung looks like in one sector, with an example that counts and one that does not."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="cards", verbose_name=_("questionnaire")
    )
    variant = models.CharField(_("sector variant"), max_length=20, choices=SectorVariant.choices)
    dimension = models.CharField(_("dimension"), max_length=10, choices=Part.choices)
    rung = models.PositiveSmallIntegerField(_("rung"))
    summary = models.TextField(_("summary"))
    positive = models.TextField(_("example that counts"))
    negative = models.TextField(_("example that does not count"))
    source = models.CharField(_("source"), max_length=2, blank=True)
    translations = models.JSONField(_("translations"), default=dict, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("sector card")
        verbose_name_plural = _("sector cards")
        ordering = ["questionnaire", "variant", "dimension", "rung"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "variant", "dimension", "rung"], name="sector_card_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_variant_display()}, {self.get_dimension_display()} {self.rung}"


class Descriptor(QuestionnairePart):
    """One cell of the typologies: Table 3 (level by dimension) or Table 2 (phase by pillar), in our own words."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="descriptors", verbose_name=_("questionnaire")
    )
    table = models.PositiveSmallIntegerField(_("table of the paper"))
    column = models.CharField(_("dimension or pillar"), max_length=20)
    row = models.PositiveSmallIntegerField(_("level or phase"))
    row_title = models.CharField(_("name of the level or phase"), max_length=80)
    text = models.TextField(_("descriptor"))
    check_question = models.TextField(_("question for the cumulative reading"), blank=True)
    evidence = models.JSONField(_("evidence to look for"), default=list, blank=True)
    cites = models.CharField(_("cites"), max_length=120, blank=True)
    translations = models.JSONField(_("translations"), default=dict, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("descriptor")
        verbose_name_plural = _("descriptors")
        ordering = ["questionnaire", "table", "column", "row"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "table", "column", "row"], name="descriptor_cell_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.column} {self.row}"
