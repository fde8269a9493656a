"""The demo prints each printed figure beside ours, and a difference is a failure."""

from reports.demo.comparison import comparison_lines, failures
from reports.published import Comparison, Status

EQUAL = Comparison("penang", "table1.firms", "Penang, Table 1, surveyed firms", 103, 103, Status.EQUAL)
SIC = Comparison(
    "qiaotou", "table5.hr.4.percent", "Qiaotou, Table 5, HR, level 4", 29, 39, Status.SIC, "Printed as 39(29)."
)
WRONG = Comparison("penang", "figure1.exports", "Penang, Figure 1, exports", 6.7, None, Status.DIFFERS)


def test_every_figure_has_a_line_with_print_ours_and_verdict() -> None:
    lines = list(comparison_lines([EQUAL, SIC, WRONG]))
    assert lines[1].split()[-3:] == ["103", "103", "equal"]
    assert lines[2].endswith("sic: Printed as 39(29).")
    assert lines[3].split()[-3:] == ["6.7", "–", "differs"]
    assert lines[-1] == "3 figures: 1 equal, 1 misprinted (sic), 1 different."


def test_only_an_unexplained_difference_fails() -> None:
    assert failures([EQUAL, SIC]) == []
    assert failures([EQUAL, SIC, WRONG]) == [WRONG]
