"""The workbook of a run: one file for each sheet, each a declaration of what it shows, in which unit, and for whom.

declaration <- material <- layout <- the sheets <- building; only reports.spreadsheet knows the Excel library.
"""
