"""The brief of a result: one page for a reader in a hurry.

faces <- typesetting <- content, blocks <- building; only `faces` and `building` know the PDF library.
"""

from analysis.brief.building import write_brief

__all__ = ["write_brief"]
