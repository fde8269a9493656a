"""The report for one firm: its ladders, its place among anonymous peers, and what the next rung asks for, on one page.

content <- drawing <- building; only `drawing` and `building` know the PDF library.
"""

from analysis.late import read_late

write_firm_report = read_late("analysis.firm_report.building", "write_firm_report")
