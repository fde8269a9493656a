"""Estimators from libraries, one file a library. They know no Django, and no type of a library leaves its file."""
