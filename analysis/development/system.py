"""Development phase and policy sequence as the pages and the command see them."""

from analysis.development.layouts import LAYOUTS
from analysis.development.specification import TITLE, Specification
from analysis.late import read_late
from analysis.systems import System

EXAMPLE = """\
# The phase rule. The paper prints no threshold: every one of these is ours and may be set otherwise.
window = 3                # years of the centred window of trends, an odd number
ends = "none"             # first and last years: none, or one_sided
initiation_firms = 10.0   # a cluster that never had more firms than this is being initiated
firms_change = 0.02       # yearly change of log firms from which their number grows or falls
profit_high = 0.6         # share of the highest profit so far from which profit is high
# profit_benchmark = 5.0  # profit per firm from which it is high, in place of the share
profit_change = 0.05      # yearly change of profit, as a share of the highest so far, that is not flat
survival_years = 3        # years in a row that must look like survival
size_change = 0.02        # yearly change of log workers per firm that counts
small_size = 30.0         # firms are small below this number of workers
output_change = 0.02      # yearly change of log output that counts
productivity_change = 0.03
quality_change = 0.02
price_change = 0.02
exports_change = 0.01     # yearly change of the exported share of output that counts

# The advice.
credit_needs_training = true  # zones and credit wait until management training has begun
show_cases = true             # the paper's nineteen cases among the tables

# The training trial, where one is given. Name the columns it is judged by.
trial_design = "randomised"   # randomised, matched or unmatched
baseline_wave = 0
outcomes = []                 # such as ["sales", "value_added"]
practices = []                # such as ["keeps_accounts", "separates_purse"]
practices_known = 1.0         # least share of items known for a practice score
baseline = []                 # such as ["age", "schooling"]
lagged_outcome = true         # hold the outcome at the baseline fixed
errors = "HC1"                # HC1, HC3 or plain
# caliper = 1.0               # greatest distance between matched firms
adjustment = "holm"           # holm or bh
level = 0.95
repetitions = 999
seed = 1
"""

SYSTEM = System(
    code="development",
    title=TITLE,
    question="In which phase is the cluster, what is in order now, and did training work?",
    layouts=LAYOUTS,
    specification=Specification,
    compute=read_late("analysis.development.compute", "compute"),
    example=EXAMPLE,
)
