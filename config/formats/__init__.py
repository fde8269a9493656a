"""How each language writes dates and numbers.

Between thousands stands a thin space in every language: points and commas are decimal marks in one language of a team
and none in the next, and what is read on a page is typed into fields.
"""
