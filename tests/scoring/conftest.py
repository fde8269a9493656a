"""Property tests draw the same examples every time and have no deadline: machines are busy."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
