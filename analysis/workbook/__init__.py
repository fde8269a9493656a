"""The workbook of a result: what it rests on, tables with the paper's figures beside ours, pictures with their data.

pages, pairing <- about, tables, figures <- building; only `pages` knows the Excel library.
"""

from analysis.late import read_late

write_workbook = read_late("analysis.workbook.building", "write_workbook")
