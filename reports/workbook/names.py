"""The names of the survey's things as the sheets print them."""

from django.utils.translation import gettext_lazy as _

from reports.table_words import LEVELS as LEVELS
from reports.table_words import MEASURES as MEASURES
from reports.table_words import PILLARS as PILLARS
from surveys.models import StudySetup

DIMENSION_KEYS = ("hr", "process", "product")
# As the heads of the paper's Table 5 print them; note_on_heads says what the last two mean.
PRINTED = {"hr": "HR", "process": "PT", "product": "RD"}
DIMENSIONS = {"hr": _("Human resources"), "process": _("Process"), "product": _("Product")}

PHASES = {
    1: _("Initial conditions (1)"),
    2: _("Learning phase (2)"),
    3: _("Catch up phase (3)"),
    4: _("Advanced phase (4)"),
    5: _("Frontier phase (5)"),
}
OWNERS = {"foreign": _("Foreign"), "national": _("National"), "unknown": _("Not known")}
GROWTH = dict(StudySetup.GrowthChoice.choices)
BASES = dict(StudySetup.GrowthBasisChoice.choices)
LEVEL_RULES = dict(StudySetup.LevelRuleChoice.choices)
POINT_POLICIES = dict(StudySetup.PointPolicyChoice.choices)
SKILL_BASES = dict(StudySetup.SkillBasisChoice.choices)

HIDDEN = "c"
NOT_DEFINED = "–"
EXPLAIN_HIDDEN = _(
    "c: the figure rests on fewer than %(fewest)d firms or votes, or on a total of money that one firm rules, or would "
    "reveal such a figure, and is not shown."
)
EXPLAIN_REPLICA = _(
    "Replica of published tables: its firms are made up to give the printed figures and none is real, so nothing is "
    "hidden."
)
EXPLAIN_NOT_DEFINED = _("–: not defined.")
EXPLAIN_HEADS = _("HR is human resources, PT is process and RD is product, headed as in the published Table 5.")
EXPLAIN_RECONSTRUCTION = _(
    "The questions and the rules that turn answers into levels are a reconstruction: the published survey prints "
    "neither."
)
