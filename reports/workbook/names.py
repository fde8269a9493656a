"""The names of the survey's things as the sheets print them."""

from django.utils.translation import gettext_lazy as _

from surveys.models import StudySetup

DIMENSION_KEYS = ("hr", "process", "product")
# As the heads of the paper's Table 5 print them; note_on_heads says what the last two mean.
PRINTED = {"hr": "HR", "process": "PT", "product": "RD"}
DIMENSIONS = {"hr": _("Human resources"), "process": _("Process"), "product": _("Product")}

LEVELS = {
    0: _("Below level 1"),
    1: _("Simple activities"),
    2: _("Minor improvements"),
    3: _("Major improvements"),
    4: _("Engineering"),
    5: _("Early R&D"),
    6: _("Mature R&D"),
}
PHASES = {
    1: _("Initial conditions (1)"),
    2: _("Learning phase (2)"),
    3: _("Catch up phase (3)"),
    4: _("Advanced phase (4)"),
    5: _("Frontier phase (5)"),
}
PILLARS = {
    "basic": _("Basic infrastructure"),
    "hightech": _("High tech organizations"),
    "network": _("Network cohesion"),
    "integration": _("Integration in international markets"),
}
OWNERS = {"foreign": _("Foreign"), "national": _("National"), "unknown": _("Not known")}
MEASURES = {
    "exports_national": _("Exports of the country"),
    "exports_location": _("Exports of the location"),
    "exports": _("Exports"),
    "employment": _("Employment"),
    "real_wages": _("Real wages"),
}
GROWTH = dict(StudySetup.GrowthChoice.choices)
BASES = dict(StudySetup.GrowthBasisChoice.choices)
LEVEL_RULES = dict(StudySetup.LevelRuleChoice.choices)
POINT_POLICIES = dict(StudySetup.PointPolicyChoice.choices)
SKILL_BASES = dict(StudySetup.SkillBasisChoice.choices)

HIDDEN = "c"
NOT_DEFINED = "–"
EXPLAIN_HIDDEN = _(
    "c: the figure rests on one or two firms, or on a total that one firm rules, or would reveal such a figure, and is "
    "not shown."
)
EXPLAIN_NOT_DEFINED = _("–: not defined.")
EXPLAIN_HEADS = _("HR is human resources, PT is process and RD is product, headed as in the published Table 5.")
EXPLAIN_RECONSTRUCTION = _(
    "The questions and the rules that turn answers into levels are a reconstruction: the published survey prints "
    "neither."
)
