"""The brief of a result: one page for a reader in a hurry.

faces <- typesetting <- content, blocks <- building; only `faces` and `building` know the PDF library.
"""

from analysis.late import read_late

write_brief = read_late("analysis.brief.building", "write_brief")
